/**
 * Reads from Webex's answer what became of each user. Says `done` only of a user whom the answer names; whoever is left out,
 * told of twice or told of in an odd way is `unclear`, so that somebody looks before anything is tried again.
 */
import type { Effect } from '../../model/directory.ts'
import { effectOfError, effectOnOne, unclear } from '../http/effect-of-error.ts'
import { badAnswer, refusal } from '../http/fault.ts'
import { groupBy } from '../http/group-by.ts'
import type { Deed } from './deed.ts'
import { BULK_RESULT } from './schema.ts'
import { WEBEX } from './vendor.ts'

const UUID_AT_END = /\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\/?$/i

/** `uuids` in the order in which they were sent; the map holds each. */
export function effectsOfBulk(
  deed: Deed,
  uuids: readonly string[],
  results: readonly unknown[],
): ReadonlyMap<string, Effect> {
  const doing = `${deed.doing} 1 of ${uuids.length} users`
  const told = groupBy(placed(uuids, results), ([uuid]) => uuid)
  const effectsOn = (uuid: string) => told.get(uuid)?.map(([, result]) => effectOfResult(deed, doing, result)) ?? []
  return new Map(uuids.map((uuid) => [uuid, settle(doing, effectsOn(uuid))]))
}

function settle(doing: string, effects: readonly Effect[]): Effect {
  const [first, ...more] = effects
  if (first !== undefined && more.length === 0) return first
  const what =
    first === undefined ? 'the answer does not tell what became of this user' : 'the answer tells two results'
  return unclear(badAnswer(doing, what).fault)
}

/** A result belongs to the user whom its location names; to the user in its place only when nothing speaks against the order. */
function placed(uuids: readonly string[], results: readonly unknown[]): readonly (readonly [string, unknown])[] {
  const named = results.map(uuidNamedBy)
  const isInOrder =
    results.length === uuids.length && named.every((uuid, place) => uuid === undefined || uuid === uuids[place])
  return results.flatMap((result, place) => {
    const uuid = named[place] ?? (isInOrder ? uuids[place] : undefined)
    return uuid === undefined ? [] : [[uuid, result] as const]
  })
}

function uuidNamedBy(result: unknown): string | undefined {
  const location = fieldOf(result, 'location')
  return typeof location === 'string' ? UUID_AT_END.exec(location)?.[1]?.toLowerCase() : undefined
}

function effectOfResult(deed: Deed, doing: string, result: unknown): Effect {
  const read = BULK_RESULT.safeParse(result)
  if (!read.success) return unclear(badAnswer(doing, 'the result of this user has no status').fault)
  const { status, method, response } = read.data
  if (method && method.toUpperCase() !== deed.method) {
    return unclear(badAnswer(doing, `the result of this user speaks of another method, "${method.slice(0, 20)}"`).fault)
  }
  if (status >= 200 && status <= 299) return { kind: 'done' }
  const error = refusal(WEBEX, doing, { status, ...wordsOf(response) })
  return deed.isDoneWhenGone ? effectOnOne(error) : effectOfError(error)
}

/** The details lie in Cisco's extension of the SCIM error, or in the error itself (RFC 7644, 3.12). */
function wordsOf(response: unknown): { readonly body: unknown; readonly trackingId: string | undefined } {
  if (typeof response !== 'object' || response === null) return { body: undefined, trackingId: undefined }
  const extension: unknown = Object.entries(response).find(([name]) => /^urn:.*:Error$/.test(name))?.[1]
  const tracking = fieldOf(extension, 'trackingId') ?? fieldOf(response, 'trackingId')
  const code = fieldOf(extension, 'errorCode')
  const details = [fieldOf(extension, 'details')].flat().filter((detail) => typeof detail === 'string')
  const words = [typeof code === 'string' || typeof code === 'number' ? `${code}` : '', ...details].filter(Boolean)
  const detail = words.length > 0 ? words.join(' ') : fieldOf(response, 'detail')
  return { body: { detail }, trackingId: typeof tracking === 'string' ? tracking : undefined }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
