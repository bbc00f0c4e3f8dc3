/**
 * Serves an emulated Okta over real HTTP for one test, mounted in the sandbox as in life. Where `SANDBOX_TRAFFIC` names a
 * file, the sandbox's recorder keeps a record of every call there, to be held against the vendor's published document.
 */
import { administration } from '../../../src/sandbox/administration/administration.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/cloud.ts'
import { type OktaEmulation, type OktaOptions, okta } from '../../../src/sandbox/okta/okta.ts'
import type { OktaUser, Status } from '../../../src/sandbox/okta/user.ts'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Parsed JSON, read by path: `reply.at('profile', 'login')`. */
  at(...path: readonly (string | number)[]): unknown
  list(...path: readonly (string | number)[]): readonly unknown[]
}

export interface World {
  readonly cloud: OktaEmulation
  readonly sandbox: Sandbox
  readonly base: string
  readonly clock: { advance(ms: number): void; now(): Date }
  /** With the first token unless an `Authorization` is given; an empty one is left out. */
  call(method: string, path: string, more?: CallOptions): Promise<Reply>
}

export interface CallOptions {
  readonly authorization?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export async function serving(options: OktaOptions, use: (world: World) => Promise<void>): Promise<void> {
  let ms = Date.parse('2026-05-04T12:00:00.500Z')
  const clock = {
    now: () => new Date(ms),
    advance: (by: number) => {
      ms += by
    },
  }
  const cloud = okta({ size: 60, clock: clock.now, ...options })
  const trafficFile = process.env['SANDBOX_TRAFFIC']
  const { identity } = administration({ size: 12 })
  const sandbox = await startSandbox({ identity, vendors: [cloud.mount], ...(trafficFile && { trafficFile }) })
  const base = cloud.environment(sandbox.url)['OKTA_URL'] ?? ''
  try {
    await use({ cloud, sandbox, base, clock, call: (...call) => request(cloud, base, ...call) })
  } finally {
    await sandbox.close()
  }
}

async function request(cloud: OktaEmulation, base: string, method: string, path: string, more: CallOptions = {}) {
  const { authorization = `SSWS ${cloud.tokens.first}`, body, headers } = more
  const isForm = body instanceof URLSearchParams
  const response = await fetch(path.startsWith('http') ? path : base + path, {
    method,
    headers: {
      ...(authorization !== '' && { authorization }),
      ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: isForm || typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const json: unknown = text === '' ? undefined : JSON.parse(text)
  const at = (...steps: readonly (string | number)[]): unknown => steps.reduce<unknown>(step, json)
  const list = (...steps: readonly (string | number)[]): readonly unknown[] => {
    const value = at(...steps)
    return Array.isArray(value) ? value : []
  }
  return { status: response.status, headers: response.headers, text, at, list }
}

const step = (value: unknown, name: string | number): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[name] : undefined

/** Somebody of that status who holds no role. */
export function somebody({ organisation }: OktaEmulation, status: Status = 'ACTIVE', skip = 0): OktaUser {
  const contacts = ['superAdmin', 'billing'].map((name) => organisation.persona(name as 'billing').id)
  const found = organisation
    .users()
    .filter((user) => user.status === status && organisation.rolesOf(user).length === 0 && !contacts.includes(user.id))
  const user = found[skip]
  if (user === undefined) throw new Error(`the organisation has no ${skip + 1} ordinary people of status ${status}`)
  return user
}

export const idsOf = (reply: Reply): readonly string[] => reply.list().map((user) => String(step(user, 'id')))
