/** Waits for what is said in the room. No wait is without an end: what was waited for and what was said instead is the error. */
import type { ClientMessage, PersonClient } from '../person-client.ts'

const LOOK_EVERY_MS = 50

/** `isEnd`: after such a message what is waited for will not come. */
export interface Wait {
  readonly person: PersonClient
  /** As it stands behind "waiting for". */
  readonly what: string
  readonly isIt: (message: ClientMessage) => boolean
  readonly isEnd?: (message: ClientMessage) => boolean
  /** Ids of messages that do not count. */
  readonly old: ReadonlySet<string>
  readonly patienceMs: number
}

export const heard = async ({ person, what, isIt, isEnd, old, patienceMs }: Wait): Promise<ClientMessage> => {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const said = (await person.messages()).filter(({ id }) => !old.has(id))
    const found = said.find(isIt)
    if (found) return found
    const end = isEnd && said.find(isEnd)
    if (end) throw new Error(`playing the demo: waiting for ${what}, the bot said instead: ${wordsOf(end)}`)
    if (performance.now() > deadline)
      throw new Error(
        `playing the demo: ${what} did not come within ${patienceMs / 1000} seconds; the last that was said: ${wordsOf(said.at(-1))}`,
      )
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

export const wordsOf = (message: ClientMessage | undefined): string => message?.text ?? message?.markdown ?? '(nothing)'

export const says =
  (words: RegExp) =>
  (message: ClientMessage): boolean =>
    words.test(wordsOf(message))

export const idsOf = async (person: PersonClient): Promise<ReadonlySet<string>> =>
  new Set((await person.messages()).map(({ id }) => id))
