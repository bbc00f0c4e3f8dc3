/** One request and its answer as plain values; with `limits.ts` the only place that touches Express's request and response. */
import type { Request, RequestHandler, Response } from 'express'
import { type Answer, bodyOf, fault } from './faults.ts'
import type { Organisation } from './organisation.ts'
import type { Caller, Tokens } from './tokens.ts'

export interface Call {
  readonly caller: Caller
  readonly organisation: Organisation
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Parsed JSON; undefined when there was none. */
  readonly body: unknown
  /** What stands for `https://{yourOktaDomain}`. */
  readonly base: string
  readonly header: (name: string) => string | undefined
  readonly newErrorId: () => string
}

export type Endpoint = (call: Call) => Answer

export interface Gate {
  readonly organisation: Organisation
  readonly tokens: Tokens
  readonly newErrorId: () => string
  /** How long a call takes; it holds one of the places for calls at one time meanwhile. */
  readonly work: () => Promise<void>
}

export const baseOf = (request: Request): string =>
  `${request.protocol}://${request.get('host') ?? 'localhost'}${request.baseUrl}`

/** `scope` is what a client has to hold; a person's token has the rights of the person. */
export const guarded =
  (gate: Gate, scope: string, endpoint: Endpoint): RequestHandler =>
  async (request, response) => {
    await gate.work()
    send(response, answerOf(gate, scope, endpoint, request), gate.newErrorId)
  }

function answerOf(gate: Gate, scope: string, endpoint: Endpoint, request: Request): Answer {
  const authorization = request.get('authorization')
  if (authorization === undefined) return fault('E0000005')
  const caller = gate.tokens.authenticate(authorization)
  if (caller === undefined) return { ...fault('E0000011'), headers: challenge(authorization, 'invalid_token') }
  if (caller.scopes?.has(scope) === false)
    return { ...fault('E0000006'), headers: challenge(authorization, 'insufficient_scope') }
  const [, query = ''] = request.originalUrl.split('?', 2)
  return endpoint({
    caller,
    organisation: gate.organisation,
    params: Object.fromEntries(Object.entries(request.params).map(([name, value]) => [name, String(value)])),
    query: new URLSearchParams(query),
    body: request.body as unknown,
    base: baseOf(request),
    header: (name) => request.get(name),
    newErrorId: gate.newErrorId,
  })
}

const challenge = (authorization: string, error: string): Record<string, string> =>
  /^bearer/i.test(authorization) ? { 'WWW-Authenticate': `Bearer realm="okta", error="${error}"` } : {}

export function send(response: Response, answer: Answer, newErrorId: () => string): void {
  response.status(answer.status)
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    response.set(name, typeof value === 'string' ? value : [...value])
  }
  if (answer.fault !== undefined) response.json(bodyOf(answer.fault, newErrorId()))
  else if (answer.body === undefined) response.end()
  else response.json(answer.body)
}

export type Json = Readonly<Record<string, unknown>>

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
