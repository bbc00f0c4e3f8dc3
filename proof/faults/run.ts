/** Plays cells, several worlds at once, since most of their time is waiting. A fault that never struck is tried again, and then counts as a failure. */
import { type Cell, playCell, recordPoints, type Verdict } from './cell.ts'
import { KINDS } from './kinds.ts'
import { SCENARIOS, type Scenario } from './scenarios.ts'

export interface Tried {
  readonly cell: Cell
  readonly verdict: Verdict
}

/** How often a fault may miss its call: how many calls there are is in part a matter of time. */
const TRIES = 4

export const allCells = async (scenarios: readonly Scenario[] = SCENARIOS): Promise<readonly Cell[]> => {
  const cells: Cell[] = []
  for (const scenario of scenarios)
    for (const point of await recordPoints(scenario)) cells.push(...KINDS.map((kind) => ({ scenario, point, kind })))
  return cells
}

/** So many cells, spread over all calls and all faults alike: a walk through the table in steps that share no factor with its width. */
export const sampleOf = (cells: readonly Cell[], size: number, seed: number): readonly Cell[] => {
  if (size >= cells.length) return cells
  const step = stepFor(cells.length, Math.floor(cells.length / size))
  return Array.from({ length: size }, (_, i) => cells[(seed + i * step) % cells.length]).filter(
    (cell) => cell !== undefined,
  )
}

const stepFor = (length: number, least: number): number => {
  let step = Math.max(1, least)
  while (gcd(step, length) !== 1 || gcd(step, KINDS.length) !== 1) step += 1
  return step
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

export const playAll = async (
  cells: readonly Cell[],
  atOnce: number,
  onTried: (tried: Tried, done: number) => void = () => undefined,
): Promise<readonly Tried[]> => {
  const tried: Tried[] = []
  const queue = cells.values()
  const player = async (): Promise<void> => {
    for (const cell of queue) {
      const one = { cell, verdict: await struckOnce(cell) }
      tried.push(one)
      onTried(one, tried.length)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, player))
  return tried
}

const struckOnce = async (cell: Cell): Promise<Verdict> => {
  for (let tries = 1; ; tries += 1) {
    const verdict = await playCell(cell)
    if (verdict.struck > 0 || verdict.letter === 'W') return verdict
    if (tries === TRIES) return { ...verdict, letter: 'W', wrong: ['the fault never struck'] }
  }
}

export const nameOfCell = ({ scenario, point, kind }: Cell): string =>
  `${scenario.name}: ${kind.name} at the ${point.place} ${point.call}`
