import type { DeletionField } from './account.ts'

/** What the documents of Bevy leave open, and what the emulated site does when nothing else is asked of it. */
export interface BevyVariants {
  /** Most users that one page holds. Default 100. */
  readonly pageSizeLimit: number
  /** Answer to a deletion that was set. Default 204, which is documented for "deleted / gone". */
  readonly deleteStatus: 200 | 202 | 204
  /** Answer to a second deletion: as the first one, or a refusal. Default `same`. */
  readonly secondDelete: 'same' | 400 | 404
  /** None when absent. */
  readonly deletionField?: DeletionField
  /** None when absent. `path` holds `{id}`, e.g. `/api/user/{id}/cancel-deletion/`. */
  readonly cancel?: { readonly method: 'POST' | 'PUT' | 'DELETE'; readonly path: string }
  /** Whether one user can be had by address. Default `any-case`. */
  readonly takesEmail: 'any-case' | 'same-case' | 'never'
  /** Whether an account can still be read when it was deleted. Default true. */
  readonly showsDeleted: boolean
  /** Answer to an unknown key. Default 401. */
  readonly unknownKey: 401 | 403
  /** Answer to a call over the quota. Default `429-retry-after`. */
  readonly excess: '429-retry-after' | '429' | '403' | '403-retry-after'
  /** A GET of one user without a slash at the end is sent on to the path with one. Default false. */
  readonly wantsSlash: boolean
}

export const variantsOf = (options: Partial<BevyVariants>): BevyVariants => ({
  pageSizeLimit: options.pageSizeLimit ?? 100,
  deleteStatus: options.deleteStatus ?? 204,
  secondDelete: options.secondDelete ?? 'same',
  takesEmail: options.takesEmail ?? 'any-case',
  showsDeleted: options.showsDeleted ?? true,
  unknownKey: options.unknownKey ?? 401,
  excess: options.excess ?? '429-retry-after',
  wantsSlash: options.wantsSlash ?? false,
  ...(options.deletionField && { deletionField: options.deletionField }),
  ...(options.cancel && { cancel: options.cancel }),
})
