/**
 * `npm run bench`: every part one after the other, each line as it is known, and docs/evidence/bench.md. Exits with 1 when a goal is
 * missed, after writing.
 */
import { evidenceOf, writeEvidence } from '../proof/evidence.ts'
import { baseline } from './baseline.ts'
import { cost } from './cost/cost.ts'
import { evidenceFor, missedOf } from './evidence.ts'
import { fairness } from './fairness.ts'
import { learning } from './learning.ts'
import { type BenchOptions, isPartial, readOptions, USAGE } from './options.ts'
import { pacing } from './pacing/pacing.ts'
import type { Part } from './part.ts'
import type { Section } from './section.ts'

const PARTS: readonly Part[] = [pacing, learning, fairness, baseline, cost]

const main = async (options: BenchOptions): Promise<void> => {
  const startedAt = new Date()
  const { only, seed } = options
  const parts = PARTS.filter(({ names }) => only === undefined || names.some((name) => name.includes(only)))
  if (parts.length === 0) throw new Error(`running a part with "${only}" in its name: there are ${namesOfAll()}`)
  const sections: Section[] = []
  for (const part of parts) sections.push(await part.run(options, say))
  const evidence = evidenceFor(sections, { seed, at: startedAt, tookMs: Date.now() - startedAt.getTime() })
  if (isPartial(options)) say(`\n${evidenceOf(evidence)}`)
  else await writeEvidence(evidence)
  const missed = missedOf(sections)
  for (const { name, value, goal } of missed) say(`missed: ${name} is ${value}, and ${goal} was aimed at`)
  process.exitCode = missed.length === 0 ? 0 : 1
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const namesOfAll = (): string => PARTS.flatMap(({ names }) => names.map((name) => `"${name}"`)).join(', ')

const options = readOptions(process.argv.slice(2))
if (options) await main(options)
else say(USAGE)
