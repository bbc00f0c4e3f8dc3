/** A small seeded generator (mulberry32), so that the same seed makes the same organisation. Never for secrets. */

export interface SeededRandom {
  /** In [0, 1). */
  fraction(): number
  /** In [0, below). */
  integer(below: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly [T, ...T[]]): T
  /** In the form of a version 4 UUID. */
  uuid(): string
}

/** The parts are mixed into one seed, so that every person has a sequence of its own. */
export function seededRandom(...parts: readonly (string | number)[]): SeededRandom {
  let state = hash(parts.join('/'))
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const integer = (below: number): number => Math.floor(fraction() * below)
  const hex = (digits: number): string => Array.from({ length: digits }, () => integer(16).toString(16)).join('')
  return {
    fraction,
    integer,
    chance: (probability) => fraction() < probability,
    pick: (list) => list[integer(list.length)] ?? list[0],
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${(8 + integer(4)).toString(16)}${hex(3)}-${hex(12)}`,
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return value | 0
}
