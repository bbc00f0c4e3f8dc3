/**
 * Finds out what the admin credential is and may do, without changing anything. Where it is in doubt whether SCIM Bulk may be
 * used it says no: deleting one by one is slower, and right.
 */
import type { Credential } from '../../model/directory.ts'
import { userId } from '../../model/ids.ts'
import { type Caller, WireError, type WireFault } from '../../model/wire.ts'
import { badAnswer, credentialRefused } from '../http/fault.ts'
import type { AdminRoles } from './admin-roles.ts'
import { roleIdsOf } from './admin-roles.ts'
import { roleNameOf, uuidOf } from './ids.ts'
import type { People } from './people.ts'
import type { WebexPerson } from './schema.ts'
import type { Scim } from './scim.ts'
import { loginOf } from './subject.ts'

/** What the manifest asks for. */
export interface Requires {
  readonly scopes: readonly string[]
  /** Ids (`id_full_admin`) or names of roles, of which one is enough. */
  readonly roles: readonly string[]
}

export interface Standing {
  readonly me: WebexPerson
  readonly tenantName: string
  readonly scim: Scim
  readonly canReadScim: boolean
  readonly canBulk: boolean
  /** Whether accounts can be changed through SCIM, and be read before and after. */
  readonly canPatch: boolean
  readonly lacks: readonly string[]
}

export interface Probes {
  readonly people: People
  readonly scimOf: (orgUuid: string) => Scim
  readonly adminRoles: AdminRoles
  readonly call: Caller
  readonly requires: Requires
  /** What the same credential was let do before. */
  readonly before?: Pick<Standing, 'canReadScim' | 'canBulk'> | undefined
}

/** The scopes that a harmless call shows, and what is lost without each. The others cannot be told by asking. */
const COSTS = {
  'identity:people_read': 'it is not told who is synced from a directory',
  'identity:people_rw': 'users are deleted and renamed one by one, and cannot be deactivated or restored',
  'spark-admin:roles_read': 'administrators cannot be told from others, so nothing can be planned',
  'spark-admin:organizations_read': 'the organisation is shown by its id',
  'spark-admin:licenses_read': 'nobody is warned of phones that are wiped',
} as const
type ProbedScope = keyof typeof COSTS

/** Throws a `WireError` when Webex refuses the credential, cannot be reached or has a fault that passes. */
export async function probe(probes: Probes): Promise<Standing> {
  const { people, adminRoles, call, before } = probes
  const me = await people.me()
  const orgUuid = uuidOf('ORGANIZATION', me.orgId)
  if (orgUuid === undefined)
    throw badAnswer('asking Webex whose the admin credential is', 'the organisation has no uuid')
  const scim = probes.scimOf(orgUuid)
  const [name, roles, licences, canReadScim, canBulk] = await Promise.all([
    unlessRefused(people.organizationName(me.orgId)),
    unlessRefused(adminRoles.roles()),
    unlessRefused(people.callingLicences()),
    succeeds(scim.count(false), before?.canReadScim),
    mayBulk(scim, call, before?.canBulk),
  ])
  const shown = new Map<ProbedScope, boolean>([
    ['identity:people_read', canReadScim],
    ['identity:people_rw', canBulk],
    ['spark-admin:roles_read', roles !== undefined],
    ['spark-admin:organizations_read', name !== undefined],
    ['spark-admin:licenses_read', licences !== undefined],
  ])
  const roleNames = new Map(roles?.map((role) => [role.id, role.name]))
  const lacks = [...lackedScopes(probes.requires.scopes, shown), ...lackedRoles(probes.requires.roles, me, roleNames)]
  return { me, tenantName: name ?? me.orgId, scim, canReadScim, canBulk, canPatch: canBulk && canReadScim, lacks }
}

