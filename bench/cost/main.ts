/** The section of own cost alone: `npx tsx bench/cost/main.ts [--small]`. Writes nothing down. */
import { parseArgs } from 'node:util'
import { COST_OPTIONS, type CostOptions, costSection } from './cost.ts'

/** A hundredth of everything: shows that it works, not what it costs. */
const SMALL: CostOptions = {
  ...COST_OPTIONS,
  rows: 100,
  oneByOneRows: 20,
  exportRows: 200,
  largeRows: 1_000,
  endedJobs: 10,
  times: 1,
}

const { values } = parseArgs({ options: { small: { type: 'boolean' } } })
const onStep = (words: string): void => void process.stderr.write(`measuring ${words}\n`)
const { text, figures } = await costSection({ ...(values.small ? SMALL : COST_OPTIONS), onStep })
process.stdout.write(`${text}\n\n`)
for (const { name, value, goal, isMet } of figures)
  process.stdout.write(`${name}: ${value}${goal === undefined ? '' : ` (${goal}${isMet ? '' : ', missed'})`}\n`)
