/**
 * The calls to Okta's Users API. Nothing here decides; `/api/v1/api-tokens/current` must never be among them, since its only
 * method revokes the calling token. https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/
 */
import type { z } from 'zod'
import { type Caller, WireError } from '../../model/wire.ts'
import type { HttpAnswer, HttpRequest, Send } from '../http/client.ts'
import { badAnswer } from '../http/fault.ts'
import { pagesOf, type Read } from '../http/read.ts'
import { whileWanted } from '../http/while-wanted.ts'
import { APP_LINK_LIST, GROUP_LIST, type OktaRole, type OktaUser, ROLE_LIST, USER, USER_LIST } from './schema.ts'

/** "The maximum (200 for most orgs)". */
export const PAGE_SIZE = 200
const PAGES = { parameter: 'limit', hoped: PAGE_SIZE, sure: PAGE_SIZE } as const

/**
 * Without a filter the list leaves out whoever is DEPROVISIONED; of `filter` it is said that "returned users include those with
 * the DEPROVISIONED status". `lastUpdated` is one of its properties and no user is without one. `search` would do the same,
 * but "may not reflect the latest information".
 */
const EVERYBODY = 'lastUpdated gt "1970-01-01T00:00:00.000Z"'

/**
 * The groups of calls that Okta counts apart, so that the headers of one do not hold the others. A step of the life cycle is in
 * `api`: no row of the published tables was for it, so it fell under "all other /api/v1", as roles, groups and apps do. Counted
 * apart it would go beyond our share of a count that the others use up at the same time.
 */
type Bucket = 'users-list' | 'users-get' | 'users-write' | 'api'

/** Okta's ids are 20 letters and digits; what is neither an id nor like one never reaches a URL. */
export const isId = (id: string): boolean => /^[A-Za-z0-9]{16,40}$/.test(id)

export class Users {
  readonly #read: Read
  readonly #send: Send
  readonly #call: Caller
  readonly #base: string
  readonly #url: string

  constructor(read: Read, send: Send, call: Caller, base: string) {
    this.#read = read
    this.#send = send
    this.#call = call
    this.#base = base
    this.#url = `${base}/api/v1/users`
  }

