/** Messages as they are read: each with the replies to it, and the same writer named once. Pure. */
import type { Message } from '../store.ts'

export interface Thread {
  /** The id of the message that starts it. */
  readonly id: string
  /** Absent when it was deleted and the replies were not. */
  readonly root?: Message
  readonly replies: readonly Message[]
}

/** Takes and gives the oldest first; a thread stands where its first message stands. */
export const threadsOf = (messages: readonly Message[]): readonly Thread[] => {
  const byId = new Map<string, Thread>()
  for (const message of messages) {
    const id = message.parentId ?? message.id
    const known = byId.get(id) ?? { id, replies: [] }
    byId.set(
      id,
      message.parentId === undefined ? { ...known, root: message } : { ...known, replies: [...known.replies, message] },
    )
  }
  return [...byId.values()]
}

/** What is said sooner than this after the last words of the same person goes on with them. */
const ONE_BREATH_MS = 3 * 60_000

export const isGoingOn = (message: Message, previous: Message | undefined): boolean =>
  previous?.personId === message.personId && Date.parse(message.created) - Date.parse(previous.created) < ONE_BREATH_MS
