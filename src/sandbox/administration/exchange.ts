/**
 * One request and its answer as plain values, so that the APIs are functions of them, and the only file here that
 * touches Express's request and response.
 */
import type { RequestHandler } from 'express'
import type { IdentityService, Session } from '../identity.ts'

export interface Call {
  readonly session: Session
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Parsed JSON or form; undefined when there was none. */
  readonly body: unknown
  /** Scheme, host and path without the query, for links. */
  readonly url: string
  /** Scheme and host. */
  readonly origin: string
  readonly trackingId: string
}

export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** How an API words a refusal. */
export type Fault = (call: Pick<Call, 'trackingId'>, status: number, message: string) => Answer

export type Endpoint = (call: Call) => Answer

export interface Gate {
  readonly identity: IdentityService
  readonly trackingId: () => string
}

/** Answers 401 in the API's own words unless the caller is known. */
export const guarded =
  ({ identity, trackingId }: Gate, fault: Fault, endpoint: Endpoint): RequestHandler =>
  (request, response) => {
    const id = trackingId()
    const origin = `${request.protocol}://${request.get('host') ?? 'localhost'}`
    const [path = '', query = ''] = request.originalUrl.split('?', 2)
    const session = identity.authenticate(request.get('authorization'))
    const call = {
      query: new URLSearchParams(query),
      body: request.body as unknown,
      url: origin + path,
      origin,
      trackingId: id,
    }
    const params = Object.fromEntries(Object.entries(request.params).map(([name, value]) => [name, String(value)]))
    const answer =
      session === undefined
        ? fault(call, 401, 'The request requires a valid access token set in the Authorization request header.')
        : endpoint({ ...call, params, session })
    response.status(answer.status).set({ trackingid: id, ...answer.headers })
    if (answer.body === undefined) response.end()
    else response.json(answer.body)
  }

export const ok = (body: unknown): Answer => ({ status: 200, body })

export type Json = Readonly<Record<string, unknown>>

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The body of refusals under `/v1`. */
export const apiFault: Fault = ({ trackingId }, status, message) => ({
  status,
  body: { message, errors: [{ description: message }], trackingId },
})
