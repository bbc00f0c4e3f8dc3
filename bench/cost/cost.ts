/** What Twokey itself costs: processor, event loop, memory, start and disk, each measured on a bot in a process of its own. */
import { spawnSync } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { webexDeletePeople } from '../cases/webex.ts'
import type { Part } from '../part.ts'
import type { Section } from '../section.ts'
import { costFigures, costText } from './cost-figures.ts'
import { playLargeJob } from './large-job.ts'
import { playJob } from './play-job.ts'
import { measureStartUp } from './start-up.ts'

interface CostOptions {
  readonly seed: number
  /** Rows of the whole job by SCIM Bulk. */
  readonly rows: number
  /** Rows of the whole job by the People API, one call each. */
  readonly oneByOneRows: number
  /** Rows of the export that becomes a card. */
  readonly exportRows: number
  /** Rows of the job whose process is killed half-way. */
  readonly largeRows: number
  /** Jobs that are over, in the data folder of a start. */
  readonly endedJobs: number
  /** How often a start is measured, and the export. */
  readonly times: number
  /** Hears what is measured next. */
  readonly onStep?: (words: string) => void
}

const COST_OPTIONS: Omit<CostOptions, 'seed'> = {
  rows: 10_000,
  oneByOneRows: 1_000,
  exportRows: 20_000,
  largeRows: 100_000,
  endedJobs: 1_000,
  times: 3,
}

const ROWS_OF_ENDED_JOBS = 20

export const cost: Part = {
  names: ['own cost'],
  run: ({ seed }, say) => costSection({ ...COST_OPTIONS, seed, onStep: (words) => say(`measuring ${words}`) }),
}

const costSection = async (options: CostOptions): Promise<Section> => {
  const { seed, onStep = () => undefined } = options
  compile()
  const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'twokey-cost-'))
  onStep(`a job of ${options.rows} rows by SCIM Bulk`)
  const bulk = await playJob({ rows: options.rows, seed, folder: await folder(), approves: true })
  onStep(`a job of ${options.oneByOneRows} rows by the People API`)
  const { settings } = webexDeletePeople
  const oneByOne = await playJob({
    rows: options.oneByOneRows,
    seed,
    folder: await folder(),
    approves: true,
    ...(settings && { settings }),
  })
  onStep(`an export of ${options.exportRows} rows to a card`)
  const exports = []
  while (exports.length < options.times)
    exports.push(await playJob({ rows: options.exportRows, seed, folder: await folder(), approves: false }))
  onStep(`a job of ${options.largeRows} rows, killed half-way`)
  const large = await playLargeJob({ rows: options.largeRows, seed, folder: await folder() })
  onStep('starts')
  const starting = { rows: ROWS_OF_ENDED_JOBS, jobs: options.endedJobs, times: options.times, seed }
  const starts = await measureStartUp({ ...starting, folder: await folder() })
  const measured = { bulk, oneByOne, exports, large, starts }
  return { title: 'Own cost', text: costText(measured), figures: costFigures(measured) }
}

/** What is measured is what `npm start` runs. */
const compile = (): void => {
  const cwd = fileURLToPath(new URL('../../', import.meta.url))
  const { status, stdout } = spawnSync('npm', ['run', '--silent', 'build'], { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`compiling the bot that is measured: ${stdout}; run "npm run build"`)
}
