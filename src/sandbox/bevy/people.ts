/** Makes the members of an emulated Bevy site: the same from the same seed, size and domain. */
import { CULTURES, localPart, writtenName } from '../administration/names.ts'
import { seededRandom } from '../administration/random.ts'

export interface BevyPerson {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
}

export function seededPeople(seed: number, size: number, domain: string): readonly BevyPerson[] {
  const taken = new Set<string>()
  return Array.from({ length: size }, (_, index) => {
    const random = seededRandom(seed, 'bevy', index)
    const culture = random.pick(CULTURES)
    const [given, family] = [random.pick(culture.given), random.pick(culture.family)]
    const email = freeAddress(localPart(given, family), domain, taken)
    taken.add(email)
    return { email, firstName: writtenName(given), lastName: writtenName(family) }
  })
}

function freeAddress(local: string, domain: string, taken: ReadonlySet<string>): string {
  let address = `${local}@${domain}`
  for (let copy = 2; taken.has(address); copy++) address = `${local}${copy}@${domain}`
  return address
}
