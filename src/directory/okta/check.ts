/**
 * Finds out whose the credential is and whether it may tell administrators from others, by reading alone. What it may write
 * shows only when it writes.
 */
import type { Credential } from '../../model/directory.ts'
import { userId } from '../../model/ids.ts'
import { OPERATIONS, type Operation } from '../../model/vendor.ts'
import type { TokenSource } from '../http/token-source.ts'
import { addressOf } from './subject.ts'
import { isForbidden, type Users } from './users.ts'

export type OktaAuth =
  | { readonly kind: 'api-token'; readonly tokens: TokenSource }
  | { readonly kind: 'service-app'; readonly clientId: string; readonly tokens: TokenSource }

const BLIND: Readonly<Record<OktaAuth['kind'], string>> = {
  'api-token':
    'Okta does not show the roles of users to this API token, so administrators cannot be told from others; make the token as an administrator who may view administrators, as super administrators may',
  'service-app':
    'Okta does not show the roles of users to this service app, so administrators cannot be told from others; grant it the scope okta.roles.read, and an admin role that may view roles',
}

/** https://help.okta.com/en-us/content/topics/security/administrators-admin-comparison.htm; a custom role may hold anything. */
const CHANGING_ROLES = new Set(['SUPER_ADMIN', 'ORG_ADMIN', 'USER_ADMIN', 'CUSTOM'])
const POWERLESS =
  "role: none of the roles of the API token's owner deactivates or deletes users, so Okta will refuse the changes; make the token as a super, organization or group administrator"

/** Throws a `WireError` when Okta refuses the credential or cannot be reached. */
export async function check(users: Users, auth: OktaAuth, tenantId: string): Promise<Credential> {
  const owner = auth.kind === 'api-token' ? await users.me() : undefined
  const someone = owner ?? (await users.anybody())
  const roles = someone && (await unlessForbidden(users.roles(someone.id)))
  const isBlind = someone !== undefined && roles === undefined
  const isPowerless = owner !== undefined && roles?.some(({ type }) => CHANGING_ROLES.has(type)) === false
  return {
    directory: 'okta',
    tenantId,
    tenantName: tenantId,
    // An app is nobody's account: its client id is like no user's id, and no account has an empty login.
    ownerId: userId(auth.kind === 'api-token' ? (owner?.id ?? '') : auth.clientId),
    ownerLogin: owner === undefined ? '' : addressOf(owner),
    means: `${auth.kind === 'api-token' ? 'API token' : 'OAuth 2.0 service app'}, one by one`,
    lacks: [...(isBlind ? [`scope okta.roles.read: ${BLIND[auth.kind]}`] : []), ...(isPowerless ? [POWERLESS] : [])],
    ...(isBlind ? { unable: toAll(BLIND[auth.kind]) } : {}),
  }
}

const toAll = (words: string): Readonly<Partial<Record<Operation, string>>> =>
  Object.fromEntries(OPERATIONS.map((operation) => [operation, words]))

/** Undefined for a plain no; throws for everything else, and for a credential that is dead. */
async function unlessForbidden<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (isForbidden(error)) return undefined
    throw error
  }
}
