/** Tells every open page what happens, as server-sent events. A page that was away loads everything anew when it is back. */
import type { RequestHandler, Response } from 'express'
import type { PageEvent } from './protocol.ts'

/** Some browsers and proxies drop a line on which nothing is said. */
const BEAT_EVERY_MS = 15_000

export class Events {
  readonly #open = new Set<Response>()

  readonly handler: RequestHandler = (_req, res) => {
    res.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    res.flushHeaders()
    res.write(': welcome\n\n')
    this.#open.add(res)
    const beat = setInterval(() => res.write(': beat\n\n'), BEAT_EVERY_MS)
    res.once('close', () => {
      clearInterval(beat)
      this.#open.delete(res)
    })
  }

  tell(event: PageEvent): void {
    for (const res of this.#open) res.write(`data: ${JSON.stringify(event)}\n\n`)
  }

  close(): void {
    for (const res of this.#open) res.end()
  }
}
