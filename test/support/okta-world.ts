/** An Okta organisation in the sandbox with the adapter under test before it, for one test. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { staticToken } from '../../src/directory/http/token-source.ts'
import type { OktaAuth } from '../../src/directory/okta/check.ts'
import { ClientCredentials, SCOPES } from '../../src/directory/okta/client-credentials.ts'
import { createOktaDirectory, LIMITS, type OktaDirectoryOptions } from '../../src/directory/okta/directory.ts'
import { readPrivateKey } from '../../src/directory/okta/private-key.ts'
import { type UserId, userId } from '../../src/model/ids.ts'
import { administration } from '../../src/sandbox/administration/administration.ts'
import { startSandbox } from '../../src/sandbox/cloud.ts'
import type { FaultEffect } from '../../src/sandbox/knobs.ts'
import { type OktaEmulation, type OktaOptions, okta } from '../../src/sandbox/okta/okta.ts'
import type { Persona } from '../../src/sandbox/okta/personas.ts'
import type { OktaUser, Status } from '../../src/sandbox/okta/user.ts'
import type { DirectoryWorld, Known } from '../contract/directory.contract.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'
import { oneAttempt } from './one-attempt.ts'

/** Made once: a key of its own for each world would take longer than the test. */
export const SERVICE_APP_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 })
export const SERVICE_APP_PEM = SERVICE_APP_KEY.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

export interface OktaWorldOptions {
  readonly as?: 'api-token' | 'service-app'
  /** Who made the API token; a super administrator when absent. */
  readonly owner?: Persona
  readonly okta?: OktaOptions
  readonly directory?: Partial<OktaDirectoryOptions>
}

const LOCKED: ReadonlySet<Status> = new Set(['DEPROVISIONED', 'SUSPENDED', 'STAGED'])

export async function oktaWorld(options: OktaWorldOptions = {}) {
  const { as = 'api-token', owner = 'owner' } = options
  const clock = fakeClock()
  const emulation = okta({ size: 60, clock: clock.now, ...options.okta })
  const { organisation, tokens } = emulation
  const token = owner === 'owner' ? tokens.first : tokens.add(organisation.persona(owner).id)
  const { identity } = administration({ size: 12 })
  const trafficFile = process.env['SANDBOX_TRAFFIC']
  const cloud = await startSandbox({ identity, vendors: [emulation.mount], ...(trafficFile && { trafficFile }) })
  const url = emulation.environment(cloud.url)['OKTA_URL'] ?? ''
  const directory = createOktaDirectory({
    url,
    auth: as === 'api-token' ? byToken(token) : asServiceApp(emulation, url, clock),
    call: oneAttempt,
    clock,
    activationMail: false,
    limits: { ...LIMITS, timeoutMs: 2_000 },
    ...options.directory,
  })
  const accountOf = (id: UserId): OktaUser => {
    const user = organisation.user(id)
    if (user === undefined) throw new Error(`the sandbox has no account "${id}"`)
    return user
  }
  const world: DirectoryWorld = {
    directory,
    secrets: [token, ...SERVICE_APP_PEM.split('\n').filter((line) => line.length > 40)],
    everyone: () => organisation.users().map(knownOf),
    ordinary: ordinaryIn(emulation).map(knownOf),
    population: organisation.users().filter(({ status }) => status !== 'DEPROVISIONED').length,
    changeLogin: (id, login) => organisation.changeLogin(id, login),
    addSecondAddress: (id, email) => void organisation.arrange(id, { profile: { ...accountOf(id).profile, email } }),
    makeFullAdmin: (id) => organisation.giveRole(id, 'HELP_DESK_ADMIN'),
    remove: (id) => organisation.remove(id),
    isActive: (id) => !LOCKED.has(accountOf(id).status),
    fingerprint: (id) => {
      const { profile, provider, groupIds, appIds, roles } = accountOf(id)
      return JSON.stringify([{ ...profile, login: '', email: '' }, provider, groupIds, appIds, roles])
    },
    failNextEffect: (effect: FaultEffect, retryAfter) =>
      // A new access token is tried once, so it has to be refused too.
      cloud.knobs.set({
        rules: [{ ...EFFECT, effect, times: effect === 401 ? 2 : 1, ...(retryAfter && { retryAfter }) }],
      }),
    failReads: (skip, effect: FaultEffect) =>
      cloud.knobs.set({ rules: [{ method: 'GET', skip, times: 1000, effect }] }),
    later: (ms) => clock.advance(ms),
    close: () => cloud.close(),
  }
  return { ...world, emulation, organisation, cloud, clock, url }
}

/** The first call that changes anything: a deactivation, an activation or an update. */
const EFFECT = { method: 'POST', path: '^/okta/api/v1/users/' }

const byToken = (token: string): OktaAuth => ({ kind: 'api-token', tokens: staticToken(token) })

function asServiceApp({ clients }: OktaEmulation, url: string, clock: FakeClock): OktaAuth {
  const keys: KeyObject[] = [SERVICE_APP_KEY.publicKey]
  const clientId = clients.add({ keys, scopes: SCOPES })
  let ids = 0
  const tokens = new ClientCredentials({
    url,
    clientId,
    key: readPrivateKey(SERVICE_APP_PEM),
    clock,
    newId: () => `assertion-${++ids}`,
    limits: { ...LIMITS, timeoutMs: 2_000 },
  })
  return { kind: 'service-app', clientId, tokens }
}

/** Active, without a role, and not one of the contacts whom Okta lets nobody delete. */
function ordinaryIn({ organisation }: OktaEmulation): readonly OktaUser[] {
  const named = new Set(['superAdmin', 'billing'].map((name) => organisation.persona(name as 'billing').id))
  return organisation
    .users()
    .filter((user) => user.status === 'ACTIVE' && !named.has(user.id) && organisation.rolesOf(user).length === 0)
}

const knownOf = ({ id, profile }: OktaUser): Known => ({ id: userId(id), login: profile.login.toLowerCase() })
