import type { MessageId, RoomId } from '../../../src/model/ids.ts'
import type { Inbox, InboxMessage } from '../../../src/model/store.ts'

/** The port's contract without a disk. Give the same one to a second gateway to try a restart. */
export class MemoryInbox implements Inbox {
  readonly #messages = new Map<MessageId, InboxMessage & { isFinished: boolean }>()

  async begin(message: InboxMessage): Promise<'new' | 'begun' | 'done'> {
    const known = this.#messages.get(message.id)
    if (known) return known.isFinished ? 'done' : 'begun'
    this.#messages.set(message.id, { ...message, isFinished: false })
    return 'new'
  }

  async finish(id: MessageId): Promise<void> {
    const known = this.#messages.get(id)
    if (known) known.isFinished = true
  }

  async handledUpTo(room: RoomId): Promise<string | undefined> {
    const inRoom = [...this.#messages.values()].filter(({ roomId }) => roomId === room)
    const sorted = inRoom.sort((one, other) => one.createdAt.localeCompare(other.createdAt))
    const firstOpen = sorted.findIndex(({ isFinished }) => !isFinished)
    return sorted.at(firstOpen < 0 ? -1 : firstOpen - 1 < 0 ? sorted.length : firstOpen - 1)?.createdAt
  }

  get unfinished(): number {
    return [...this.#messages.values()].filter(({ isFinished }) => !isFinished).length
  }
}
