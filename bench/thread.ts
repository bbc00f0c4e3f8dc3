/** Follows the room of the emulated cloud as it happens, and tells when something was said in it. */
import type { Clock } from '../src/model/clock.ts'
import type { SpaceEvent } from '../src/sandbox/messaging/records.ts'
import type { WebexSandbox } from '../src/sandbox/webex.ts'

export interface Heard {
  readonly event: SpaceEvent
  /** Epoch milliseconds by the clock. */
  readonly atMs: number
}

export interface Thread {
  /** The first event of this kind since the beginning. Rejects when patience ends, with what was said last. */
  readonly when: (what: string, isIt: (event: SpaceEvent) => boolean, patienceMs: number) => Promise<Heard>
  readonly stop: () => void
}

const LAST_WORDS = 5

export const followThread = ({ spaces }: WebexSandbox, clock: Clock): Thread => {
  const heard: Heard[] = []
  const listeners = new Set<(one: Heard) => void>()
  const stop = spaces.subscribe((event) => {
    const one = { event, atMs: clock.now().getTime() }
    heard.push(one)
    for (const listen of listeners) listen(one)
  })
  const when: Thread['when'] = (what, isIt, patienceMs) =>
    new Promise((resolve, reject) => {
      const known = heard.find(({ event }) => isIt(event))
      if (known) return resolve(known)
      const timer = setTimeout(() => {
        listeners.delete(listen)
        reject(new Error(`waiting for ${what}: not within ${patienceMs / 1000} s; last was said:\n${lastWords(heard)}`))
      }, patienceMs)
      const listen = (one: Heard): void => {
        if (!isIt(one.event)) return
        clearTimeout(timer)
        listeners.delete(listen)
        resolve(one)
      }
      listeners.add(listen)
    })
  return { when, stop }
}

export const wordsOf = (event: SpaceEvent): string =>
  event.kind === 'message-created' || event.kind === 'message-updated'
    ? (event.message.markdown ?? event.message.text ?? '')
    : ''

const lastWords = (heard: readonly Heard[]): string =>
  heard
    .map(({ event }) => wordsOf(event))
    .filter((words) => words !== '')
    .slice(-LAST_WORDS)
    .join('\n')
