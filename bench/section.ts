/** A chapter of docs/evidence/bench.md, as whoever measured it hands it over. Types only. */

export interface Figure {
  /** Unique in the whole file: the README may repeat it by this name. */
  readonly name: string
  readonly value: string
  /** What was aimed at, as a reader should see it: `≥ 0.97`. */
  readonly goal?: string
  /** Whether the goal was met; with `goal` only. */
  readonly isMet?: boolean
}

export interface Section {
  readonly title: string
  /** Markdown: how it was measured, and tables of its own. */
  readonly text: string
  readonly figures: readonly Figure[]
}