export function credentialOf({ me, tenantName, canBulk, canPatch, lacks }: Standing): Credential {
  return {
    directory: 'webex',
    tenantId: me.orgId,
    tenantName,
    ownerId: userId(me.id),
    ownerLogin: loginOf(me),
    means: canBulk ? 'SCIM Bulk' : 'People API, one by one',
    lacks,
    ...(!canPatch && { unable: { deactivate: UNABLE, restore: UNABLE } }),
  }
}

/** The People API replaces whole accounts; a field that only sometimes reaches it is no way to switch a sign-in off and on. */
export const UNABLE =
  'Webex takes this through SCIM, which the admin credential may not write; grant it the scope identity:people_rw, or change the status of each user in Control Hub under Users'

/**
 * 200 to a bulk call shows the write scope, since nothing less opens that call. A 400 to an empty list may have come before the
 * scope was looked at, so a second call names a user that cannot exist. Every other answer leaves a doubt.
 */
async function mayBulk(scim: Scim, call: Caller, might = false): Promise<boolean> {
  const traits = { bucket: 'webex:scim', nature: 'read' } as const
  const nothing = await outcomeOf(call(traits, (signal) => scim.bulkNothing(signal)))
  if (nothing === 'ok') return true
  if (nothing.httpStatus !== 400) return isNo(nothing, might)
  return succeeds(
    call(traits, async (signal) => {
      const [result, ...more] = await scim.bulkNobody(signal)
      if (!isLetThrough(result) || more.length > 0)
        throw badAnswer('asking whether SCIM Bulk may be used', 'no clear answer')
    }),
    might,
  )
}

/** "No such user" or "nothing to change": either is said only to somebody who may ask. */
function isLetThrough(result: unknown): boolean {
  const status = typeof result === 'object' && result !== null ? String(Reflect.get(result, 'status')) : ''
  return status === '404' || status === '400'
}

async function outcomeOf(asked: Promise<unknown>): Promise<'ok' | WireFault> {
  try {
    await asked
    return 'ok'
  } catch (error) {
    const fault = faultOf(error)
    // An answer that cannot be read is one, and leaves a doubt; no answer, or "not now", would take scopes away for good.
    if (fault.isRetryable && fault.code !== 'bad-answer') throw error
    return fault
  }
}

async function succeeds(asked: Promise<unknown>, did = false): Promise<boolean> {
  const outcome = await outcomeOf(asked)
  return outcome === 'ok' || isNo(outcome, did)
}

/**
 * False: a no. Where there was a yes before, a doubt is none: in the middle of a job the credential has died, or an answer was mangled
 * on its way, and the rest of the job must not be done by other means for it.
 */
function isNo(fault: WireFault, wasYes: boolean): false {
  if (wasYes && fault.httpStatus === 401) throw credentialRefused(fault)
  if (wasYes && fault.code === 'bad-answer') throw new WireError(fault)
  return false
}

/** Undefined for a plain no (403, 404): the rest can be had without it. */
export async function unlessRefused<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    const { kind, isRetryable, code } = faultOf(error)
    if (kind !== 'refused' || isRetryable || code === 'credential-refused') throw error
    return undefined
  }
}

/** A dead credential is no answer to a question about scopes. */
function faultOf(error: unknown): WireFault {
  if (!(error instanceof WireError) || error.fault.code === 'credential-refused') throw error
  return error.fault
}

function lackedScopes(needed: readonly string[], shown: ReadonlyMap<ProbedScope, boolean>): readonly string[] {
  const missing = [...shown].filter(([scope, isThere]) => needed.includes(scope) && !isThere)
  return missing.map(([scope]) => `scope ${scope}: ${COSTS[scope]}`)
}

export function lackedRoles(
  needed: readonly string[],
  me: WebexPerson,
  names: ReadonlyMap<string, string>,
): readonly string[] {
  const held = roleIdsOf(me).flatMap((id) => [id, roleNameOf(id), names.get(id)?.toLowerCase()])
  if (needed.length === 0 || needed.some((role) => held.includes(role) || held.includes(role.toLowerCase()))) return []
  return [`role ${needed.join(' or ')}: Webex refuses to delete users for this credential`]
}
