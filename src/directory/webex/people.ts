/**
 * The calls to the People API, to roles and to the organisation. Reads only, but for `remove` and `replace`.
 * https://developer.webex.com/admin/docs/api/v1/people
 */
import { WireError } from '../../model/wire.ts'
import type { Send } from '../http/client.ts'
import { type PageSize, pagesOf, type Read } from '../http/read.ts'
import { uuidOf } from './ids.ts'
import {
  LICENSE_LIST,
  ORGANIZATION,
  PEOPLE_LIST,
  PERSON,
  type PeopleList,
  ROLE_LIST,
  type WebexPerson,
  type WebexRole,
  WHOLE_PERSON,
  type WholePerson,
} from './schema.ts'

/** "Accepts up to 85 person IDs separated by commas." */
export const IDS_PER_CALL = 85
/** The smallest page that the documents promise. */
export const SURE_PAGE_SIZE = 100

export class People {
  readonly #read: Read
  readonly #send: Send
  readonly #url: string
  readonly #pageSize: PageSize

  constructor(read: Read, send: Send, apiUrl: string, pageSize: number) {
    this.#read = read
    this.#send = send
    this.#url = apiUrl
    this.#pageSize = { parameter: 'max', hoped: pageSize, sure: SURE_PAGE_SIZE }
  }

  async me(): Promise<WebexPerson> {
    const doing = 'asking Webex whose the admin credential is'
    return (await this.#read({ bucket: 'webex:people', url: `${this.#url}/people/me`, doing, schema: PERSON })).body
  }

  async organizationName(orgId: string): Promise<string> {
    const url = `${this.#url}/organizations/${encodeURIComponent(orgId)}`
    const doing = "reading the organisation's name"
    return (await this.#read({ bucket: 'webex:admin', url, doing, schema: ORGANIZATION })).body.displayName
  }

  async roles(): Promise<readonly WebexRole[]> {
    const doing = 'reading the list of roles'
    return (await this.#read({ bucket: 'webex:admin', url: `${this.#url}/roles`, doing, schema: ROLE_LIST })).body.items
  }

  /** Ids of the licences that give a user a phone. */
  async callingLicences(): Promise<ReadonlySet<string>> {
    const doing = 'reading the list of licences'
    const reading = { bucket: 'webex:admin', url: `${this.#url}/licenses`, doing, schema: LICENSE_LIST } as const
    const { items } = (await this.#read(reading)).body
    // "Call on Webex" is in the list too: calls between apps, without a phone.
    return new Set(items.filter(({ name }) => /\bcalling\b/i.test(name)).map(({ id }) => id))
  }

  /** Everyone in the credential's organisation, page by page. */
  all(signal: AbortSignal): AsyncGenerator<PeopleList> {
    const reading = { bucket: 'webex:people', url: `${this.#url}/people`, schema: PEOPLE_LIST, signal } as const
    return pagesOf(this.#read, { ...reading, doing: 'reading the people of the organisation' }, this.#pageSize)
  }

  /** Everyone who holds one of the roles, as far as the comma in `roles=` means "or". */
  async holders(roleIds: readonly string[]): Promise<readonly WebexPerson[]> {
    const url = `${this.#url}/people?roles=${roleIds.map(encodeURIComponent).join(',')}`
    const doing = 'reading who holds administrative roles'
    const reading = { bucket: 'webex:people', url, doing, schema: PEOPLE_LIST } as const
    const people: WebexPerson[] = []
    for await (const page of pagesOf(this.#read, reading, this.#pageSize)) people.push(...page.items)
    return people
  }

  /** What Webex returns for the address; the caller compares. */
  async byEmail(email: string, signal: AbortSignal): Promise<readonly WebexPerson[]> {
    const url = `${this.#url}/people?email=${encodeURIComponent(email)}`
    const doing = `looking up "${email}"`
    return (await this.#read({ bucket: 'webex:people', url, doing, schema: PEOPLE_LIST, signal })).body.items
  }

  /** At most `IDS_PER_CALL`; without roles and presence, and without those whom Webex does not know. */
  async byIds(ids: readonly string[], signal?: AbortSignal): Promise<PeopleList> {
    const url = `${this.#url}/people?id=${ids.map(encodeURIComponent).join(',')}`
    const doing = `reading ${ids.length} people by id`
    return (await this.#read({ bucket: 'webex:people', url, doing, schema: PEOPLE_LIST, signal })).body
  }

  /**
   * Like `byIds`, and sure of whom it leaves out: Webex named them as not found, or answered 404 when they were asked for
   * alone. Being left out of a list for no reason given is not being gone.
   */
  async surelyByIds(ids: readonly string[]): Promise<readonly WebexPerson[]> {
    const { items, notFoundIds } = await this.byIds(ids)
    const told = new Set([...items.map(({ id }) => id), ...(notFoundIds ?? [])].map((id) => uuidOf('PEOPLE', id)))
    const untold = ids.filter((id) => !told.has(uuidOf('PEOPLE', id)))
    const alone = await Promise.all(untold.map((id) => this.byIdIfAny(id)))
    return [...items, ...alone.filter((person) => person !== undefined)]
  }

  async byIdIfAny(id: string, signal?: AbortSignal): Promise<WebexPerson | undefined> {
    try {
      return await this.byId(id, signal)
    } catch (error) {
      if (error instanceof WireError && error.fault.httpStatus === 404) return undefined
      throw error
    }
  }

  async byId(id: string, signal?: AbortSignal): Promise<WebexPerson> {
    const url = `${this.#url}/people/${encodeURIComponent(id)}`
    const doing = `looking up the person "${id}"`
    return (await this.#read({ bucket: 'webex:people', url, doing, schema: PERSON, signal })).body
  }

  /** With all that Webex shows, phone data included. Throws a `WireError`, with 404 for nobody. */
  async whole(id: string): Promise<WholePerson> {
    const url = `${this.#url}/people/${encodeURIComponent(id)}?callingData=true`
    const doing = `reading the whole person "${id}"`
    return (await this.#read({ bucket: 'webex:people', url, doing, schema: WHOLE_PERSON })).body
  }

  /** One attempt. Takes away whatever `body` leaves out; after an error some of it may have been done all the same. */
  async replace(id: string, body: object, signal: AbortSignal, wanted?: AbortSignal): Promise<void> {
    const url = `${this.#url}/people/${encodeURIComponent(id)}?callingData=true`
    await this.#send({ method: 'PUT', url, doing: `renaming the person "${id}"`, json: body }, signal, { wanted })
  }

  /** One attempt; resolves with the status of a 2xx answer, throws a `WireError` for any other. */
  async remove(id: string, signal: AbortSignal, wanted?: AbortSignal): Promise<number> {
    const url = `${this.#url}/people/${encodeURIComponent(id)}`
    const request = { method: 'DELETE', url, doing: `deleting the person "${id}"` } as const
    return (await this.#send(request, signal, { wanted })).status
  }
}
