/**
 * What each operation still has to do to an account, by the account's status: one table for the dry run, for the look after
 * a lost answer, and for the effect itself, so that the three cannot disagree. Pure.
 * https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/#tag/User/section/User-Status
 */
import type { Operation } from '../../model/vendor.ts'

export const STATUSES = [
  'STAGED',
  'PROVISIONED',
  'ACTIVE',
  'RECOVERY',
  'PASSWORD_EXPIRED',
  'LOCKED_OUT',
  'SUSPENDED',
  'DEPROVISIONED',
] as const
export type Status = (typeof STATUSES)[number]

export type Step = 'deactivate' | 'delete' | 'activate' | 'unsuspend'
type StepsByStatus = Readonly<Record<Status, readonly Step[]>>

/** "This operation can only be performed on users that have a DEPROVISIONED status." */
const DELETE: readonly Step[] = ['deactivate', 'delete']

const STEPS: Readonly<Record<Exclude<Operation, 'rename'>, StepsByStatus>> = {
  delete: {
    STAGED: DELETE,
    PROVISIONED: DELETE,
    ACTIVE: DELETE,
    RECOVERY: DELETE,
    PASSWORD_EXPIRED: DELETE,
    LOCKED_OUT: DELETE,
    SUSPENDED: DELETE,
    DEPROVISIONED: ['delete'],
  },
  /** "Perform only on users that do not have a DEPROVISIONED status." */
  deactivate: {
    STAGED: ['deactivate'],
    PROVISIONED: ['deactivate'],
    ACTIVE: ['deactivate'],
    RECOVERY: ['deactivate'],
    PASSWORD_EXPIRED: ['deactivate'],
    LOCKED_OUT: ['deactivate'],
    SUSPENDED: ['deactivate'],
    DEPROVISIONED: [],
  },
  /**
   * Brings back who was deactivated or suspended, and no more: who is pending, resets a password or is locked out has an
   * account in use, and the rest is theirs or the help desk's. After `activate` an account without a password is PROVISIONED.
   */
  restore: {
    STAGED: ['activate'],
    PROVISIONED: [],
    ACTIVE: [],
    RECOVERY: [],
    PASSWORD_EXPIRED: [],
    LOCKED_OUT: [],
    SUSPENDED: ['unsuspend'],
    DEPROVISIONED: ['activate'],
  },
}

/** Undefined for a status that the document does not know: what to do about it cannot be told. */
export function stepsFor(operation: Exclude<Operation, 'rename'>, status: string): readonly Step[] | undefined {
  const known = STATUSES.find((one) => one === status)
  return known && STEPS[operation][known]
}

/** "Users with the DEPROVISIONED status won't have their profiles updated" unless the organisation chose otherwise. */
export const mayRename = (status: string): boolean => status !== 'DEPROVISIONED'
