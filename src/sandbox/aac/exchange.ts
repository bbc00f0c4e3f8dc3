/** One request and its answer as plain values, and how the API words a refusal. */
import type { Variants } from './options.ts'
import type { AacPerson } from './person.ts'
import type { Workspace } from './workspace.ts'

export interface Call {
  readonly workspace: Workspace
  readonly variants: Variants
  /** Whom the access token acts as. */
  readonly caller: AacPerson
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Parsed JSON; undefined when there was none. */
  readonly body: unknown
}

export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export type Endpoint = (call: Call) => Answer

export const ok = (body: unknown): Answer => ({ status: 200, body })

/** `{"exception":{"name","message","details"}}`, as in the vendor's chapter on errors. */
export const exception = (status: number, name: string, message: string, details = message): Answer => ({
  status,
  body: { exception: { name, message, details } },
})

export const invalid = (message: string): Answer => exception(400, 'ApiValidationFailed', message)
export const denied = (message: string): Answer => exception(403, 'AccessControlException', message)
export const noData = (message: string): Answer => exception(404, 'DataNotFoundException', message)
export const noRoute = (): Answer => exception(404, 'RouteNotFoundException', 'The requested route does not exist.')
export const gone = (message: string): Answer => exception(410, 'GoneException', message)

export type Json = Readonly<Record<string, unknown>>

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A whole number above 0 in decimal digits; undefined for anything else. */
export function wholeNumber(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined
}

/** Paths take the numeric id of the workspace, not its global one; the token is good for one workspace only. */
export const ofWorkspace =
  (endpoint: Endpoint): Endpoint =>
  (call) => {
    const id = wholeNumber(call.params['id'])
    if (id === undefined) return noRoute()
    return id === call.workspace.id ? endpoint(call) : denied('The token is not good for this workspace.')
  }
