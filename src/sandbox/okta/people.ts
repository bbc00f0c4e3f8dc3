/** Keeps the people of the emulated Okta: by id, by login, in order, and what becomes of them when a step has come to its end. */
import type { OktaUser } from './user.ts'

/** Hears of everybody who is put or dropped. */
type Listener = (id: string, user: OktaUser | undefined) => void

export class People {
  readonly #listener: Listener
  readonly #byId = new Map<string, OktaUser>()
  readonly #byLogin = new Map<string, string>()
  readonly #settling = new Map<string, { readonly atMs: number; readonly user: OktaUser }>()
  /** Sorted once and kept until the next change. */
  #inOrder: readonly OktaUser[] | undefined

  constructor(listener: Listener) {
    this.#listener = listener
  }

  get(id: string): OktaUser | undefined {
    return this.#byId.get(id)
  }

  /** Logins are unique without regard to case. */
  idOf(login: string): string | undefined {
    return this.#byLogin.get(login.toLowerCase())
  }

  /** By id. */
  get inOrder(): readonly OktaUser[] {
    this.#inOrder ??= [...this.#byId.values()].sort((one, other) => (one.id < other.id ? -1 : 1))
    return this.#inOrder
  }

  put(user: OktaUser): void {
    this.#forget(user.id)
    this.#byId.set(user.id, user)
    this.#byLogin.set(user.profile.login.toLowerCase(), user.id)
    this.#listener(user.id, user)
  }

  drop(id: string): void {
    this.#forget(id)
    this.#listener(id, undefined)
  }

  /** At that time `user` takes the place of who has the same id, unless something else happens to that one first. */
  putAt(atMs: number, user: OktaUser): void {
    this.#settling.set(user.id, { atMs, user })
  }

  settle(nowMs: number): void {
    for (const { atMs, user } of [...this.#settling.values()]) if (atMs <= nowMs) this.put(user)
  }

  clear(): void {
    for (const map of [this.#byId, this.#byLogin, this.#settling]) map.clear()
    this.#inOrder = undefined
  }

  #forget(id: string): void {
    this.#inOrder = undefined
    this.#settling.delete(id)
    const known = this.#byId.get(id)
    if (known === undefined) return
    this.#byId.delete(id)
    this.#byLogin.delete(known.profile.login.toLowerCase())
  }
}
