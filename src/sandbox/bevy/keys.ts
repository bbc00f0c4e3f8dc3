/**
 * API keys: one for each HQ administrator and for nobody else. A new key ends the old one at once; a key whose owner is set
 * for deletion still works, one whose owner is gone does not. Vendor's document: help.bevy.com, article 20800961964695.
 */
import { seededRandom } from '../administration/random.ts'
import type { Account } from './account.ts'
import type { Site } from './site.ts'

export class Keys {
  readonly #site: Site
  readonly #seed: number
  readonly #owners = new Map<string, number>()
  #made = 0

  constructor(site: Site, seed: number) {
    this.#site = site
    this.#seed = seed
  }

  /** The administrator behind an `Authorization: Token <key>` header. */
  ownerOf(authorization: string | undefined): { readonly key: string; readonly account: Account } | undefined {
    const [, key] = /^Token (\S+)$/.exec(authorization ?? '') ?? []
    const account = this.#site.account(this.#owners.get(key ?? '') ?? 0)
    if (key === undefined || !account?.isHqAdmin || account.deletedAt !== undefined) return undefined
    return { key, account }
  }

  /** Returns the new key. Throws for somebody who may have none. */
  make(id: number, key = this.#newKey()): string {
    if (!this.#site.account(id)?.isHqAdmin) throw new Error(`giving the account ${id} a key: it is no HQ administrator`)
    for (const [old, owner] of this.#owners) if (owner === id) this.#owners.delete(old)
    this.#owners.set(key, id)
    return key
  }

  revoke(key: string): void {
    this.#owners.delete(key)
  }

  clear(): void {
    this.#owners.clear()
  }

  #newKey(): string {
    return seededRandom(this.#seed, 'key', ++this.#made)
      .uuid()
      .replaceAll('-', '')
  }
}
