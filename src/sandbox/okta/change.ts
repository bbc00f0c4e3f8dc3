/** What happens to the people of the emulated Okta: who asked for which change, what came of it and who was mailed. */
import type { OktaUser, Status } from './user.ts'

export type What =
  | 'updated'
  | 'activated'
  | 'reactivated'
  | 'deactivated'
  | 'suspended'
  | 'unsuspended'
  | 'deleted'
  /** A test's own doing: roles, status, groups. */
  | 'arranged'

export interface Change {
  readonly at: string
  readonly what: What
  readonly id: string
  /** After the change; before it where the person is deleted. */
  readonly login: string
  readonly from: Status
  /** Absent once the person is deleted. */
  readonly to?: Status
  /** The id of the person or the client that asked; `sandbox` for a test itself. */
  readonly by: string
  /** True when the vendor would have written to somebody. */
  readonly mailed: boolean
}

export interface Snapshot {
  /** In order of id. */
  readonly users: readonly OktaUser[]
  /** As they were last. */
  readonly deleted: readonly OktaUser[]
}

export type Refusal = 'not-found' | 'already-active' | 'wrong-status' | 'in-transition' | 'login-taken' | 'forbidden'

export type Changed =
  | { readonly kind: 'changed'; readonly user: OktaUser }
  | { readonly kind: 'refused'; readonly code: Refusal }

export const refused = (code: Refusal): Changed => ({ kind: 'refused', code })
