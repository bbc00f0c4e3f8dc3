/**
 * The messages of the space as the person of the tab sees them. What is asked for is fetched in turn: of two answers that overtake
 * each other the older one would stand, or bring back what was deleted.
 */
import { wordsOf } from './error-words.ts'
import type { Message, Store } from './store.ts'

/** What is read as the person of the tab. */
export interface MessageReader {
  messages(roomId: string): Promise<readonly Message[]>
  message(id: string): Promise<Message>
}

export class MessageFeed {
  readonly #store: Store
  readonly #reader: () => MessageReader
  #turn: Promise<void> = Promise.resolve()
  /** What was asked for before all were loaded anew needs no fetching of its own. */
  #load = 0
  readonly #due = new Set<string>()

  constructor(store: Store, reader: () => MessageReader) {
    this.#store = store
    this.#reader = reader
  }

  /** All of them anew. Never rejects: a refusal is told in their place. */
  load(): Promise<void> {
    const load = ++this.#load
    this.#due.clear()
    return this.#inTurn(async () => {
      if (load !== this.#load) return
      try {
        const messages = await this.#reader().messages(this.#store.view.page.room.id)
        if (load === this.#load) this.#store.happen({ kind: 'messages', messages })
      } catch (error) {
        if (load === this.#load) this.#store.happen({ kind: 'unreadable', words: wordsOf(error) })
      }
    })
  }

  /** It is new, or says something else. Those that come while others are fetched are fetched together. */
  changed(id: string): void {
    this.#due.add(id)
    if (this.#due.size > 1) return
    const load = this.#load
    void this.#inTurn(async () => {
      if (load !== this.#load) return
      const ids = [...this.#due]
      this.#due.clear()
      const messages = await this.#fetched(ids)
      if (load === this.#load) for (const message of messages) this.#store.happen({ kind: 'message', message })
    })
  }

  deleted(id: string): void {
    void this.#inTurn(async () => this.#store.happen({ kind: 'message-deleted', id }))
  }

  /** One may be gone by now, which is told on its own. */
  async #fetched(ids: readonly string[]): Promise<readonly Message[]> {
    const reader = this.#reader()
    const found = await Promise.all(ids.map((id) => reader.message(id).catch(() => undefined)))
    return found.filter((message) => message !== undefined)
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(task)
    return this.#turn
  }
}
