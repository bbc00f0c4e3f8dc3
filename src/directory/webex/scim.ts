/**
 * The calls to SCIM 2.0 of one organisation: counting, reading users, and changing up to 100 of them in a call.
 * https://developer.webex.com/admin/docs/api/v1/scim-2-user, https://developer.webex.com/admin/docs/api/v1/scim-2-bulk
 */
import { WireError } from '../../model/wire.ts'
import type { Send, SendOptions } from '../http/client.ts'
import { badAnswer } from '../http/fault.ts'
import { inParallel } from '../http/in-parallel.ts'
import type { Read } from '../http/read.ts'
import { chunks } from './chunks.ts'
import { BULK_ANSWER, SCIM_LIST, SCIM_USER, type ScimUser } from './schema.ts'

/** "The maximum number of operations in a request is 100; an error is thrown if the limit is exceeded." */
export const OPERATIONS_PER_CALL = 100
/** Users that one filter names; the call's address stays shorter than that of the 85 people by id that Webex documents. */
const USERS_PER_FILTER = 100
const LOOKUPS_AT_ONCE = 8
/** The filter is not understood, or the address of the call is too long. */
const FILTER_REFUSED: ReadonlySet<number | undefined> = new Set([400, 413, 414, 431])
/** RFC 9562, 5.9: the uuid that names nothing. */
const NOBODY = '00000000-0000-0000-0000-000000000000'
const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest'
const PATCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
export const WEBEX_USER = 'urn:scim:schemas:extension:cisco:webexidentity:2.0:User'

export class Scim {
  readonly #read: Read
  readonly #send: Send
  readonly #url: string

  constructor(read: Read, send: Send, scimUrl: string, orgUuid: string) {
    this.#read = read
    this.#send = send
    this.#url = `${scimUrl}/${orgUuid}/v2`
  }

