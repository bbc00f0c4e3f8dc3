/**
 * Whether pages that were asked for by offset make a whole, though people may come and go while they are read. Pure. Whoever was
 * there all the time has to be in it: being left out of it is told as being gone.
 */
import type { AacPerson, PeoplePage } from './schema.ts'

/** How many people the vendor told of, at different times of one reading. */
export type Counts = readonly [number, ...number[]]

export type Whole =
  | { readonly kind: 'whole'; readonly people: readonly AacPerson[] }
  | { readonly kind: 'torn'; readonly why: string }

/**
 * Of the pages after the first, by the size of the first. Each begins among the people of the one before it, so that it still
 * does when some of those have left in between; the last has room to spare, which shows that it is the last. `overlap` is the
 * share of a page that is asked for twice.
 */
export function offsetsOf(count: number, size: number, overlap: number): readonly number[] {
  const step = size - Math.max(1, Math.floor(size * overlap))
  if (step <= 0 || count <= size) return []
  return Array.from({ length: Math.floor((count - size) / step) + 1 }, (_, n) => (n + 1) * step)
}

/** In the order of their offsets. */
export function wholeOf(pages: readonly PeoplePage[], counts: Counts): Whole {
  const people = new Map<string, AacPerson>()
  for (const [place, { data }] of pages.entries()) {
    const [first] = data
    // When a page begins with somebody who is known, nobody stands between it and the one before.
    if (place > 0 && (first === undefined || !people.has(first.id)))
      return torn('people left in the meantime, and took the pages apart')
    for (const person of data) people.set(person.id, person)
  }
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  const isAll = least === most ? people.size === least : people.size >= least
  if (!isAll) return torn(differs(people.size, least, most))
  const isEnd = pages.length < 2 || sizeOf(pages.at(-1)) < sizeOf(pages[0])
  return isEnd
    ? { kind: 'whole', people: [...people.values()] }
    : torn('people came in the meantime, and the end moved on')
}

const sizeOf = (page: PeoplePage | undefined): number => page?.data.length ?? 0

const torn = (why: string): Whole => ({ kind: 'torn', why })

const differs = (people: number, least: number, most: number): string =>
  `${people} different people came of the ${least === most ? least : `${least} to ${most}`} that were told`
