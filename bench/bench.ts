/** `npm run bench`: every case one after the other, printed as it ends, and written to docs/evidence/bench.md. */
import { writeFile } from 'node:fs/promises'
import { ALL_CASES } from './cases/all-cases.ts'
import { evidenceOf, lineOf } from './evidence.ts'
import { machine } from './machine.ts'
import type { CaseFigures } from './measure.ts'
import { type BenchOptions, readOptions, USAGE } from './options.ts'
import { runCase } from './run-case.ts'

const EVIDENCE = new URL('../docs/evidence/bench.md', import.meta.url)

const main = async (options: BenchOptions): Promise<void> => {
  const startedAt = performance.now()
  const { only } = options
  const cases = ALL_CASES.filter(({ name }) => only === undefined || name.includes(only))
  if (cases.length === 0) throw new Error(`no case has "${only}" in its name; there are: ${namesOfAll()}`)
  const figures: CaseFigures[] = []
  for (const bench of cases) {
    const one = await runCase(bench, options)
    figures.push(one)
    process.stdout.write(`${lineOf(one)}\n`)
  }
  const text = evidenceOf({
    figures,
    options,
    machine: machine(),
    at: new Date(),
    tookMs: performance.now() - startedAt,
  })
  if (only === undefined) await writeFile(EVIDENCE, text)
  else process.stdout.write(`\n${text}`)
}

const namesOfAll = (): string => ALL_CASES.map(({ name }) => `"${name}"`).join(', ')

const options = readOptions(process.argv.slice(2))
if (options) await main(options)
else process.stdout.write(`${USAGE}\n`)
