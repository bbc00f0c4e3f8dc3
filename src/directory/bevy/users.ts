/**
 * The users of a Bevy site, one call a method. Reads go through the caller that repeats them; nothing is read of an answer
 * that does not hold what was asked for.
 */
import { type Caller, WireError } from '../../model/wire.ts'
import type { HttpAnswer, HttpRequest, Send } from '../http/client.ts'
import { badAnswer, credentialRefused } from '../http/fault.ts'
import { createRead, type Read, type Reading } from '../http/read.ts'
import { whileWanted } from '../http/while-wanted.ts'
import { type BevyPaths, type CancelCall, urlOf } from './paths.ts'
import { type BevyUser, USER, USER_LIST, type UserList } from './schema.ts'
import { BEVY } from './vendor.ts'

export interface Place {
  /** Without a slash at the end. */
  readonly site: string
  readonly paths: BevyPaths
}

const BUCKET = 'bevy'
/** Users of the list who are looked for before the path of a user is said to be wrong. */
const PROBES = 3

export class Users {
  readonly #place: Place
  readonly #call: Caller
  readonly #send: Send
  readonly #read: Read
  /** Whether the path of a user has led to one. */
  #isPathShown = false

  constructor(place: Place, call: Caller, send: Send) {
    this.#place = place
    this.#call = call
    this.#send = send
    this.#read = createRead(BEVY, call, send)
  }

  get takesEmail(): boolean {
    return this.#place.paths.email !== undefined
  }

  /** Undefined where there is none with that id. Throws where the site does not know the path of a user at all. */
  async byId(id: string, signal?: AbortSignal): Promise<BevyUser | undefined> {
    const user = await this.#at(id, signal)
    if (user === undefined && !this.#isPathShown) await this.#showPath(signal)
    return user
  }

  async #at(id: string, signal?: AbortSignal): Promise<BevyUser | undefined> {
    const { site, paths } = this.#place
    const doing = `reading the Bevy user "${id}"`
    const asked = this.#get({ url: urlOf(site, paths.user, { id }), doing, schema: USER, signal })
    const user = await unlessStatus(asked, (status) => status === 404)
    if (user === undefined) return undefined
    if (user.id !== id) throw badAnswer(doing, `Bevy answered with the user "${user.id}"`)
    this.#isPathShown = true
    return user
  }

  /** 404 is said of a path that is not there, too; so somebody who is listed has to be there before it is believed. */
  async #showPath(signal?: AbortSignal): Promise<void> {
    const { results } = await this.page(1, PROBES, signal && { signal })
    for (const { id } of results) if (await this.#at(id, signal)) return
    if (results.length > 0) throw wrongPath(this.#place.paths.user, results.length)
  }

  /** Undefined where nobody has the address, and where the site does not take addresses here. */
  byEmail(email: string, signal?: AbortSignal): Promise<BevyUser | undefined> {
    const { site, paths } = this.#place
    const url = urlOf(site, paths.email ?? paths.user, { email })
    const asked = this.#get({ url, doing: `looking the Bevy user "${email}" up`, schema: USER, signal })
    return unlessStatus(asked, isNoSuchPath)
  }

  page(
    page: number,
    size: number,
    options: { readonly search?: string; readonly signal?: AbortSignal } = {},
  ): Promise<UserList> {
    const { search, signal } = options
    const { site, paths } = this.#place
    const query = new URLSearchParams({
      ...(search !== undefined && { search }),
      page: `${page}`,
      page_size: `${size}`,
    })
    const doing =
      search === undefined ? `reading page ${page} of the Bevy users` : `searching the Bevy user "${search}"`
    return this.#get({ url: `${urlOf(site, paths.users)}?${query}`, doing, schema: USER_LIST, signal })
  }

  /** Sent once: on a lost answer somebody has to look. */
  remove(id: string, wanted?: AbortSignal): Promise<HttpAnswer> {
    const { site, paths } = this.#place
    const doing = `deleting the Bevy user "${id}"`
    return this.#effect({ method: 'DELETE', url: urlOf(site, paths.remove, { id }), doing }, wanted)
  }

  /** Sent once. */
  cancelDeletion({ method, path }: CancelCall, id: string, wanted?: AbortSignal): Promise<HttpAnswer> {
    const doing = `cancelling the deletion of the Bevy user "${id}"`
    return this.#effect({ method, url: urlOf(this.#place.site, path, { id }), doing }, wanted)
  }

  /** An HQ administrator may read every user, so 403 says that the key is no longer one. */
  async #get<T>(reading: Omit<Reading<T>, 'bucket'>): Promise<T> {
    try {
      return (await this.#read({ ...reading, bucket: BUCKET })).body
    } catch (error) {
      if (!(error instanceof WireError) || error.fault.httpStatus !== 403) throw error
      throw error.fault.code === 'budget-spent' ? error : credentialRefused(error.fault)
    }
  }

  #effect(request: HttpRequest, wanted: AbortSignal | undefined): Promise<HttpAnswer> {
    const call = whileWanted(this.#call, wanted)
    return call({ bucket: BUCKET, nature: 'effect' }, (signal, announce) =>
      this.#send(request, signal, { announce, wanted }),
    )
  }
}

const wrongPath = (path: string, listed: number): WireError =>
  new WireError({
    kind: 'refused',
    code: 'wrong-path',
    message: `reading Bevy users at "${path}": none of ${listed} who are listed is there; set the path that the site has`,
    isRetryable: false,
  })

/** 3xx: sites that want a slash at the end send on; 400 and 405: the path takes numbers only. */
const isNoSuchPath = (status: number): boolean =>
  status === 404 || status === 400 || status === 405 || (status >= 300 && status < 400)

async function unlessStatus<T>(asked: Promise<T>, isNone: (status: number) => boolean): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    const status = error instanceof WireError && error.fault.kind === 'refused' ? error.fault.httpStatus : undefined
    if (status === undefined || !isNone(status)) throw error
    return undefined
  }
}
