/**
 * Makes the people of the emulated organisation: the same from the same seed, size, domain and start time.
 * The people whom a demonstration names stand in `personas.ts`.
 */
import { CALLING, LICENCES, MEETING, MESSAGING, OPTIONAL_LICENCES } from './licences.ts'
import { CULTURES, type Culture, DEPARTMENTS, localPart, writtenName } from './names.ts'
import { type SeededRandom, seededRandom } from './random.ts'
import type { Presence, Role, User } from './user.ts'

export interface Setting {
  readonly seed: number
  readonly domain: string
  readonly orgUuid: string
  readonly startedAt: Date
}

const DAY_MS = 86_400_000

/** The first people of the population are the administrators; Alma, a persona, is another one. */
const ADMINISTRATORS: readonly Role[] = [
  'id_full_admin',
  'id_full_admin',
  'id_user_admin',
  'id_readonly_admin',
  'id_device_admin',
]

/** Addresses that are already taken are skipped; the result is in order of creation. */
export function population(setting: Setting, size: number, taken: ReadonlySet<string>): readonly User[] {
  const addresses = new Set(taken)
  const people: User[] = []
  for (let index = 0; index < size; index++) {
    const person = someone(setting, index, people, addresses)
    addresses.add(person.emails[0]?.value ?? '')
    people.push(person)
  }
  return people
}

function someone(setting: Setting, index: number, colleagues: readonly User[], taken: ReadonlySet<string>): User {
  const random = seededRandom(setting.seed, 'person', index)
  const culture = random.pick(CULTURES)
  const given = random.pick(culture.given)
  const family = random.pick(culture.family)
  const email = freeAddress(localPart(given, family), setting.domain, taken)
  const role = ADMINISTRATORS[index]
  const [first, last] = [writtenName(given), writtenName(family)]
  return {
    uuid: random.uuid(),
    orgUuid: setting.orgUuid,
    type: 'person',
    emails: [{ value: email, type: 'work', primary: true }],
    displayName: culture.order === 'family-first' ? `${last} ${first}` : `${first} ${last}`,
    firstName: first,
    lastName: last,
    ...(random.chance(0.2) && { nickName: first.slice(0, 3) }),
    ...place(random, culture),
    ...post(random, index, colleagues),
    ...entitlements(random, culture),
    ...(role === undefined ? life(random, setting) : activeLife(random, setting, 3)),
    ...(role === undefined ? syncMark(random, setting, email) : { customAttributes: {} }),
    sipAddresses: [{ type: 'personal-room', value: `${1000 + index}@twokey-sandbox.webex.com`, primary: false }],
    roles: role === undefined ? [] : [role],
    version: 1,
  }
}

function freeAddress(local: string, domain: string, taken: ReadonlySet<string>): string {
  let address = `${local}@${domain}`
  for (let copy = 2; taken.has(address); copy++) address = `${local}${copy}@${domain}`
  return address
}

function place(random: SeededRandom, culture: Culture): Pick<User, 'addresses' | 'timezone' | 'locale' | 'avatar'> {
  const address = {
    type: 'work',
    ...culture.city,
    streetAddress: `${random.pick(culture.streets)} ${1 + random.integer(180)}`,
  }
  return {
    addresses: random.chance(0.7) ? [address] : [],
    timezone: culture.timezone,
    locale: culture.locale,
    ...(random.chance(0.5) && { avatar: `https://avatars.example.com/${random.uuid()}~1600` }),
  }
}

function post(random: SeededRandom, index: number, colleagues: readonly User[]): Partial<User> {
  const [department, titles] = random.pick(DEPARTMENTS)
  const manager = colleagues[random.integer(Math.min(colleagues.length, 20))]
  return {
    department,
    title: random.pick(titles),
    employeeNumber: String(100_000 + index),
    costCenter: `CC-${100 + random.integer(40)}`,
    ...(manager !== undefined && random.chance(0.8) && { managerUuid: manager.uuid }),
  }
}

function entitlements(
  random: SeededRandom,
  culture: Culture,
): Pick<User, 'licences' | 'phoneNumbers' | 'siteUrls'> & Partial<User> {
  const hasCalling = random.chance(0.3)
  const hasMeeting = random.chance(0.8)
  const number = `${culture.dial}${1000 + random.integer(9000)}`
  const extension = String(2000 + random.integer(7000))
  const extra = random.chance(0.15) ? [random.pick(OPTIONAL_LICENCES).key] : []
  const keys = [MESSAGING.key, ...(hasMeeting ? [MEETING.key] : []), ...(hasCalling ? [CALLING.key] : []), ...extra]
  return {
    licences: LICENCES.map(({ key }) => key).filter((key) => keys.includes(key)),
    phoneNumbers: hasCalling
      ? [
          { type: 'work', value: number, primary: true },
          { type: 'work_extension', value: `8${extension}` },
        ]
      : [],
    ...(hasCalling && { extension, locationId: `location-${culture.city.country.toLowerCase()}` }),
    siteUrls: hasMeeting ? ['twokey-sandbox.webex.com'] : [],
  }
}

type Life = Pick<User, 'created' | 'lastModified' | 'lastActivity' | 'presence' | 'invitePending' | 'loginEnabled'>

function life(random: SeededRandom, setting: Setting): Life {
  const kind = random.fraction()
  if (kind < 0.08) return invitedLife(random, setting)
  if (kind < 0.15)
    return { ...activeLife(random, setting, 60 + random.integer(300)), loginEnabled: false, presence: 'inactive' }
  if (kind < 0.45) return activeLife(random, setting, 7)
  if (kind < 0.7) return activeLife(random, setting, 7 + random.integer(50))
  return activeLife(random, setting, 60 + random.integer(340))
}

function invitedLife(random: SeededRandom, setting: Setting): Life {
  const created = daysBefore(setting.startedAt, random.fraction() * 40)
  return { created, lastModified: created, presence: 'pending', invitePending: true, loginEnabled: true }
}

/** Last seen at some time within the past `withinDays`; for a long time, in the older half of it. */
function activeLife(random: SeededRandom, setting: Setting, withinDays: number): Life {
  const ago = withinDays > 7 ? withinDays * (0.5 + random.fraction() / 2) : withinDays * random.fraction()
  const created = daysBefore(setting.startedAt, 420 + random.integer(2000))
  return {
    created,
    lastModified: daysBefore(setting.startedAt, ago + random.integer(20)),
    lastActivity: daysBefore(setting.startedAt, ago),
    presence:
      ago > 2 ? 'inactive' : random.pick<Presence>(['active', 'inactive', 'meeting', 'DoNotDisturb', 'OutOfOffice']),
    invitePending: false,
    loginEnabled: true,
  }
}

/** One in four is kept by the customer's directory sync, which leaves these two marks. */
function syncMark(
  random: SeededRandom,
  setting: Setting,
  email: string,
): Pick<User, 'customAttributes' | 'externalId'> {
  if (!random.chance(0.25)) return { customAttributes: {} }
  const source = `ActiveDirectory_${setting.orgUuid}`
  return {
    externalId: Buffer.from(random.uuid()).toString('base64'),
    customAttributes: { externalAttribute1: [{ source, value: `CN=${email.split('@')[0]},OU=People` }] },
  }
}

const daysBefore = (moment: Date, days: number): string => new Date(moment.getTime() - days * DAY_MS).toISOString()
