/** Makes the ordinary people of the emulated Okta: the same from the same seed, people and start time. */
import { CULTURES, localPart, writtenName } from '../administration/names.ts'
import { type SeededRandom, seededRandom } from '../administration/random.ts'
import { oktaId } from './ids.ts'
import { daysBefore, type Setting } from './personas.ts'
import type { OktaUser, Provider, Status } from './user.ts'

export interface GivenPerson {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  /** Drawn from the seed when absent. */
  readonly status?: Status
}

/** The share of each status; the rest is ACTIVE. */
const SHARES: readonly (readonly [Status, number])[] = [
  ['DEPROVISIONED', 0.07],
  ['SUSPENDED', 0.04],
  ['PROVISIONED', 0.04],
  ['STAGED', 0.03],
  ['LOCKED_OUT', 0.02],
  ['PASSWORD_EXPIRED', 0.02],
  ['RECOVERY', 0.02],
]

const OKTA: Provider = { type: 'OKTA', name: 'OKTA' }
const PROVIDERS: readonly [Provider, ...Provider[]] = [
  OKTA,
  OKTA,
  OKTA,
  OKTA,
  { type: 'ACTIVE_DIRECTORY', name: 'corp.example.com' },
  { type: 'IMPORT', name: 'IMPORT' },
]

/** As many names as asked for, none of them taken; the first of each status are sure to be there. */
export function someNames(
  { seed, domain }: Setting,
  count: number,
  taken: ReadonlySet<string>,
): readonly GivenPerson[] {
  const addresses = new Set(taken)
  return Array.from({ length: count }, (_, index) => {
    const random = seededRandom(seed, 'okta name', index)
    const culture = random.pick(CULTURES)
    const [given, family] = [random.pick(culture.given), random.pick(culture.family)]
    const email = freeAddress(localPart(given, family), domain, addresses)
    addresses.add(email)
    const status = SHARES[index]?.[0]
    return { email, firstName: writtenName(given), lastName: writtenName(family), ...(status && { status }) }
  })
}

function freeAddress(local: string, domain: string, taken: ReadonlySet<string>): string {
  let address = `${local}@${domain}`
  for (let copy = 2; taken.has(address); copy++) address = `${local}${copy}@${domain}`
  return address
}

export function someone(setting: Setting, person: GivenPerson, index: number): OktaUser {
  const random = seededRandom(setting.seed, 'okta person', index)
  const status = person.status ?? drawnStatus(random)
  const { departments, apps } = setting.catalogue
  const department = departments[random.integer(departments.length)]
  const { email, firstName, lastName } = person
  const bare = { mobilePhone: null, secondEmail: null, displayName: `${firstName} ${lastName}` }
  return {
    id: oktaId('00u', setting.seed, index),
    status,
    ...life(random, setting.startedAt, status),
    profile: { login: email, email, firstName, lastName, ...bare, department: department?.name ?? null },
    provider: random.pick(PROVIDERS),
    hasPassword: hasPassword(status),
    groupIds: department === undefined ? [] : [department.id],
    appIds: isSettled(status) ? apps.filter(() => random.chance(0.5)).map((app) => app.id) : [],
    roles: [],
  }
}

function drawnStatus(random: SeededRandom): Status {
  let draw = random.fraction()
  for (const [status, share] of SHARES) {
    if (draw < share) return status
    draw -= share
  }
  return 'ACTIVE'
}

/** Once deactivated, apps and password are gone; before activation there were none. */
const isSettled = (status: Status): boolean => !['DEPROVISIONED', 'STAGED'].includes(status)
const hasPassword = (status: Status): boolean => !['DEPROVISIONED', 'STAGED', 'PROVISIONED'].includes(status)

type Life = Pick<OktaUser, 'created' | 'activated' | 'statusChanged' | 'lastLogin' | 'lastUpdated' | 'passwordChanged'>

function life(random: SeededRandom, startedAt: Date, status: Status): Life {
  const age = 100 + random.integer(1500)
  const created = daysBefore(startedAt, age)
  const never = { created, lastLogin: null, passwordChanged: null }
  if (status === 'STAGED') return { ...never, activated: null, statusChanged: null, lastUpdated: created }
  const activated = daysBefore(startedAt, age - 1)
  if (status === 'PROVISIONED') return { ...never, activated: null, statusChanged: activated, lastUpdated: activated }
  const seen = random.fraction() * (random.chance(0.6) ? 14 : 98)
  const statusChanged = status === 'ACTIVE' ? activated : daysBefore(startedAt, seen / 2)
  return {
    created,
    activated,
    statusChanged,
    lastLogin: daysBefore(startedAt, seen),
    lastUpdated: status === 'ACTIVE' ? daysBefore(startedAt, seen) : statusChanged,
    passwordChanged: status === 'DEPROVISIONED' ? null : daysBefore(startedAt, 20 + random.integer(70)),
  }
}
