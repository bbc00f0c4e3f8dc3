/** A seeded generator of numbers and choices, so that one seed names every attack. Pure but for its own state. */

export interface Draw {
  /** In [0, 1). */
  readonly next: () => number
  /** 0 to `below`, exclusive. */
  readonly whole: (below: number) => number
  readonly of: <T>(choices: readonly T[]) => T
  readonly shuffled: <T>(items: readonly T[]) => readonly T[]
}

/** Mulberry32. */
export const drawFrom = (seed: number): Draw => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (below: number): number => Math.floor(next() * below)
  const of = <T>(choices: readonly T[]): T => {
    const chosen = choices[whole(choices.length)]
    if (chosen === undefined) throw new Error('drawing from an empty list: give it something to choose from')
    return chosen
  }
  const shuffled = <T>(items: readonly T[]): readonly T[] =>
    items
      .map((item) => ({ item, at: next() }))
      .sort((one, other) => one.at - other.at)
      .map(({ item }) => item)
  return { next, whole, of, shuffled }
}
