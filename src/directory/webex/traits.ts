import type { DirectoryTraits } from '../../model/directory.ts'
import type { Operation } from '../../model/vendor.ts'
import { IDS_PER_CALL } from './people.ts'
import { OPERATIONS_PER_CALL } from './scim.ts'
import { SYNCED_LIVES_MS } from './set-active.ts'

/** What each operation costs, through SCIM Bulk and through the People API. */

const BULK = { rereadSize: IDS_PER_CALL, effectSize: OPERATIONS_PER_CALL, concurrency: 1, secondsPerEffect: 0.05 }
const ONE_BY_ONE = { rereadSize: IDS_PER_CALL, effectSize: 1, concurrency: 4, secondsPerEffect: 0.5 }

const IN_BULK: Readonly<Record<Operation, DirectoryTraits>> = {
  /** Reread 1, bulk 1, for every 85. */
  delete: { ...BULK, callsPerAccount: 0.03 },
  /** Reread 1 from the People API and 1 from SCIM, one for how long it can be undone, bulk 1. Where the answer was lost the shorter time holds. */
  deactivate: { ...BULK, callsPerAccount: 0.05, undoMs: SYNCED_LIVES_MS },
  /** Reread 1 from the People API and 1 from SCIM, bulk 1. */
  restore: { ...BULK, callsPerAccount: 0.04 },
  /** Reread, before, bulk, after, and a snapshot for every 20. */
  rename: { ...BULK, secondsPerEffect: 0.1, callsPerAccount: 0.1 },
}

const THROUGH_PEOPLE: Readonly<Record<Operation, DirectoryTraits>> = {
  /** Reread 1 for every 85, and a deletion each. */
  delete: { ...ONE_BY_ONE, callsPerAccount: 1.02 },
  deactivate: { ...ONE_BY_ONE, callsPerAccount: 1.02 },
  restore: { ...ONE_BY_ONE, callsPerAccount: 1.02 },
  /** Reread 1 for every 85; a snapshot, GET, PUT and GET each. In the order of the plan, since one may take the address that another gives up. */
  rename: { ...ONE_BY_ONE, concurrency: 1, secondsPerEffect: 1.5, callsPerAccount: 4.02 },
}

export const traitsOf = (operation: Operation, isBulk: boolean): DirectoryTraits =>
  (isBulk ? IN_BULK : THROUGH_PEOPLE)[operation]
