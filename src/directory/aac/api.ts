/**
 * The calls to one workspace of the Analytics Cloud. Each effect is sent once. Where `/v4` no longer has a path, the same one
 * under `/iam/v1` is asked: the vendor is moving people there. It must never call `DELETE /v4/people/{id}`, which deletes the
 * whole account.
 */
import type { z } from 'zod'
import { type Budget, type Caller, type CallTraits, WireError } from '../../model/wire.ts'
import type { HttpAnswer, HttpRequest, Send } from '../http/client.ts'
import { badAnswer } from '../http/fault.ts'
import { createRead, type Read } from '../http/read.ts'
import { whileWanted } from '../http/while-wanted.ts'
import { idInBody } from './ids.ts'
import { type AacPerson, type AacWorkspace, ADMINS, PEOPLE, PERSON, type PeoplePage, WORKSPACE } from './schema.ts'
import { AAC, NO_ROUTE } from './vendor.ts'

/** The vendor counts calls for each user and workspace, whatever they ask for. */
const BUCKET = 'aac:api'
const EFFECT: CallTraits = { bucket: BUCKET, nature: 'effect' }

/** Where a list of administrators that has no more parameters may have been cut: "usually 25 by default". */
const DEFAULT_LIMIT = 25

type Family = 'v4' | 'iam/v1'

export class Api {
  readonly #url: string
  readonly #send: Send
  readonly #call: Caller
  readonly #read: Read
  /** Which family has the list of people, and which takes changes; found out as they are asked. */
  #listFamily: Family = 'v4'
  #changeFamily: Family = 'v4'

  /** `url`: e.g. `https://us1.alteryxcloud.com`. */
  constructor(url: string, send: Send, call: Caller) {
    this.#url = url
    this.#send = send
    this.#call = call
    this.#read = createRead(AAC, call, send)
  }

  /** The workspace that the token was made in. Asked under `/iam/v1` first, which counts the members. */
  async workspace(signal?: AbortSignal): Promise<AacWorkspace> {
    const doing = 'asking Alteryx which workspace the token is for'
    const ask = (family: Family) => this.#get(`/${family}/workspaces/current`, doing, WORKSPACE, signal)
    return ask('iam/v1').catch((error: unknown) => (isRefusedFor([403, 404, 410], error) ? ask('v4') : raise(error)))
  }

