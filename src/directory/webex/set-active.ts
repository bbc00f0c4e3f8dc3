/** Takes the sign-in of accounts away, or gives it back, through SCIM: the People API has no call that changes nothing else. */
import type { Clock } from '../../model/clock.ts'
import type { Effect } from '../../model/directory.ts'
import type { UserId } from '../../model/ids.ts'
import { type BulkTools, inBulk } from './bulk.ts'
import { DEACTIVATING, RESTORING } from './deed.ts'
import { patchOf } from './scim.ts'

/** A user who stays inactive for so long is deleted by Webex. https://help.webex.com/nikzbgy */
const INACTIVE_LIVES_MS = 30 * 86_400_000

export async function deactivate(
  tools: BulkTools,
  clock: Clock,
  ids: readonly UserId[],
): Promise<ReadonlyMap<UserId, Effect>> {
  // Taken before the call, so that the promise is rather too short.
  const undoUntil = new Date(clock.now().getTime() + INACTIVE_LIVES_MS).toISOString()
  const effects = await inBulk(tools, DEACTIVATING, asks(ids, false))
  return new Map([...effects].map(([id, effect]) => [id, effect.kind === 'done' ? { ...effect, undoUntil } : effect]))
}

export function restore(tools: BulkTools, ids: readonly UserId[]): Promise<ReadonlyMap<UserId, Effect>> {
  return inBulk(tools, RESTORING, asks(ids, true))
}

const asks = (ids: readonly UserId[], active: boolean) => ids.map((id) => ({ id, data: patchOf({ active }) }))
