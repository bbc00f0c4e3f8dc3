/**
 * Who exists in the emulated cloud. The contract between its two halves: administration owns the accounts,
 * messaging asks who is calling and hears when somebody is gone.
 */

export interface Account {
  readonly uuid: string
  readonly orgUuid: string
  readonly type: 'person' | 'bot'
  /** Lower-case; the first is the primary. */
  readonly emails: readonly string[]
  readonly displayName: string
}

export interface Session {
  readonly token: string
  readonly account: Account
  readonly scopes: ReadonlySet<string>
}

export interface IdentityService {
  /** The session of an `Authorization: Bearer …` header; undefined when the token is unknown, expired or its account is gone. */
  authenticate(authorization: string | undefined): Session | undefined
  account(uuid: string): Account | undefined
  accountByEmail(email: string): Account | undefined
  /** Called after an account was deleted, so that it leaves its rooms. */
  onDeleted(listener: (account: Account) => void): void
}
