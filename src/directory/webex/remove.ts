/**
 * Deletes accounts, in one bulk call or one by one, each call sent once. Throws only when the credential was refused before
 * anything was changed; whatever else happens is told account by account.
 */
import type { Effect } from '../../model/directory.ts'
import type { UserId } from '../../model/ids.ts'
import { type Caller, WireError } from '../../model/wire.ts'
import { effectOfError, effectOnOne } from '../http/effect-of-error.ts'
import { badAnswer, credentialRefused } from '../http/fault.ts'
import { roleIdsOf } from './admin-roles.ts'
import { effectsOfBulk } from './effects.ts'
import { restIdOf, uuidOf } from './ids.ts'
import type { People } from './people.ts'
import type { WebexPerson } from './schema.ts'
import type { Scim } from './scim.ts'

export async function removeInBulk(
  scim: Scim,
  call: Caller,
  ids: readonly UserId[],
): Promise<ReadonlyMap<UserId, Effect>> {
  const uuids = new Map(ids.map((id) => [id, uuidOf('PEOPLE', id)]))
  const sent = [...new Set([...uuids.values()].filter((uuid) => uuid !== undefined))]
  const effects = sent.length === 0 ? new Map<string, Effect>() : await bulk(scim, call, sent)
  return new Map(ids.map((id) => [id, effects.get(uuids.get(id) ?? '') ?? notAnId(id)]))
}

async function bulk(scim: Scim, call: Caller, uuids: readonly string[]): Promise<ReadonlyMap<string, Effect>> {
  try {
    const results = await call({ bucket: 'webex:scim', nature: 'effect' }, (signal) => scim.removeAll(uuids, signal))
    return effectsOfBulk(uuids, results)
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    if (error.fault.httpStatus === 403) throw credentialRefused(error.fault)
    if (error.fault.code === 'credential-refused') throw error
    const effect = effectOfError(error)
    return new Map(uuids.map((uuid) => [uuid, effect]))
  }
}

/** `owner` is the credential's account as it was when it was probed. */
export async function removeOne(people: People, call: Caller, id: UserId, owner: WebexPerson): Promise<Effect> {
  if (uuidOf('PEOPLE', id) === undefined) return notAnId(id)
  try {
    const attempt = (signal: AbortSignal) => people.remove(restIdOf('PEOPLE', id), signal)
    const status = await call({ bucket: 'webex:people', nature: 'effect' }, attempt)
    if (status === 204) return { kind: 'done' }
    return {
      kind: 'unclear',
      fault: badAnswer(`deleting the person "${id}"`, `${status} is not 204`, { status }).fault,
    }
  } catch (error) {
    if (!(error instanceof WireError) || error.fault.code === 'credential-refused') throw error
    if (error.fault.httpStatus === 403 && (await hasFallen(people, owner))) throw credentialRefused(error.fault)
    return effectOnOne(error)
  }
}

/**
 * 403 is said of one account that may not be deleted and of a credential that may delete nobody. The account behind the
 * credential tells them apart: if it holds what it held before, the refusal is about the one account.
 */
async function hasFallen(people: People, owner: WebexPerson): Promise<boolean> {
  try {
    const now = new Set(roleIdsOf(await people.me()))
    return roleIdsOf(owner).some((role) => !now.has(role))
  } catch (error) {
    // Unreachable just now says nothing of the credential.
    return error instanceof WireError && error.fault.kind === 'refused' && !error.fault.isRetryable
  }
}

function notAnId(id: UserId): Effect {
  return {
    kind: 'refused',
    fault: {
      kind: 'refused',
      code: 'not-an-id',
      message: `deleting "${id}": this is not the id of a Webex person; nothing was sent`,
      isRetryable: false,
    },
  }
}
