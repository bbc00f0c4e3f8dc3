/** The service apps of the emulated organisation and their access tokens: `POST /oauth2/v1/token`. */
import type { KeyObject } from 'node:crypto'
import { subjectOf, verified } from './client-assertion.ts'
import { isJson } from './exchange.ts'
import type { Answer } from './faults.ts'
import { oktaId } from './ids.ts'
import type { Rights } from './permissions.ts'
import { ACCESS_TOKEN_SECONDS, type Tokens } from './tokens.ts'
import type { RoleType } from './user.ts'

export interface NewClient {
  /** Made up when it is not given. */
  readonly clientId?: string
  readonly keys: readonly KeyObject[]
  /** What a super administrator granted, e.g. `okta.users.read`. */
  readonly scopes: readonly string[]
  /** Default: SUPER_ADMIN. */
  readonly roles?: readonly { readonly type: RoleType; readonly groupTargets?: readonly string[] }[]
}

interface Client {
  readonly keys: readonly KeyObject[]
  readonly scopes: readonly string[]
  readonly rights: Rights
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

export class Clients {
  readonly #tokens: Tokens
  readonly #clock: () => Date
  readonly #seed: number
  readonly #clients = new Map<string, Client>()
  readonly #used = new Set<string>()

  constructor(tokens: Tokens, clock: () => Date, seed: number) {
    this.#tokens = tokens
    this.#clock = clock
    this.#seed = seed
  }

  /** Returns the client's id. */
  add({ clientId, keys, scopes, roles = [{ type: 'SUPER_ADMIN' }] }: NewClient): string {
    const id = clientId ?? oktaId('0oa', this.#seed, 'client', this.#clients.size)
    this.#clients.set(id, { keys, scopes, rights: { roles } })
    return id
  }

  /** No client, and no assertion used. */
  reset(): void {
    this.#clients.clear()
    this.#used.clear()
  }

  /** `audience` is the address that was called. */
  answerToken(body: unknown, audience: string): Answer {
    const form = isJson(body) ? body : {}
    if (form['grant_type'] !== 'client_credentials')
      return refused(400, 'unsupported_grant_type', 'The authorization grant type is not supported by this server.')
    const assertion = form['client_assertion']
    if (form['client_assertion_type'] !== ASSERTION_TYPE || typeof assertion !== 'string')
      return refused(401, 'invalid_client', 'Client authentication failed: a signed client_assertion is required.')
    const clientId = subjectOf(assertion) ?? ''
    const client = this.#clients.get(clientId)
    if (client === undefined || (form['client_id'] ?? clientId) !== clientId)
      return refused(401, 'invalid_client', "Invalid value for 'client_id' parameter.")
    const nowSeconds = Math.floor(this.#clock().getTime() / 1000)
    const isUsed = (jti: string): boolean => this.#used.has(jti)
    const checked = verified(assertion, { clientId, keys: client.keys, audience, nowSeconds, isUsed })
    if (checked.kind === 'bad') return refused(401, 'invalid_client', checked.reason)
    if (checked.jti !== undefined) this.#used.add(checked.jti)
    return this.#granted(clientId, client, form['scope'])
  }

  #granted(clientId: string, { scopes, rights }: Client, asked: unknown): Answer {
    const wanted = typeof asked === 'string' ? asked.split(' ').filter((scope) => scope !== '') : []
    if (wanted.length === 0) return refused(400, 'invalid_scope', 'The request must name at least one scope.')
    if (!wanted.every((scope) => scopes.includes(scope)))
      return refused(400, 'invalid_scope', 'The client is not granted one or more of the requested scopes.')
    const token = this.#tokens.grant(clientId, rights, wanted)
    return {
      status: 200,
      body: { token_type: 'Bearer', expires_in: ACCESS_TOKEN_SECONDS, access_token: token, scope: wanted.join(' ') },
    }
  }
}

const refused = (status: number, error: string, error_description: string): Answer => ({
  status,
  body: { error, error_description },
})
