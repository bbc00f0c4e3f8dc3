/**
 * Who holds which token, with which scopes, until when. The known tokens are printed by the sandbox's page and stand in
 * tests; they open nothing but this emulation.
 */
import type { Account, IdentityService, Session } from '../identity.ts'
import { accountOf, type Organisation } from './organisation.ts'
import { PERSONAS, type Persona } from './personas.ts'
import type { User } from './user.ts'

export const ADMIN_SCOPES = [
  'spark-admin:people_read',
  'spark-admin:people_write',
  'spark-admin:roles_read',
  'spark-admin:organizations_read',
  'spark-admin:licenses_read',
  'identity:people_rw',
  'identity:people_read',
] as const

interface TokenRecord {
  readonly accountUuid: string
  readonly scopes: ReadonlySet<string>
  /** Milliseconds since 1970; absent for a token that does not end. */
  readonly expiresAtMs?: number
}

export interface NewToken {
  /** A persona or the uuid of any account. */
  readonly owner: Persona | string
  readonly scopes: readonly string[]
  readonly lifeMs?: number
  /** Made up when it is not given. */
  readonly token?: string
}

const isPersona = (name: string): name is Persona => (PERSONAS as readonly string[]).includes(name)

export class Tokens implements IdentityService {
  readonly #organisation: Organisation
  readonly #clock: () => Date
  readonly #records = new Map<string, TokenRecord>()
  #made = 0

  constructor(organisation: Organisation, clock: () => Date) {
    this.#organisation = organisation
    this.#clock = clock
    this.reset()
  }

  /** Only the known tokens again. */
  reset(): void {
    this.#records.clear()
    for (const persona of PERSONAS) {
      this.add({ owner: persona, scopes: personaScopes(persona), token: this.of(persona) })
    }
  }

  /**
   * The token that a persona always has. Webex's SDK reads the organisation out of a token: three fields parted by `_`,
   * the organisation third.
   */
  of(persona: Persona): string {
    return `sandbox-${persona.toLowerCase()}_PF84_${this.#organisation.persona(persona).orgUuid}`
  }

  /** Returns the token. */
  add({ owner, scopes, lifeMs, token }: NewToken): string {
    const user = isPersona(owner) ? this.#organisation.persona(owner) : this.#organisation.user(owner)
    if (user === undefined)
      throw new Error(`adding a token: no account has the uuid "${owner}"; give a persona's name or a uuid`)
    const text = token ?? `sandbox-${++this.#made}_PF84_${user.orgUuid}`
    const expiry = lifeMs === undefined ? {} : { expiresAtMs: this.#clock().getTime() + lifeMs }
    this.#records.set(text, { accountUuid: user.uuid, scopes: new Set(scopes), ...expiry })
    return text
  }

  /** From now on the token is answered with 401, as one past its time. */
  expire(token: string): void {
    const record = this.#records.get(token)
    if (record !== undefined) this.#records.set(token, { ...record, expiresAtMs: this.#clock().getTime() })
  }

  /** From now on the token is answered with 401, as one that an administrator revoked. */
  refuse(token: string): void {
    this.#records.delete(token)
  }

  authenticate(authorization: string | undefined): Session | undefined {
    const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1]
    const record = token === undefined ? undefined : this.#records.get(token)
    if (token === undefined || record === undefined) return undefined
    if (record.expiresAtMs !== undefined && record.expiresAtMs <= this.#clock().getTime()) return undefined
    const user = this.#organisation.user(record.accountUuid)
    if (user === undefined || !user.loginEnabled) return undefined
    return { token, account: accountOf(user), scopes: record.scopes }
  }

  account(uuid: string): Account | undefined {
    return optionalAccount(this.#organisation.user(uuid))
  }

  accountByEmail(email: string): Account | undefined {
    return optionalAccount(this.#organisation.userByEmail(email))
  }

  onDeleted(listener: (account: Account) => void): void {
    this.#organisation.onDeleted(listener)
  }
}

const optionalAccount = (user: User | undefined): Account | undefined =>
  user === undefined ? undefined : accountOf(user)

function personaScopes(persona: Persona): readonly string[] {
  if (persona === 'serviceApp') return ADMIN_SCOPES
  if (persona === 'alma') return ['spark:all', ...ADMIN_SCOPES]
  return ['spark:all']
}
