/** What a run of the proof has seen so far: plain values, so that workers can send theirs and the parent adds them up. */
import type { Family } from './input-case.ts'
import type { ViolationKind } from './violation.ts'

export interface Finding {
  readonly kind: ViolationKind
  readonly family: Family
  /** How to see it again. */
  readonly again: string
  readonly detail: string
}

export interface Tally {
  readonly inputs: Readonly<Record<string, number>>
  readonly refused: Readonly<Record<string, number>>
  readonly rows: number
  readonly wrong: Readonly<Record<string, number>>
  /** The first of each kind and family. */
  readonly findings: readonly Finding[]
  /** Milliseconds of CPU for reading one file of about 1 MB, and what it was. */
  readonly slowest: { readonly ms: number; readonly what: string }
  /** The longest time of CPU between two turns of the event loop while such a file was read. */
  readonly held: { readonly ms: number; readonly what: string }
}

const NOTHING = { ms: 0, what: '' }
export const EMPTY: Tally = {
  inputs: {},
  refused: {},
  rows: 0,
  wrong: {},
  findings: [],
  slowest: NOTHING,
  held: NOTHING,
}

type Counts = Readonly<Record<string, number>>

const sumOf = (one: Counts, other: Counts): Counts => {
  const sum = new Map(Object.entries(one))
  for (const [key, count] of Object.entries(other)) sum.set(key, (sum.get(key) ?? 0) + count)
  return Object.fromEntries(sum)
}

const FINDINGS_KEPT = 40

export const addTallies = (one: Tally, other: Tally): Tally => ({
  inputs: sumOf(one.inputs, other.inputs),
  refused: sumOf(one.refused, other.refused),
  rows: one.rows + other.rows,
  wrong: sumOf(one.wrong, other.wrong),
  findings: [...one.findings, ...other.findings].slice(0, FINDINGS_KEPT),
  slowest: other.slowest.ms > one.slowest.ms ? other.slowest : one.slowest,
  held: other.held.ms > one.held.ms ? other.held : one.held,
})

export const total = (counts: Counts): number => Object.values(counts).reduce((all, count) => all + count, 0)
