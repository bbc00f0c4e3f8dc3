/** The page's own server: what it begins with, what happens, and the handles to turn. */
import type {
  BotProcessState,
  ConnectAnswer,
  ConnectForm,
  DirectoryView,
  KnobBoard,
  KnobChange,
  PageEvent,
  PageState,
  Vendor,
} from '../protocol.ts'

/** Each call throws an `Error` with the server's words when it is refused. */
const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
  const answer = await fetch(`/page${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (answer.ok) return answer
  const refusal = (await answer.json().catch(() => ({}))) as { readonly error?: string }
  throw new Error(refusal.error ?? `The page's server answered ${answer.status}.`)
}

const json = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
  (await call(method, path, body)).json() as Promise<T>

export const pageServer = {
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
  /**
   * Calls `hear` with everything that happens, and `live` whenever the line opens or breaks. It opens again by itself. A tab that
   * nobody looks at has no line: a browser has six to one server for all its tabs, and more would keep each other from loading.
   */
  listen: (hear: (event: PageEvent) => void, live: (isLive: boolean) => void): void => {
    let source: EventSource | undefined
    const follow = (): void => {
      source?.close()
      source = document.hidden ? undefined : opened(hear, live)
      if (document.hidden) live(false)
    }
    document.addEventListener('visibilitychange', follow)
    follow()
  },
} as const

const opened = (hear: (event: PageEvent) => void, live: (isLive: boolean) => void): EventSource => {
  const source = new EventSource('/page/events')
  source.onopen = () => live(true)
  source.onerror = () => live(false)
  source.onmessage = ({ data }) => hear(JSON.parse(String(data)) as PageEvent)
  return source
}
