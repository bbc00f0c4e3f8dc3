/**
 * Who is still owed an answer. Every attack says beforehand which words it is to be answered with and where; every word of the bot is
 * held against that. Neither too few nor too many go unseen.
 */
import type { AnswerKind } from './answers.ts'

/** A thread, or the room itself where `rootUuid` is empty. */
export interface Place {
  readonly roomUuid: string
  readonly rootUuid: string
}

export interface Owed {
  readonly place: Place
  readonly kind: AnswerKind
}

const keyOf = ({ place, kind }: Owed): string => `${place.roomUuid} ${place.rootUuid} ${kind}`

interface Account {
  due: number
  /** Whose answers these are, one entry for each that was ever due. */
  readonly families: Map<string, number>
}

export class Ledger {
  readonly #accounts = new Map<string, Account>()
  #due = 0
  #answered = 0

  /** Answers that have not come yet. */
  get due(): number {
    return this.#due
  }

  get answered(): number {
    return this.#answered
  }

  expect(owed: Owed, family: string): void {
    const account = this.#account(owed)
    if (account.due >= 0) this.#due += 1
    account.due += 1
    account.families.set(family, (account.families.get(family) ?? 0) + 1)
  }

  hear(said: Owed): void {
    const account = this.#account(said)
    if (account.due > 0) this.#due -= 1
    account.due -= 1
    this.#answered += 1
  }

  /** What does not come out even, in words; the books are closed by it and begin anew. */
  settle(): { readonly missing: readonly string[]; readonly surplus: readonly string[] } {
    const [missing, surplus]: [string[], string[]] = [[], []]
    for (const [key, { due, families }] of this.#accounts) {
      const words = `${Math.abs(due)} × ${key} (${[...families.keys()].join(', ') || 'asked for by nobody'})`
      if (due > 0) missing.push(words)
      if (due < 0) surplus.push(words)
    }
    this.#accounts.clear()
    this.#due = 0
    return { missing, surplus }
  }

  #account(owed: Owed): Account {
    const key = keyOf(owed)
    const account = this.#accounts.get(key) ?? { due: 0, families: new Map() }
    this.#accounts.set(key, account)
    return account
  }
}
