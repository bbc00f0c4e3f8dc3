/** A Webex organisation in the sandbox with the adapter under test before it, for one test. */

import { staticToken, type TokenSource } from '../../src/directory/http/token-source.ts'
import type { Requires } from '../../src/directory/webex/check.ts'
import { createWebexDirectory, LIMITS, type WebexDirectoryOptions } from '../../src/directory/webex/directory.ts'
import { restIdOf, uuidOf } from '../../src/directory/webex/ids.ts'
import type { Clock } from '../../src/model/clock.ts'
import { type UserId, userId } from '../../src/model/ids.ts'
import { type Administration, administration } from '../../src/sandbox/administration/administration.ts'
import type { Persona } from '../../src/sandbox/administration/personas.ts'
import type { User } from '../../src/sandbox/administration/user.ts'
import { startSandbox } from '../../src/sandbox/cloud.ts'
import type { FaultEffect } from '../../src/sandbox/knobs.ts'
import type { DirectoryWorld } from '../contract/directory.contract.ts'
import { oneAttempt } from './one-attempt.ts'

export const PEOPLE_SCOPES = [
  'spark-admin:people_read',
  'spark-admin:people_write',
  'spark-admin:roles_read',
  'spark-admin:organizations_read',
  'spark-admin:licenses_read',
]
export const SCIM_SCOPES = ['identity:people_rw', 'identity:people_read']
export const REQUIRES: Requires = {
  scopes: [...PEOPLE_SCOPES, ...SCIM_SCOPES],
  roles: ['id_full_admin', 'id_user_admin'],
}

const EFFECTS = '^/identity/scim/[^/]+/v2/Bulk|^/v1/people/[^/?]+$'

export interface TestClock extends Clock {
  advance(ms: number): void
}

export function testClock(): TestClock {
  let ms = Date.parse('2026-03-01T09:00:00.000Z')
  return {
    now: () => new Date(ms),
    sleep: async () => undefined,
    advance: (by) => {
      ms += by
    },
  }
}

/**
 * All that an operation must leave as it was. Whether an invitation is open follows from a change of address, and the People
 * API gives everybody without a nickname the first name for one.
 */
export function fingerprintOf(user: User): string {
  const { emails: _1, loginEnabled: _2, invitePending: _3, presence: _4, lastModified: _5, version: _6, ...rest } = user
  const { nickName, ...others } = rest
  const kept = { ...others, ...(nickName && nickName !== user.firstName && { nickName }) }
  return JSON.stringify(Object.entries(kept).sort(([one], [other]) => (one < other ? -1 : 1)))
}

export interface WebexWorldOptions {
  readonly scopes?: readonly string[]
  /** Whose token it is; the service app's when absent. */
  readonly owner?: Persona
  readonly size?: number
  readonly pageLimit?: number
  readonly countLimit?: number
  readonly tokens?: (apiUrl: string, clock: TestClock, admin: Administration) => TokenSource
  readonly directory?: Partial<WebexDirectoryOptions>
}

export async function webexWorld(options: WebexWorldOptions = {}) {
  const { scopes = [...PEOPLE_SCOPES, ...SCIM_SCOPES], size = 60, pageLimit = 1000, countLimit = 1000 } = options
  const admin = administration({ size, pageLimit, countLimit })
  const { organisation } = admin
  const trafficFile = process.env['SANDBOX_TRAFFIC']
  const cloud = await startSandbox({
    identity: admin.identity,
    routers: [admin.router],
    ...(trafficFile && { trafficFile }),
  })
  const clock = testClock()
  const token = admin.tokens.add({ owner: options.owner ?? 'serviceApp', scopes })
  const directory = createWebexDirectory({
    apiUrl: cloud.apiUrl,
    scimUrl: `${cloud.url}/identity/scim`,
    tokens: options.tokens?.(cloud.apiUrl, clock, admin) ?? staticToken(token),
    call: oneAttempt,
    clock,
    requires: REQUIRES,
    limits: { ...LIMITS, timeoutMs: 2_000 },
    ...options.directory,
  })
  const byTest = { uuid: 'test', through: 'sandbox' } as const
  const accountOf = (id: UserId) => {
    const user = organisation.user(uuidOf('PEOPLE', id) ?? '')
    if (user === undefined) throw new Error(`the sandbox has no account "${id}"`)
    return user
  }
  const idOf = (uuid: string) => userId(restIdOf('PEOPLE', uuid))
  const setEmails = (id: UserId, emails: readonly string[]) =>
    organisation.update(
      { ...accountOf(id), emails: emails.map((value, n) => ({ value, type: 'work', primary: n === 0 })) },
      byTest,
    )
  const world: DirectoryWorld = {
    directory,
    secrets: [token, 'sandbox-secret', 'sandbox-refresh'],
    everyone: () =>
      organisation.snapshot().users.map(({ uuid, emails }) => ({ id: idOf(uuid), login: emails[0]?.value ?? '' })),
    ordinary: organisation
      .people(organisation.home.uuid)
      .filter((user) => user.roles.length === 0)
      .map(({ uuid, emails }) => ({ id: idOf(uuid), login: emails[0]?.value ?? '' })),
    outsider: { id: idOf(organisation.persona('otto').uuid), login: 'otto@elsewhere.example' },
    population: organisation.people(organisation.home.uuid).length,
    changeLogin: (id, login) => void setEmails(id, [login]),
    addSecondAddress: (id, address) => void setEmails(id, [accountOf(id).emails[0]?.value ?? '', address]),
    makeFullAdmin: (id) => void organisation.update({ ...accountOf(id), roles: ['id_full_admin'] }, byTest),
    isActive: (id) => accountOf(id).loginEnabled,
    fingerprint: (id) => fingerprintOf(accountOf(id)),
    remove: (id) => void organisation.delete(accountOf(id).uuid, byTest),
    failNextEffect: (effect: FaultEffect, retryAfter) =>
      cloud.knobs.set({
        rules: [
          {
            path: EFFECTS,
            method: scopes.includes('identity:people_rw') ? 'POST' : 'DELETE',
            effect,
            ...(retryAfter && { retryAfter }),
          },
        ],
      }),
    failReads: (skip, effect: FaultEffect) =>
      cloud.knobs.set({ rules: [{ method: 'GET', skip, times: 1000, effect }] }),
    later: (ms) => clock.advance(ms),
    close: () => cloud.close(),
  }
  return { ...world, admin, cloud, clock, token, idOf, byTest }
}
