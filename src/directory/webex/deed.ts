/** What is done to accounts, in the words that its errors need, and what an answer of "not found" says of it. */
export interface Deed {
  readonly method: 'DELETE' | 'PATCH'
  /** E.g. `deleting`. */
  readonly doing: string
  /** Whether an account that is not there is as it was asked to be. */
  readonly isDoneWhenGone: boolean
}

export const DELETING: Deed = { method: 'DELETE', doing: 'deleting', isDoneWhenGone: true }
export const DEACTIVATING: Deed = { method: 'PATCH', doing: 'deactivating', isDoneWhenGone: false }
export const RESTORING: Deed = { method: 'PATCH', doing: 'restoring', isDoneWhenGone: false }
export const RENAMING: Deed = { method: 'PATCH', doing: 'renaming', isDoneWhenGone: false }