  /** Whom the token acts as; undefined where the vendor no longer tells. */
  async me(): Promise<AacPerson | undefined> {
    const doing = 'asking Alteryx whose the token is'
    return this.#get('/v4/people/current', doing, PERSON).catch((error: unknown) =>
      isRefusedFor([404, 410], error) ? undefined : raise(error),
    )
  }

  /** `query` begins with `limit=`. */
  async people(workspaceId: string, query: string, signal?: AbortSignal): Promise<PeoplePage> {
    const doing = 'reading the people of the workspace'
    const ask = (family: Family) => {
      const path = family === 'v4' ? '/v4/people' : `/iam/v1/workspaces/${encodeURIComponent(workspaceId)}/people`
      return this.#get(`${path}?${query}`, doing, PEOPLE, signal)
    }
    try {
      return await ask(this.#listFamily)
    } catch (error) {
      if (this.#listFamily === 'iam/v1' || !isRefusedFor([404, 410], error)) throw error
      const page = await ask('iam/v1')
      this.#listFamily = 'iam/v1'
      return page
    }
  }

  /** Undefined for 404 and 410, which here may as well be said of the path as of the person. */
  async person(id: string, signal?: AbortSignal): Promise<AacPerson | undefined> {
    const doing = `looking up the person "${id}"`
    return this.#get(`/v4/people/${encodeURIComponent(id)}`, doing, PERSON, signal).catch((error: unknown) =>
      isRefusedFor([404, 410], error) ? undefined : raise(error),
    )
  }

  /** Ids of the workspace's administrators. `/v4/people?role=admin` is no substitute: it is answered with everybody. */
  async admins(workspaceId: string, signal?: AbortSignal): Promise<readonly string[]> {
    const doing = "reading the workspace's administrators"
    const path = `/v4/workspaces/${encodeURIComponent(workspaceId)}/admins`
    const ids = new Set(await this.#get(path, doing, ADMINS, signal))
    // The call is not documented to come in pages. If it does, a full page is not the end.
    for (let size = ids.size; size > 0 && size % DEFAULT_LIMIT === 0; ) {
      const query = `?limit=${DEFAULT_LIMIT}&offset=${size}`
      const more = await this.#get(`${path}${query}`, doing, ADMINS, signal).catch((error: unknown) =>
        isRefusedFor([400], error) ? [] : raise(error),
      )
      for (const id of more) ids.add(id)
      if (ids.size === size) break
      size = ids.size
    }
    return [...ids]
  }

  async transfer(workspaceId: string, fromId: string, toId: string, wanted?: AbortSignal): Promise<void> {
    const json = { fromPersonId: idInBody(fromId), toPersonId: idInBody(toId) }
    const doing = `handing the assets of "${fromId}" over`
    await this.#change(workspaceId, (base) => ({ method: 'PATCH', url: `${base}/transfer`, doing, json }), wanted)
  }

  /** Takes the membership away and leaves the account. */
  async remove(workspaceId: string, id: string, wanted?: AbortSignal): Promise<void> {
    const person = `people/${encodeURIComponent(id)}`
    const doing = `removing the person "${id}" from the workspace`
    const request = (base: string): HttpRequest => ({ method: 'DELETE', url: `${base}/${person}`, doing })
    const { status, body } = await this.#change(workspaceId, request, wanted)
    // 204 is told of and a list is modelled; whoever answers 200 with nothing in it may as well be a gateway on the way.
    if (status === 200 && body === undefined)
      throw badAnswer(doing, 'Alteryx answered 200 with nothing in it, which does not say yes', { status })
  }

  /** The call for many, with one: its answer does not tell people apart. Any 2xx is a yes: the documents show neither status nor body. */
  async setSuspended(workspaceId: string, id: string, isSuspended: boolean, wanted?: AbortSignal): Promise<void> {
    const word = isSuspended ? 'suspend' : 'unsuspend'
    const doing = `${word}ing the person "${id}"`
    const json = { personIds: [idInBody(id)] }
    await this.#change(workspaceId, (base) => ({ method: 'POST', url: `${base}/people/${word}`, doing, json }), wanted)
  }

  async #change(
    workspaceId: string,
    requestOf: (base: string) => HttpRequest,
    wanted: AbortSignal | undefined,
  ): Promise<HttpAnswer> {
    const call = whileWanted(this.#call, wanted)
    const send = (family: Family) => {
      const request = requestOf(`${this.#url}/${family}/workspaces/${encodeURIComponent(workspaceId)}`)
      const attempt = (signal: AbortSignal, announce: (budget: Budget) => void) =>
        this.#send(request, signal, { announce, wanted })
      return call(EFFECT, attempt)
    }
    try {
      return await send(this.#changeFamily)
    } catch (error) {
      if (this.#changeFamily === 'iam/v1' || !mayBeWithdrawn(error)) throw error
      const answer = await send('iam/v1')
      this.#changeFamily = 'iam/v1'
      return answer
    }
  }

  async #get<T>(path: string, doing: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
    return (await this.#read({ bucket: BUCKET, url: `${this.#url}${path}`, doing, schema, signal })).body
  }
}

/** 410 is said of withdrawn paths and of deleted people alike; either way nothing was done. */
const mayBeWithdrawn = (error: unknown): boolean =>
  isRefusedFor([410], error) || (error instanceof WireError && error.fault.code === NO_ROUTE)

function isRefusedFor(statuses: readonly number[], error: unknown): boolean {
  return error instanceof WireError && error.fault.kind === 'refused' && statuses.includes(error.fault.httpStatus ?? 0)
}

function raise(error: unknown): never {
  throw error
}
