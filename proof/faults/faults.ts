/**
 * `npm run faults`: every outgoing call of a job × every fault of the world. Exits 0 only when each job ended right, or stood still
 * with words and ended right after, with nothing done twice and nothing lost.
 */
import { writeEvidence } from '../evidence.ts'
import { readOptions, USAGE } from './options.ts'
import { doubled, figuresOf, LEGEND, letters, WHY_TWICE, wrongOf } from './report.ts'
import { allCells, nameOfCell, playAll, sampleOf, type Tried } from './run.ts'

const PROGRESS_EVERY = 25

const write = (text: string): void => void process.stdout.write(`${text}\n`)

const main = async (args: readonly string[]): Promise<number> => {
  const options = readOptions(args)
  if (options === undefined) {
    write(USAGE)
    return 0
  }
  const startedAt = performance.now()
  const all = (await allCells()).filter((cell) => nameOfCell(cell).includes(options.only))
  const cells = sampleOf(all, options.cells, options.seed)
  write(`${cells.length} of ${all.length} cells, ${options.atOnce} at once`)
  const tried = await playAll(cells, options.atOnce, (one, done) => tell(one, done, cells.length))
  const figures = figuresOf(tried)
  for (const [name, value] of figures) write(`${value.padStart(8)}  ${name}`)
  const wrong = wrongOf(tried)
  for (const words of wrong) write(`wrong: ${words}`)
  if (options.writes)
    await writeEvidence({
      name: 'faults',
      title: 'Faults of the world',
      command: `npm run faults${args.length > 0 ? ` -- ${args.join(' ')}` : ''}`,
      at: new Date(),
      tookMs: performance.now() - startedAt,
      figures,
      more: [LEGEND, letters(tried), '## Said twice', WHY_TWICE, doubled(tried)],
    })
  return wrong.length === 0 && cells.length > 0 ? 0 : 1
}

const tell = ({ cell, verdict }: Tried, done: number, of: number): void => {
  if (verdict.letter === 'W') write(`${done}/${of} wrong: ${nameOfCell(cell)}: ${verdict.wrong.join('; ')}`)
  else if (done % PROGRESS_EVERY === 0) write(`${done}/${of}`)
}

process.exitCode = await main(process.argv.slice(2))
