/** One part of the benchmark: what it is called with `--only`, and how it comes to its chapter. Types only. */
import type { BenchOptions } from './options.ts'
import type { Section } from './section.ts'

export interface Part {
  /** A part is run when any of its names holds what was asked for with `--only`. */
  readonly names: readonly string[]
  /** @param say hears a line as soon as it is known */
  readonly run: (options: BenchOptions, say: (line: string) => void) => Promise<Section>
}
