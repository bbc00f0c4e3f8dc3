/**
 * Remembers the last so many keys, for events that may be delivered more than once. Forgets at a restart.
 */
export class RecentlySeen {
  readonly #keys = new Set<string>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  /** True the first time a key is asked for. */
  isNew(key: string): boolean {
    const isNew = !this.#keys.delete(key)
    this.#keys.add(key)
    const oldest = this.#keys.values().next().value
    if (this.#keys.size > this.#limit && oldest !== undefined) this.#keys.delete(oldest)
    return isNew
  }
}
