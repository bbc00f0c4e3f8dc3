/**
 * Who administers the organisation, by one sweep over everyone who holds a role: `GET /people?id=` does not tell roles.
 * Must rather call somebody an administrator too many than miss one, and fails when it cannot tell.
 */
import type { Clock } from '../../model/clock.ts'
import { isSameId } from '../../model/identity.ts'
import { type UserId, userId } from '../../model/ids.ts'
import { badAnswer } from '../http/fault.ts'
import { groupBy } from '../http/group-by.ts'
import { keyOf, roleNameOf } from './ids.ts'
import type { People } from './people.ts'
import type { WebexPerson, WebexRole } from './schema.ts'

/** Rereads that come this close together share a sweep. */
const SWEEP_LIVES_MS = 3_000
const ROLES_LIVE_MS = 60_000

export interface Administrators {
  /** People of the organisation itself: who of them is the last one must not be hidden by somebody else's account. */
  readonly fullAdmins: readonly UserId[]
  /** In words; empty for an ordinary user. Roles that the person's own record tells count too. */
  rolesOf(person: WebexPerson): readonly string[]
  isFullAdmin(person: WebexPerson): boolean
}

export class AdminRoles {
  readonly #people: People
  readonly #clock: Clock
  #roles: Kept<readonly WebexRole[]> | undefined
  #sweep: Kept<Administrators> | undefined

  constructor(people: People, clock: Clock) {
    this.#people = people
    this.#clock = clock
  }

  roles(): Promise<readonly WebexRole[]> {
    this.#roles = this.#keep(this.#roles, ROLES_LIVE_MS, () => this.#people.roles())
    return this.#roles.value
  }

  /** At most `SWEEP_LIVES_MS` old. `owner` is the credential's own account, by whose roles the sweep is checked. */
  sweep(owner: WebexPerson): Promise<Administrators> {
    this.#sweep = this.#keep(this.#sweep, SWEEP_LIVES_MS, () => this.#read(owner))
    return this.#sweep.value
  }

  async #read(owner: WebexPerson): Promise<Administrators> {
    const roles = await this.roles()
    const full = roles.filter(isFullAdminRole)
    if (full.length === 0) throw badAnswer('reading the list of roles', 'it names no full administrator')
    const together = await this.#people.holders(roles.map((role) => role.id))
    if (!missesOwner(owner, roles, together)) {
      const isTold = together.every((person) => person.roles)
      const fullHolders = isTold ? [] : await this.#people.holders(full.map((role) => role.id))
      return administrators(owner.orgId, roles, [held(together), held(fullHolders, full)])
    }
    const apart = await Promise.all(roles.map(async (role) => held(await this.#people.holders([role.id]), [role])))
    return administrators(owner.orgId, roles, apart)
  }

  #keep<T>(kept: Kept<T> | undefined, livesMs: number, read: () => Promise<T>): Kept<T> {
    const now = this.#clock.now().getTime()
    if (kept && now - kept.askedAt < livesMs && now >= kept.askedAt && !kept.hasFailed) return kept
    const next: Kept<T> = { askedAt: now, value: read(), hasFailed: false }
    next.value.catch(() => {
      next.hasFailed = true
    })
    return next
  }
}

interface Kept<T> {
  readonly askedAt: number
  readonly value: Promise<T>
  hasFailed: boolean
}

interface Holder {
  readonly person: WebexPerson
  readonly roleIds: readonly string[]
}

/** The owner holds a role and is not among the holders: the comma in `roles=` does not mean "or" here. */
export function missesOwner(owner: WebexPerson, roles: readonly WebexRole[], holders: readonly WebexPerson[]): boolean {
  const known = new Set(roles.map((role) => role.id))
  return roleIdsOf(owner).some((id) => known.has(id)) && !holders.some((person) => keyOf(person) === keyOf(owner))
}

const held = (people: readonly WebexPerson[], roles: readonly WebexRole[] = []): readonly Holder[] =>
  people.map((person) => ({ person, roleIds: [...roleIdsOf(person), ...roles.map((role) => role.id)] }))

function administrators(
  orgId: string,
  roles: readonly WebexRole[],
  sweeps: readonly (readonly Holder[])[],
): Administrators {
  const words = new Map(roles.map((role) => [role.id, role.name]))
  const full = new Set(roles.filter(isFullAdminRole).map((role) => role.id))
  const holders = groupBy(sweeps.flat(), ({ person }) => keyOf(person))
  const idsOf = (person: WebexPerson) => [
    ...new Set([...roleIdsOf(person), ...(holders.get(keyOf(person)) ?? []).flatMap(({ roleIds }) => roleIds)]),
  ]
  const isFullAdmin = (person: WebexPerson) =>
    idsOf(person).some((id) => full.has(id) || roleNameOf(id) === FULL_ADMIN_ID)
  const people = [...holders.values()].flatMap(([first]) => (first ? [first.person] : []))
  return {
    fullAdmins: people
      .filter((person) => isFullAdmin(person) && isOwnPerson(person, orgId))
      .map(({ id }) => userId(id)),
    isFullAdmin,
    rolesOf: (person) => {
      const named = idsOf(person).map((id) => words.get(id) ?? roleNameOf(id) ?? `role ${id}`)
      return named.length === 0 && holders.has(keyOf(person)) ? ['administrator'] : named.toSorted()
    },
  }
}

const FULL_ADMIN_ID = 'id_full_admin'

/** Not "Sales Full Administrator" and the like: counting those would hide who is the last full administrator. */
function isFullAdminRole(role: WebexRole): boolean {
  return role.name.trim().toLowerCase() === 'full administrator' || roleNameOf(role.id) === FULL_ADMIN_ID
}

/** One string may hold several ids, joined with a comma. */
export function roleIdsOf(person: WebexPerson): readonly string[] {
  return (person.roles ?? []).flatMap((text) => text.split(',')).filter(Boolean)
}

/** A bot, a service app's machine account or a partner's administrator is none of those who are left to the organisation. */
const isOwnPerson = ({ type, orgId }: WebexPerson, own: string): boolean =>
  (type ?? 'person') === 'person' && isSameId(orgId, own)