  /** Users of the organisation. Also the probe of `identity:people_read`. */
  async count(mayRenew = true): Promise<number> {
    return (await this.#list('startIndex=1&count=1&attributes=userName', 'counting the users', { mayRenew }))
      .totalResults
  }

  async page(startIndex: number, count: number, signal: AbortSignal) {
    const query = `startIndex=${startIndex}&count=${count}&${MARK_ATTRIBUTES}`
    return this.#list(query, 'reading which users are synced and active', { signal })
  }

  async one(uuid: string, signal: AbortSignal): Promise<ScimUser | undefined> {
    const query = `filter=${encodeURIComponent(`id eq "${uuid}"`)}&${MARK_ATTRIBUTES}`
    const list = await this.#list(query, `reading whether "${uuid}" is synced and active`, { signal })
    return list.Resources?.find((user) => user.id.toLowerCase() === uuid)
  }

  /** Users by lower-case uuid, whole or with the attributes named; without those whom Webex says it does not have. To be asked by uuid. */
  async users(uuids: readonly string[], attributes?: string): Promise<ReadonlyMap<string, ScimUser>> {
    const found: ScimUser[] = []
    for (const some of chunks(uuids, USERS_PER_FILTER)) found.push(...(await this.#byFilter(some, attributes)))
    const told = new Set(found.map(({ id }) => id.toLowerCase()))
    const untold = uuids.filter((uuid) => !told.has(uuid))
    // Being left out of a list is not being gone.
    const alone = await inParallel(untold, LOOKUPS_AT_ONCE, new AbortController().signal, (uuid) => this.#ifAny(uuid))
    const all = [...found, ...alone.filter((user) => user !== undefined)]
    return new Map(all.map((user) => [user.id.toLowerCase(), user]))
  }

  /** Nobody where the filter is not honoured: the callers then ask one by one. */
  async #byFilter(uuids: readonly string[], attributes: string | undefined): Promise<readonly ScimUser[]> {
    const filter = encodeURIComponent(uuids.map((uuid) => `id eq "${uuid}"`).join(' or '))
    const query = `filter=${filter}&count=${uuids.length}${attributes ? `&${attributes}` : ''}`
    const doing = `reading ${uuids.length} users by id`
    const users: ScimUser[] = []
    try {
      for (;;) {
        const { totalResults, Resources } = await this.#list(`${query}&startIndex=${users.length + 1}`, doing)
        if (totalResults > uuids.length) return []
        users.push(...(Resources ?? []))
        if (users.length >= totalResults || !Resources?.length) return users
      }
    } catch (error) {
      if (error instanceof WireError && FILTER_REFUSED.has(error.fault.httpStatus)) return []
      throw error
    }
  }

  async #ifAny(uuid: string): Promise<ScimUser | undefined> {
    try {
      const url = `${this.#url}/Users/${uuid}`
      return (await this.#read({ bucket: 'webex:scim', url, doing: `reading the user "${uuid}"`, schema: SCIM_USER }))
        .body
    } catch (error) {
      if (error instanceof WireError && error.fault.httpStatus === 404) return undefined
      throw error
    }
  }

  /** One attempt. Resolves with what came of each operation, unread; throws a `WireError` when there is no such list. */
  async changeAll(
    operations: readonly object[],
    doing: string,
    signal: AbortSignal,
    wanted?: AbortSignal,
  ): Promise<readonly unknown[]> {
    return this.#bulk(operations, doing, signal, { wanted })
  }

  /** A bulk call that holds nothing to do. */
  async bulkNothing(signal: AbortSignal): Promise<readonly unknown[]> {
    return this.#bulk([], 'asking whether SCIM Bulk may be used', signal, { mayRenew: false })
  }

  /** A bulk call that changes nothing about nobody: no account has this id, and the change is empty. */
  async bulkNobody(signal: AbortSignal): Promise<readonly unknown[]> {
    const data = { schemas: [PATCH_REQUEST], Operations: [] }
    const operation = { method: 'PATCH', path: `/Users/${NOBODY}`, data }
    return this.#bulk([operation], 'asking whether SCIM Bulk may be used', signal, { mayRenew: false })
  }

  async #bulk(operations: readonly object[], doing: string, signal: AbortSignal, options: SendOptions) {
    const json = { schemas: [BULK_REQUEST], operations }
    const answer = await this.#send({ method: 'POST', url: `${this.#url}/Bulk`, doing, json }, signal, options)
    const read = BULK_ANSWER.safeParse(answer.body)
    if (!read.success) throw badAnswer(doing, "Webex's answer holds no list of operations", answer)
    return read.data
  }

  async #list(query: string, doing: string, rest: { signal?: AbortSignal; mayRenew?: boolean } = {}) {
    const url = `${this.#url}/Users?${query}`
    return (await this.#read({ bucket: 'webex:scim', url, doing, schema: SCIM_LIST, ...rest })).body
  }
}

export const MARK_ATTRIBUTES = `attributes=${encodeURIComponent(`active,externalId,${WEBEX_USER}`)}`

/** The body of a PATCH that gives the attributes named a new value, all of them in one step, and leaves the others. */
export const patchOf = (value: object) => ({ schemas: [PATCH_REQUEST], Operations: [{ op: 'replace', value }] })

/**
 * Whether a directory sync manages the account. Read from the id or an attribute that an outside source left on it; Webex
 * documents both fields but not that every sync sets them, so `false` is likely and not certain.
 */
export function isSynced(user: ScimUser): boolean {
  if (user.externalId) return true
  const extension = user[WEBEX_USER]
  if (typeof extension !== 'object' || extension === null) return false
  return Object.entries(extension).some(([name, value]) => name.startsWith('externalAttribute') && hasSource(value))
}

function hasSource(value: unknown): boolean {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value]
  return entries.some((entry) => typeof entry === 'object' && entry !== null && Boolean(Reflect.get(entry, 'source')))
}
