/** Every case, in the order of the table. */
import type { BenchCase } from '../bench-case.ts'
import { aacDelete, aacDeleteLimited, aacKeep } from './aac.ts'
import { bevyDelete } from './bevy.ts'
import { oktaDeactivate, oktaDelete } from './okta.ts'
import { webexDeleteBulk, webexDeletePeople, webexRename } from './webex.ts'

export const ALL_CASES: readonly BenchCase[] = [
  webexDeleteBulk,
  webexDeletePeople,
  webexRename,
  oktaDelete,
  oktaDeactivate,
  bevyDelete,
  aacDelete,
  aacDeleteLimited,
  aacKeep,
]
