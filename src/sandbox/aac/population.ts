/** Makes the people of the emulated workspace: the same from the same seed, size, domain and start time. */
import { CULTURES, localPart, writtenName } from '../administration/names.ts'
import { type SeededRandom, seededRandom } from '../administration/random.ts'
import type { GivenPerson } from './options.ts'
import type { AacPerson } from './person.ts'

export interface Setting {
  readonly seed: number
  readonly domain: string
  readonly startedAt: Date
}

const DAY_MS = 86_400_000
/** Ids as long as those of a workspace that is not new. */
const FIRST_ID = 25_700_011
const STEP = 7

export const idOf = (place: number): number => FIRST_ID + place * STEP

/** Who the API token belongs to, and a second administrator. */
export function administrators(setting: Setting): readonly [AacPerson, AacPerson] {
  const automation = { email: `automation@${setting.domain}`, firstName: 'Automation', lastName: 'Account' }
  const owner = { email: `workspace.owner@${setting.domain}`, firstName: 'Wanda', lastName: 'Okonkwo' }
  const [first, second] = [automation, owner].map((given, place) => person(setting, given, place, 3))
  if (first === undefined || second === undefined) throw new Error('making the administrators: there are two of them')
  return [
    { ...first, isAdmin: true },
    { ...second, isAdmin: true },
  ]
}

/** `first`: the place from which ids are counted. */
export function population(setting: Setting, size: number, first: number): readonly AacPerson[] {
  const taken = new Set<string>()
  return Array.from({ length: size }, (_, index) => {
    const random = seededRandom(setting.seed, 'aac', index)
    const given = someone(random, setting.domain, taken)
    taken.add(given.email.toLowerCase())
    return withLife(index, person(setting, given, first + index, random.integer(400)), setting)
  })
}

/** Somebody who is given by name; active, with a few assets. */
export function person(setting: Setting, given: GivenPerson, place: number, lastSeenDaysAgo: number): AacPerson {
  const created = daysBefore(setting.startedAt, 500 + ((place * 13) % 700))
  return {
    ...given,
    id: idOf(place),
    isAdmin: false,
    isDisabled: false,
    isInvited: false,
    state: 'active',
    lastLoginTime: daysBefore(setting.startedAt, lastSeenDaysAgo),
    lastStateChange: null,
    createdAt: created,
    updatedAt: created,
    assets: (place * 5) % 9,
  }
}

function someone(random: SeededRandom, domain: string, taken: ReadonlySet<string>): GivenPerson {
  const culture = random.pick(CULTURES)
  const [given, family] = [random.pick(culture.given), random.pick(culture.family)]
  const local = localPart(given, family)
  let email = `${local}@${domain}`
  for (let copy = 2; taken.has(email.toLowerCase()); copy++) email = `${local}${copy}@${domain}`
  // One in ten was entered with capitals, as people do.
  if (random.chance(0.1)) email = email.replace(/^[a-z]|\.[a-z]/g, (letters) => letters.toUpperCase())
  return { email, firstName: writtenName(given), lastName: writtenName(family) }
}

/** Of every sixteen people one has not accepted the invitation and one is suspended. */
function withLife(place: number, made: AacPerson, setting: Setting): AacPerson {
  if (place % 16 === 5) return { ...made, isInvited: true, lastLoginTime: null, assets: 0 }
  if (place % 16 === 9) return { ...made, isDisabled: true, lastStateChange: daysBefore(setting.startedAt, 30) }
  return made
}

const daysBefore = (moment: Date, days: number): string => new Date(moment.getTime() - days * DAY_MS).toISOString()
