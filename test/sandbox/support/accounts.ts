/**
 * A few accounts with tokens, and the part of the people API that the bot framework asks: just enough of the
 * administration half to try messaging on its own.
 */
import { randomUUID } from 'node:crypto'
import express from 'express'
import type { Account, IdentityService } from '../../../src/sandbox/identity.ts'
import { decodeId, orgIdOf, personIdOf } from '../../../src/sandbox/messaging/hydra-id.ts'

const ORG = '7c1e0f52-6f0a-4a55-9d1e-8a2f51b3c001'

export class Accounts implements IdentityService {
  readonly #byToken = new Map<string, Account>()
  readonly #scopes = new Map<string, ReadonlySet<string>>()
  readonly #listeners: ((account: Account) => void)[] = []

  /** The SDK reads the organisation from the third part of the token. */
  add(name: string, type: 'person' | 'bot' = 'person'): { readonly account: Account; readonly token: string } {
    const emails = [`${name.toLowerCase()}@${type === 'bot' ? 'webex.bot' : 'example.com'}`]
    const account = { uuid: randomUUID(), orgUuid: ORG, type, emails, displayName: name }
    const token = `${name}${randomUUID().slice(0, 8)}_PF84_${ORG}`
    this.#byToken.set(token, account)
    return { account, token }
  }

  expire(token: string): void {
    this.#byToken.delete(token)
  }

  /** From now on the token may do this and no more; `spark:all` before. */
  limit(token: string, ...scopes: readonly string[]): void {
    this.#scopes.set(token, new Set(scopes))
  }

  delete(account: Account): void {
    for (const [token, owner] of this.#byToken) if (owner.uuid === account.uuid) this.#byToken.delete(token)
    for (const listener of this.#listeners) listener(account)
  }

  authenticate(authorization: string | undefined) {
    const token = authorization?.replace(/^Bearer /, '') ?? ''
    const account = this.#byToken.get(token)
    return account && { token, account, scopes: this.#scopes.get(token) ?? new Set(['spark:all']) }
  }

  account(uuid: string): Account | undefined {
    return [...this.#byToken.values()].find((account) => account.uuid === uuid)
  }

  accountByEmail(email: string): Account | undefined {
    return [...this.#byToken.values()].find((account) => account.emails.includes(email))
  }

  onDeleted(listener: (account: Account) => void): void {
    this.#listeners.push(listener)
  }
}

export function peopleRouter(accounts: Accounts): express.Router {
  const router = express.Router()
  router.get('/v1/people/me', (req, res) => {
    const session = accounts.authenticate(req.headers.authorization)
    if (session) res.json(shown(session.account))
    else res.status(401).json({ message: 'Unauthorized', errors: [], trackingId: 'none' })
  })
  router.get('/v1/people', (req, res) => {
    const ids = String(req.query['id']).split(',')
    const found = ids.flatMap((id) => accounts.account(decodeId('PEOPLE', id) ?? '') ?? [])
    res.json({ items: found.map(shown) })
  })
  return router
}

function shown(account: Account) {
  const { emails, displayName, type } = account
  return { id: personIdOf(account.uuid), emails, displayName, orgId: orgIdOf(account.orgUuid), type }
}