  /** The same calls, of which those that change an account are sent only while they are wanted. */
  whileWanted(wanted: AbortSignal | undefined): Users {
    const send: Send = (request, signal, options) => this.#send(request, signal, { ...options, wanted })
    return new Users(this.#read, send, whileWanted(this.#call, wanted), this.#base)
  }

  /** Whose the API token is. */
  async me(): Promise<OktaUser> {
    return this.#get('users-get', '/me', 'asking Okta whose the API token is', USER)
  }

  /** Anybody at all; undefined in an organisation without people. */
  async anybody(): Promise<OktaUser | undefined> {
    const [user] = await this.#get('users-list', '?limit=1', 'asking Okta for any one user', USER_LIST)
    return user
  }

  /** Everybody, the deactivated too, page by page. */
  all(signal: AbortSignal): AsyncGenerator<readonly OktaUser[]> {
    const url = `${this.#url}?filter=${encodeURIComponent(EVERYBODY)}`
    const doing = 'reading the users of the organisation'
    return pagesOf(this.#read, { bucket: 'okta:users-list', url, doing, schema: USER_LIST, signal }, PAGES)
  }

  /** Undefined when there is no such account. */
  async byId(id: string, signal?: AbortSignal): Promise<OktaUser | undefined> {
    const doing = `reading the user "${id}"`
    const user = await unlessAbsent(this.#get('users-get', `/${encodeURIComponent(id)}`, doing, USER, signal))
    // Okta takes logins and short names in the place of an id.
    if (user !== undefined && user.id !== id) throw badAnswer(doing, `Okta answered with another user, "${user.id}"`)
    return user
  }

  /** Whoever Okta takes the name for, which may be somebody else: the caller compares. */
  async byLogin(login: string, signal: AbortSignal): Promise<OktaUser | undefined> {
    const doing = `looking up "${login}"`
    return unlessAbsent(this.#get('users-get', `/${encodeURIComponent(login)}`, doing, USER, signal))
  }

  /** Whoever has the address as login or e-mail, in any case. The search runs behind the truth a little. */
  async byAddress(address: string, signal: AbortSignal): Promise<readonly OktaUser[]> {
    const value = JSON.stringify(address)
    const search = encodeURIComponent(`profile.login eq ${value} or profile.email eq ${value}`)
    return this.#get('users-list', `?search=${search}&limit=${PAGE_SIZE}`, `looking up "${address}"`, USER_LIST, signal)
  }

  async roles(id: string, signal?: AbortSignal): Promise<readonly OktaRole[]> {
    const doing = `reading the administrative roles of the user "${id}"`
    return this.#get('api', `/${encodeURIComponent(id)}/roles`, doing, ROLE_LIST, signal)
  }

  async groups(id: string): Promise<z.infer<typeof GROUP_LIST>> {
    const url = `${this.#url}/${encodeURIComponent(id)}/groups`
    const reading = { bucket: 'okta:api', url, doing: `reading the groups of the user "${id}"`, schema: GROUP_LIST }
    const groups: z.infer<typeof GROUP_LIST> = []
    for await (const page of pagesOf(this.#read, reading)) groups.push(...page)
    return groups
  }

  async appLinks(id: string): Promise<z.infer<typeof APP_LINK_LIST>> {
    const doing = `reading the apps of the user "${id}"`
    return this.#get('api', `/${encodeURIComponent(id)}/appLinks`, doing, APP_LINK_LIST)
  }

  /** No mail goes out: that of a deactivation would go to the administrator, one a user. */
  async deactivate(id: string): Promise<void> {
    await this.#step(id, 'deactivate?sendEmail=false', 'deactivating')
  }

  /** The answer may hold a token that signs the person in; it is left where it is. */
  async activate(id: string, sendEmail: boolean): Promise<void> {
    await this.#step(id, `activate?sendEmail=${sendEmail}`, 'activating')
  }

  async unsuspend(id: string): Promise<void> {
    await this.#step(id, 'unsuspend', 'unsuspending')
  }

  /** Properties that are not given stay as they are. */
  async update(id: string, profile: Readonly<Record<string, string>>): Promise<void> {
    const url = `${this.#url}/${encodeURIComponent(id)}`
    const request = {
      method: 'POST',
      url,
      doing: `changing the address of the user "${id}"`,
      json: { profile },
    } as const
    await this.#effect('users-write', request)
  }

  /**
   * Deletes whoever is DEPROVISIONED, and deactivates anybody else: the caller must have seen the status right before. Sent
   * once and no more, not even with a new token. Resolves with the status of a 2xx answer.
   */
  async remove(id: string): Promise<number> {
    const url = `${this.#url}/${encodeURIComponent(id)}?sendEmail=false`
    const request = { method: 'DELETE', url, doing: `deleting the user "${id}"` } as const
    const answer = await this.#call({ bucket: 'okta:users-write', nature: 'once' }, (signal, announce) =>
      this.#send(request, signal, { announce, mayRenew: false }),
    )
    return answer.status
  }

  async #step(id: string, step: string, doing: string): Promise<void> {
    const url = `${this.#url}/${encodeURIComponent(id)}/lifecycle/${step}`
    await this.#effect('api', { method: 'POST', url, doing: `${doing} the user "${id}"` })
  }

  #effect(bucket: Bucket, request: HttpRequest): Promise<HttpAnswer> {
    return this.#call({ bucket: `okta:${bucket}`, nature: 'effect' }, (signal, announce) =>
      this.#send(request, signal, { announce }),
    )
  }

  async #get<T>(bucket: Bucket, path: string, doing: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
    return (await this.#read({ bucket: `okta:${bucket}`, url: `${this.#url}${path}`, doing, schema, signal })).body
  }
}

/** "E0000007: Not found". A 404 of any other kind is said of the path, or by something that is not Okta. */
export const isAbsence = (error: unknown): boolean =>
  error instanceof WireError && error.fault.httpStatus === 404 && error.fault.code === 'E0000007'

/** Of this one thing; a credential that is dead is told as such. */
export const isForbidden = (error: unknown): boolean =>
  error instanceof WireError && error.fault.httpStatus === 403 && error.fault.code !== 'credential-refused'

async function unlessAbsent<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw error
  }
}
