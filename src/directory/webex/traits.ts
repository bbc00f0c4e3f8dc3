import type { DirectoryTraits } from '../../model/directory.ts'
import type { Operation } from '../../model/vendor.ts'
import { IDS_PER_CALL } from './people.ts'
import { OPERATIONS_PER_CALL } from './scim.ts'

/** What each operation costs, through SCIM Bulk and through the People API. Calls a run makes for 100 accounts stand beside it. */

const BULK = { rereadSize: IDS_PER_CALL, effectSize: OPERATIONS_PER_CALL, concurrency: 1, secondsPerEffect: 0.05 }
const ONE_BY_ONE = { rereadSize: IDS_PER_CALL, effectSize: 1, concurrency: 4, secondsPerEffect: 0.5 }

const IN_BULK: Readonly<Record<Operation, DirectoryTraits>> = {
  /** Reread 2, bulk 1. */
  delete: { ...BULK, callsPerAccount: 0.03 },
  /** Reread 2 from the People API and 2 from SCIM, bulk 1. */
  deactivate: { ...BULK, callsPerAccount: 0.05 },
  restore: { ...BULK, callsPerAccount: 0.05 },
  /** Snapshot 2, reread 2, before 2, bulk 1, after 2. */
  rename: { ...BULK, secondsPerEffect: 0.1, callsPerAccount: 0.09 },
}

const THROUGH_PEOPLE: Readonly<Record<Operation, DirectoryTraits>> = {
  /** Reread 2, 100 deletions. */
  delete: { ...ONE_BY_ONE, callsPerAccount: 1.02 },
  deactivate: { ...ONE_BY_ONE, callsPerAccount: 1.02 },
  restore: { ...ONE_BY_ONE, callsPerAccount: 1.02 },
  /** Snapshot 100, reread 2, and GET, PUT, GET. In the order of the plan, since one may take the address that another gives up. */
  rename: { ...ONE_BY_ONE, concurrency: 1, secondsPerEffect: 1.5, callsPerAccount: 4.02 },
}

export const traitsOf = (operation: Operation, isBulk: boolean): DirectoryTraits =>
  (isBulk ? IN_BULK : THROUGH_PEOPLE)[operation]
