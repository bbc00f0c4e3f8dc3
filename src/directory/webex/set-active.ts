/** Takes the sign-in of accounts away, or gives it back, through SCIM: the People API has no call that changes nothing else. */
import type { Clock } from '../../model/clock.ts'
import type { Effect } from '../../model/directory.ts'
import type { UserId } from '../../model/ids.ts'
import { WireError } from '../../model/wire.ts'
import { type BulkTools, inBulk } from './bulk.ts'
import { DEACTIVATING, RESTORING } from './deed.ts'
import { uuidOf } from './ids.ts'
import { isStop } from './is-stop.ts'
import { isSynced, MARK_ATTRIBUTES, patchOf } from './scim.ts'

/** A user who stays inactive for so long is deleted by Webex, those of a directory sync sooner. https://help.webex.com/nikzbgy */
const INACTIVE_LIVES_MS = 30 * 86_400_000
export const SYNCED_LIVES_MS = 7 * 86_400_000

export async function deactivate(
  tools: BulkTools,
  clock: Clock,
  ids: readonly UserId[],
): Promise<ReadonlyMap<UserId, Effect>> {
  // Taken before the call, so that the promise is rather too short.
  const now = clock.now().getTime()
  const unsynced = await unsyncedAmong(tools, ids)
  const undoUntil = (id: UserId): string =>
    new Date(now + (unsynced.has(id) ? INACTIVE_LIVES_MS : SYNCED_LIVES_MS)).toISOString()
  const effects = await inBulk(tools, DEACTIVATING, asks(ids, false))
  return new Map(
    [...effects].map(([id, effect]) => [id, effect.kind === 'done' ? { ...effect, undoUntil: undoUntil(id) } : effect]),
  )
}

/** Of whom it cannot be told the shorter time is promised; it is no reason to leave them as they are. */
async function unsyncedAmong({ scim }: BulkTools, ids: readonly UserId[]): Promise<ReadonlySet<UserId>> {
  const uuids = new Map(ids.map((id) => [id, uuidOf('PEOPLE', id) ?? '']))
  try {
    const users = await scim.users([...new Set(uuids.values())].filter(Boolean), MARK_ATTRIBUTES)
    const isUnsynced = (id: UserId): boolean => {
      const user = users.get(uuids.get(id) ?? '')
      return user !== undefined && !isSynced(user)
    }
    return new Set(ids.filter(isUnsynced))
  } catch (error) {
    if (!(error instanceof WireError) || isStop(error)) throw error
    return new Set()
  }
}

export function restore(tools: BulkTools, ids: readonly UserId[]): Promise<ReadonlyMap<UserId, Effect>> {
  return inBulk(tools, RESTORING, asks(ids, true))
}

const asks = (ids: readonly UserId[], active: boolean) => ids.map((id) => ({ id, data: patchOf({ active }) }))
