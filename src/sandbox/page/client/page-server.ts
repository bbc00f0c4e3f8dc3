/** The page's own server: what it begins with, what happens, and the handles to turn. */
import type {
  BotProcessState,
  ConnectAnswer,
  ConnectForm,
  DirectoryView,
  KnobBoard,
  KnobChange,
  PageState,
  Vendor,
} from '../protocol.ts'
import { ask } from './ask.ts'
import { pageKey } from './page-key.ts'

/** Each call throws an `Error` with the server's words when it is refused. */
const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
  const answer = await ask(`/page${path}`, {
    method,
    headers: { 'x-twokey-page': pageKey(), ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (answer.ok) return answer
  const refusal = (await answer.json().catch(() => ({}))) as { readonly error?: string }
  throw new Error(refusal.error ?? `The page's server answered ${answer.status}.`)
}

const json = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
  (await call(method, path, body)).json() as Promise<T>

export const pageServer = {
  /** Rejects when nobody answers. */
  isLetIn: async (): Promise<boolean> => (await ask('/page/state')).status !== 401,
  state: () => json<PageState>('GET', '/state'),
  directory: (vendor: Vendor) => json<DirectoryView>('GET', `/directories/${vendor}`),
  sample: async (name: string): Promise<File> => {
    const answer = await call('GET', `/samples/${encodeURIComponent(name)}`)
    return new File([await answer.blob()], name, { type: 'text/csv' })
  },
  turn: (change: KnobChange) => json<KnobBoard>('PATCH', '/knobs', change),
  kill: () => json<BotProcessState>('POST', '/bot/kill'),
  start: () => json<BotProcessState>('POST', '/bot/start'),
  reset: async (): Promise<void> => {
    await call('POST', '/reset')
  },
  check: (form: ConnectForm) => json<ConnectAnswer>('POST', '/connect/check', form),
  save: (form: ConnectForm) => json<ConnectAnswer>('POST', '/connect/save', form),
} as const
