/**
 * The recipe that administrators of Webex are pointed to today (help.webex.com/hglkq6, BulkDeleteUsers.py), rebuilt to be measured:
 * one after the other each address is looked up and everybody found is deleted, a 429 is slept off for 30 seconds whatever the service
 * asks for, and what goes wrong is kept in a list. It is nothing to be used.
 */
import type { Clock } from '../src/model/clock.ts'

export interface ScriptOptions {
  /** `http://127.0.0.1:PORT/v1` */
  readonly apiUrl: string
  readonly token: string
  readonly clock: Clock
}

export interface ScriptEnd {
  readonly deleted: number
  /** What the script writes to Errors.csv. */
  readonly errors: readonly string[]
  /** How often it slept. */
  readonly throttled: number
}

const SLEEP_MS = 30_000

export const runSequentialScript = async (options: ScriptOptions, addresses: readonly string[]): Promise<ScriptEnd> => {
  const errors: string[] = []
  let [deleted, throttled] = [0, 0]
  const call = async (method: string, path: string): Promise<Response> => {
    for (;;) {
      const answer = await once(options, method, path)
      if (answer.status !== 429) return answer
      await answer.arrayBuffer()
      throttled += 1
      await options.clock.sleep(SLEEP_MS)
    }
  }
  for (const address of addresses) {
    const found = await call('GET', `/people?email=${encodeURIComponent(address)}`)
    const { items = [] } = (await found.json()) as Found
    if (items.length === 0) errors.push(`${address}: not found (${found.status})`)
    for (const { id } of items) {
      const gone = await call('DELETE', `/people/${id}`)
      if (gone.status === 204) deleted += 1
      else errors.push(`${address}: ${gone.status}`)
      await gone.arrayBuffer()
    }
  }
  return { deleted, errors, throttled }
}

interface Found {
  readonly items?: readonly { readonly id: string }[]
}

const once = ({ apiUrl, token }: ScriptOptions, method: string, path: string): Promise<Response> =>
  fetch(`${apiUrl}${path}`, { method, headers: { authorization: `Bearer ${token}` } })
