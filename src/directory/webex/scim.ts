/**
 * The calls to SCIM 2.0 of one organisation: counting, reading who is synced, and deleting up to 100 users in a call.
 * https://developer.webex.com/admin/docs/api/v1/scim-2-user, https://developer.webex.com/admin/docs/api/v1/scim-2-bulk
 */
import type { Send } from '../http/client.ts'
import { badAnswer } from '../http/fault.ts'
import type { Read } from '../http/read.ts'
import { BULK_ANSWER, SCIM_LIST, type ScimUser } from './schema.ts'

/** "The maximum number of operations in a request is 100; an error is thrown if the limit is exceeded." */
export const OPERATIONS_PER_CALL = 100
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
    const query = `startIndex=${startIndex}&count=${count}&${SYNC_ATTRIBUTES}`
    return this.#list(query, 'reading which users are synced', { signal })
  }

  async one(uuid: string, signal: AbortSignal): Promise<ScimUser | undefined> {
    const query = `filter=${encodeURIComponent(`id eq "${uuid}"`)}&${SYNC_ATTRIBUTES}`
    const list = await this.#list(query, `reading whether "${uuid}" is synced`, { signal })
    return list.Resources?.find((user) => user.id.toLowerCase() === uuid)
  }

  /** One attempt. Resolves with what came of each operation, unread; throws a `WireError` when there is no such list. */
  async removeAll(uuids: readonly string[], signal: AbortSignal): Promise<readonly unknown[]> {
    const operations = uuids.map((uuid) => ({ method: 'DELETE', path: `/Users/${uuid}` }))
    return this.#bulk(operations, `deleting ${uuids.length} users`, signal, true)
  }

  /** A bulk call that holds nothing to do. */
  async bulkNothing(signal: AbortSignal): Promise<readonly unknown[]> {
    return this.#bulk([], 'asking whether SCIM Bulk may be used', signal, false)
  }

  /** A bulk call that changes nothing about nobody: no account has this id, and the change is empty. */
  async bulkNobody(signal: AbortSignal): Promise<readonly unknown[]> {
    const data = { schemas: [PATCH_REQUEST], Operations: [] }
    const operation = { method: 'PATCH', path: `/Users/${NOBODY}`, data }
    return this.#bulk([operation], 'asking whether SCIM Bulk may be used', signal, false)
  }

  async #bulk(operations: readonly object[], doing: string, signal: AbortSignal, mayRenew: boolean) {
    const json = { schemas: [BULK_REQUEST], operations }
    const answer = await this.#send({ method: 'POST', url: `${this.#url}/Bulk`, doing, json }, signal, { mayRenew })
    const read = BULK_ANSWER.safeParse(answer.body)
    if (!read.success) throw badAnswer(doing, "Webex's answer holds no list of operations", answer)
    return read.data
  }

  async #list(query: string, doing: string, rest: { signal?: AbortSignal; mayRenew?: boolean }) {
    const url = `${this.#url}/Users?${query}`
    return (await this.#read({ bucket: 'webex:scim', url, doing, schema: SCIM_LIST, ...rest })).body
  }
}

const SYNC_ATTRIBUTES = `attributes=${encodeURIComponent(`externalId,${WEBEX_USER}`)}`

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
