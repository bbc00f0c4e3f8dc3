/** Serves an emulated Analytics Cloud over real HTTP for one test. */
import { type AacEmulation, aac } from '../../../src/sandbox/aac/aac.ts'
import type { AacOptions } from '../../../src/sandbox/aac/options.ts'
import { startSandbox } from '../../../src/sandbox/cloud.ts'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON, read by path: `reply.at('data', 0, 'id')`. */
  at(...path: readonly (string | number)[]): unknown
  list(...path: readonly (string | number)[]): readonly unknown[]
}

export interface Served {
  readonly cloud: AacEmulation
  readonly environment: Readonly<Record<string, string>>
  /** `path` after `AAC_URL`. A token of the workspace's owner goes along unless another text is given. */
  call(method: string, path: string, body?: unknown, token?: string): Promise<Reply>
  renew(form: Readonly<Record<string, string>>): Promise<Reply>
  advance(ms: number): void
}

const NOBODY = { authenticate: () => undefined, account: () => undefined, accountByEmail: () => undefined }

export async function serving(options: AacOptions, use: (served: Served) => Promise<void>): Promise<void> {
  let ms = Date.parse('2026-05-04T12:00:00.000Z')
  const clock = () => new Date(ms)
  const cloud = aac({ size: 40, clock, ...options })
  const sandbox = await startSandbox({ identity: { ...NOBODY, onDeleted: () => undefined }, vendors: [cloud.mount] })
  const environment = cloud.environment(sandbox.url)
  const own = cloud.tokens.generate().access_token
  const send = async (method: string, url: string, headers: Readonly<Record<string, string>>, body?: string) => {
    const response = await fetch(url, { method, headers, ...(body !== undefined && { body }) })
    return replyOf(response.status, response.headers, await response.text())
  }
  try {
    await use({
      cloud,
      environment,
      call: (method, path, body, token = own) =>
        send(
          method,
          `${environment['AAC_URL']}${path}`,
          { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
        ),
      renew: (form) =>
        send(
          'POST',
          environment['AAC_TOKEN_URL'] ?? '',
          { 'content-type': 'application/x-www-form-urlencoded' },
          new URLSearchParams(form).toString(),
        ),
      advance: (by) => {
        ms += by
      },
    })
  } finally {
    await sandbox.close()
  }
}

function replyOf(status: number, headers: Headers, text: string): Reply {
  const json: unknown = text === '' ? undefined : JSON.parse(text)
  const at = (...steps: readonly (string | number)[]): unknown => steps.reduce<unknown>(step, json)
  const list = (...steps: readonly (string | number)[]): readonly unknown[] => {
    const value = at(...steps)
    return Array.isArray(value) ? value : []
  }
  return { status, headers, at, list }
}

const step = (value: unknown, name: string | number): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[name] : undefined
