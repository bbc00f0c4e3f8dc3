/**
 * What `search` looks at: the people as they were a while ago. The vendor says that it is "sourced from an eventually
 * consistent datasource and may not reflect the latest information".
 */
import type { OktaUser } from './user.ts'

interface News {
  readonly atMs: number
  readonly id: string
  /** Absent when the person is gone. */
  readonly user?: OktaUser
}

export class SearchIndex {
  readonly #shown = new Map<string, OktaUser>()
  #news: News[] = []

  /** From that time on the person is found as given, or no more. */
  note(news: News): void {
    this.#news.push(news)
  }

  /** In order of id. */
  people(nowMs: number): readonly OktaUser[] {
    for (const { id, user } of this.#news.filter(({ atMs }) => atMs <= nowMs)) {
      if (user === undefined) this.#shown.delete(id)
      else this.#shown.set(id, user)
    }
    this.#news = this.#news.filter(({ atMs }) => atMs > nowMs)
    return [...this.#shown.values()].sort((one, other) => (one.id < other.id ? -1 : 1))
  }

  /** Finds these people from now on and forgets all that it knew. */
  restart(people: readonly OktaUser[]): void {
    this.#news = []
    this.#shown.clear()
    for (const user of people) this.#shown.set(user.id, user)
  }
}
