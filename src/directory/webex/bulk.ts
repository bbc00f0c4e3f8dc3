/**
 * Does one thing to up to 100 accounts in a single SCIM Bulk call, which is sent once. Throws only when the credential was
 * refused before anything was changed; whatever else happens is told account by account.
 */
import type { Effect } from '../../model/directory.ts'
import type { UserId } from '../../model/ids.ts'
import { type Caller, WireError } from '../../model/wire.ts'
import { effectOfError, refused } from '../http/effect-of-error.ts'
import { credentialRefused } from '../http/fault.ts'
import type { Deed } from './deed.ts'
import { effectsOfBulk } from './effects.ts'
import { uuidOf } from './ids.ts'
import { isStop } from './is-stop.ts'
import type { Scim } from './scim.ts'

export interface BulkTools {
  readonly scim: Scim
  readonly call: Caller
  /** Once it is aborted nothing more is sent that changes anything. */
  readonly wanted?: AbortSignal | undefined
}

/** One account; `data` is the body of its PATCH. */
export interface Ask {
  readonly id: UserId
  readonly data?: object
}

/** Operations stand in the order of `asks`. An account that is named twice is asked for once. */
export async function inBulk(tools: BulkTools, deed: Deed, asks: readonly Ask[]): Promise<ReadonlyMap<UserId, Effect>> {
  const uuids = new Map(asks.map(({ id }) => [id, uuidOf('PEOPLE', id)]))
  const sent = new Map<string, Ask>()
  for (const ask of asks) {
    const uuid = uuids.get(ask.id)
    if (uuid !== undefined && !sent.has(uuid)) sent.set(uuid, ask)
  }
  const effects = sent.size === 0 ? new Map<string, Effect>() : await send(tools, deed, sent)
  return new Map(asks.map(({ id }) => [id, effects.get(uuids.get(id) ?? '') ?? notAnId(deed.doing, id)]))
}

async function send({ scim, call, wanted }: BulkTools, deed: Deed, asks: ReadonlyMap<string, Ask>) {
  const uuids = [...asks.keys()]
  const operations = [...asks].map(([uuid, { data }]) => ({
    method: deed.method,
    path: `/Users/${uuid}`,
    ...(data && { data }),
  }))
  try {
    const traits = { bucket: 'webex:scim', nature: 'effect' } as const
    const doing = `${deed.doing} ${uuids.length} users`
    return effectsOfBulk(deed, uuids, await call(traits, (signal) => scim.changeAll(operations, doing, signal, wanted)))
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    if (error.fault.httpStatus === 403) throw credentialRefused(error.fault)
    if (isStop(error)) throw error
    const effect = effectOfError(error)
    return new Map(uuids.map((uuid) => [uuid, effect]))
  }
}

export function notAnId(doing: string, id: UserId): Effect {
  return refused({
    kind: 'refused',
    code: 'not-an-id',
    message: `${doing} "${id}": this is not the id of a Webex person; nothing was sent`,
    isRetryable: false,
  })
}
