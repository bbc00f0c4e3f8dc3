/**
 * Who is calling: API tokens (`SSWS`), which live and die with the person who made them, and the access tokens of clients
 * (`Bearer`), which live one hour. They open nothing but this emulation.
 */
import { letters } from './ids.ts'
import type { Organisation } from './organisation.ts'
import type { Rights } from './permissions.ts'

export interface Caller {
  readonly kind: 'person' | 'client'
  readonly token: string
  /** Of the person or of the client. */
  readonly id: string
  readonly rights: Rights
  /** Of a client; a person's token needs none. */
  readonly scopes?: ReadonlySet<string>
}

interface ApiToken {
  readonly ownerId: string
  /** Each use gives thirty days more. */
  usedAtMs: number
}

interface AccessToken {
  readonly clientId: string
  readonly rights: Rights
  readonly scopes: readonly string[]
  readonly expiresAtMs: number
}

export const ACCESS_TOKEN_SECONDS = 3_600
/** https://developer.okta.com/docs/guides/create-an-api-token/main/ */
const UNUSED_MS = 30 * 86_400_000

export class Tokens {
  readonly #organisation: Organisation
  readonly #clock: () => Date
  readonly #seed: number
  readonly #apiTokens = new Map<string, ApiToken>()
  readonly #accessTokens = new Map<string, AccessToken>()
  #made = 0

  constructor(organisation: Organisation, clock: () => Date, seed: number) {
    this.#organisation = organisation
    this.#clock = clock
    this.#seed = seed
    this.reset()
    organisation.onChanged(({ what, id }) => {
      if (what === 'deactivated' || what === 'deleted') this.#revokeOf(id)
    })
  }

  /** Only the first token again. */
  reset(): void {
    this.#apiTokens.clear()
    this.#accessTokens.clear()
    this.#made = 0
    this.add(this.#organisation.persona('owner').id, this.first)
  }

  /** The token of the persona `owner`, a super administrator: the one in `environment`. */
  get first(): string {
    return `00${letters(40, this.#seed, 'first token')}`
  }

  /** A token with the rights of a person; returns it. */
  add(ownerId: string, token = `00${letters(40, this.#seed, 'token', ++this.#made)}`): string {
    if (this.#organisation.user(ownerId) === undefined)
      throw new Error(`adding a token: nobody has the id "${ownerId}"; give the id of one of the organisation's users`)
    this.#apiTokens.set(token, { ownerId, usedAtMs: this.#clock().getTime() })
    return token
  }

  /** An access token in the form of the vendor's, for a client that proved who it is. */
  grant(clientId: string, rights: Rights, scopes: readonly string[]): string {
    const nowMs = this.#clock().getTime()
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = { ver: 1, jti: `AT.${letters(43, this.#seed, 'access', ++this.#made)}`, cid: clientId, scp: scopes }
    const token = `${part({ alg: 'RS256' })}.${part(claims)}.${letters(86, this.#seed, 'signature', this.#made)}`
    const expiresAtMs = nowMs + ACCESS_TOKEN_SECONDS * 1000
    this.#accessTokens.set(token, { clientId, rights, scopes, expiresAtMs })
    return token
  }

  /** From now on the token is unknown. True if it was known. */
  revoke(token: string): boolean {
    return this.#apiTokens.delete(token) || this.#accessTokens.delete(token)
  }

  /** From now on every access token is answered with 401, as one past its time. */
  endAccess(): void {
    this.#accessTokens.clear()
  }

  has(token: string): boolean {
    return this.#apiTokens.has(token) || this.#accessTokens.has(token)
  }

  authenticate(authorization: string): Caller | undefined {
    const [, scheme = '', token = ''] = /^(SSWS|Bearer)\s+(\S+)$/i.exec(authorization) ?? []
    return scheme.toLowerCase() === 'ssws' ? this.#person(token) : this.#client(token)
  }

  /** Nobody who cannot sign in can use a token; once the person can again, so can the token unless it was revoked. */
  #person(token: string): Caller | undefined {
    const record = this.#apiTokens.get(token)
    const owner = record && this.#organisation.user(record.ownerId)
    if (record === undefined || owner === undefined || owner.status === 'SUSPENDED') return undefined
    const nowMs = this.#clock().getTime()
    if (nowMs - record.usedAtMs > UNUSED_MS) return undefined
    record.usedAtMs = nowMs
    const rights = { personId: owner.id, roles: this.#organisation.rolesOf(owner) }
    return { kind: 'person', token, id: owner.id, rights }
  }

  #client(token: string): Caller | undefined {
    const record = this.#accessTokens.get(token)
    if (record === undefined || record.expiresAtMs <= this.#clock().getTime()) return undefined
    const { clientId, rights, scopes } = record
    return { kind: 'client', token, id: clientId, rights, scopes: new Set(scopes) }
  }

  #revokeOf(ownerId: string): void {
    for (const [token, record] of this.#apiTokens) if (record.ownerId === ownerId) this.#apiTokens.delete(token)
  }
}
