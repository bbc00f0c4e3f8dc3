/**
 * Deletes accounts, in one bulk call or one by one, each call sent once. Throws only when the credential was refused before
 * anything was changed; whatever else happens is told account by account.
 */
import type { Effect } from '../../model/directory.ts'
import type { UserId } from '../../model/ids.ts'
import { WireError } from '../../model/wire.ts'
import { effectOnOne, unclear } from '../http/effect-of-error.ts'
import { badAnswer, credentialRefused } from '../http/fault.ts'
import { type BulkTools, inBulk, notAnId } from './bulk.ts'
import { DELETING } from './deed.ts'
import { hasFallen } from './has-fallen.ts'
import { restIdOf, uuidOf } from './ids.ts'
import { isStop } from './is-stop.ts'
import type { PeopleTools } from './rename-one.ts'

export function removeInBulk(tools: BulkTools, ids: readonly UserId[]): Promise<ReadonlyMap<UserId, Effect>> {
  const asks = ids.map((id) => ({ id }))
  return inBulk(tools, DELETING, asks)
}

export async function removeOne({ people, call, owner, wanted }: PeopleTools, id: UserId): Promise<Effect> {
  if (uuidOf('PEOPLE', id) === undefined) return notAnId(DELETING.doing, id)
  try {
    const attempt = (signal: AbortSignal) => people.remove(restIdOf('PEOPLE', id), signal, wanted)
    const status = await call({ bucket: 'webex:people', nature: 'effect' }, attempt)
    if (status === 204) return { kind: 'done' }
    return unclear(badAnswer(`deleting the person "${id}"`, `${status} is not 204`, { status }).fault)
  } catch (error) {
    if (!(error instanceof WireError) || isStop(error)) throw error
    if (error.fault.httpStatus === 403 && (await hasFallen(people, owner))) throw credentialRefused(error.fault)
    return effectOnOne(error)
  }
}
