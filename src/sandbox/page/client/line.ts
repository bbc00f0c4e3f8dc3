/**
 * The line on which the page hears what happens. A tab that nobody looks at has none: a browser has six to one server for all its
 * tabs, and more would keep each other from loading.
 */
import type { PageEvent } from '../protocol.ts'
import type { Line } from './store.ts'

export interface Listener {
  readonly hear: (event: PageEvent) => void
  readonly tell: (line: Line) => void
  /** Whether the sandbox still knows this browser; rejects when it does not answer. */
  readonly isLetIn: () => Promise<boolean>
}

const AGAIN_MS = 3_000

/** From now on, as long as the tab is there. */
export const listen = (listener: Listener): void => {
  let hangUp = (): void => undefined
  const follow = (): void => {
    hangUp()
    listener.tell(document.hidden ? 'resting' : 'opening')
    hangUp = document.hidden ? () => undefined : opened(listener, follow)
  }
  document.addEventListener('visibilitychange', follow)
  follow()
}

/** Returns the way to close it. `reopen` is called when the browser does not open it again by itself. */
const opened = ({ hear, tell, isLetIn }: Listener, reopen: () => void): (() => void) => {
  const source = new EventSource('/page/events')
  let timer: number | undefined
  let isWanted = true
  const refused = async (): Promise<void> => {
    const isClosed = !(await isLetIn().catch(() => true))
    if (!isWanted) return
    if (isClosed) tell('closed')
    else timer = window.setTimeout(reopen, AGAIN_MS)
  }
  source.onopen = () => tell('open')
  source.onmessage = ({ data }) => hear(JSON.parse(String(data)) as PageEvent)
  source.onerror = () => {
    tell('lost')
    if (source.readyState === EventSource.CLOSED) void refused()
  }
  return () => {
    isWanted = false
    window.clearTimeout(timer)
    source.close()
  }
}
