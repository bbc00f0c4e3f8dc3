/**
 * `npm run damage`: every file of the data folder torn and corrupted, plans damaged between approval and start, and a disk that refuses
 * writes from any moment on. `--nightly` takes every byte and every second operation and writes docs/evidence/damage.md.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Evidence, type Figure, figureOf, tableOf, writeEvidence } from '../evidence.ts'
import { type Count, damageFiles, type FilesFound } from './damage-files.ts'
import { type FullDiskFound, tryFullDisk } from './full-disk.ts'
import { madeFiles } from './made-folder.ts'
import { type PlanFlipsFound, tryPlanFlips } from './plan-flips.ts'

const EVERY_PLACE = 1_000_000

export interface Sizes {
  readonly seed: number
  /** Places of each file that are cut and flipped. */
  readonly places: number
  readonly flipsAByte: number
  readonly planPlaces: number
  /** Every so-many-eth operation of a job is where the disk begins to refuse. */
  readonly every: number
}

export const SHORT: Sizes = { seed: 1, places: 40, flipsAByte: 1, planPlaces: 25, every: 30 }
const NIGHTLY: Sizes = { seed: 1, places: EVERY_PLACE, flipsAByte: 2, planPlaces: EVERY_PLACE, every: 2 }

export interface Found {
  readonly files: FilesFound
  readonly plans: PlanFlipsFound
  readonly disk: FullDiskFound
}

export const tryDamage = async (sizes: Sizes, say: (words: string) => void): Promise<Found> => {
  const scratch = await mkdtemp(join(tmpdir(), 'twokey-damage-'))
  try {
    const random = seeded(sizes.seed)
    say('making data folders with the real bot')
    const made = await madeFiles(join(scratch, 'made'))
    say(`cutting and flipping ${made.length} files`)
    const files = await damageFiles(join(scratch, 'files'), made, sizes, random)
    say('going on with damaged plans')
    const plans = await tryPlanFlips(join(scratch, 'plans'), sizes.planPlaces, random)
    say('filling the disk up')
    const disk = await tryFullDisk(join(scratch, 'disk'), sizes.every)
    return { files, plans, disk }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

export const wrongIn = ({ files, plans, disk }: Found): readonly string[] => [
  ...files.wrong,
  ...plans.wrong,
  ...disk.wrong,
]

/** mulberry32: small, and the same everywhere. */
const seeded = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const figuresOf = (found: Found): readonly Figure[] => {
  const { files, plans, disk } = found
  const counts = [...files.byKind.values()]
  const sum = (of: (count: Count) => number): string => figureOf(counts.reduce((all, count) => all + of(count), 0))
  return [
    ['cuts tried', sum(({ cuts }) => cuts)],
    ['flips tried', sum(({ flips }) => flips)],
    ['unchanged', sum(({ verdicts }) => verdicts.unchanged)],
    ['recovered', sum(({ verdicts }) => verdicts.recovered)],
    ['refused with words', sum(({ verdicts }) => verdicts['refused with words'])],
    ['refused without words', sum(({ verdicts }) => verdicts['refused without words'])],
    ['taken for whole though changed', sum(({ verdicts }) => verdicts['taken for whole though changed'])],
    ['damaged plans after an approval', figureOf(plans.flips + plans.cuts + plans.forged)],
    ['effects of a damaged plan', figureOf(plans.wrong.length)],
    ['moments at which the disk began to refuse', figureOf(disk.tried)],
    ['jobs that said so in their thread', figureOf(disk.paused)],
    ['jobs that ended in the same process', figureOf(disk.endedInProcess)],
    ['jobs that ended after a start', figureOf(disk.endedAfterStart)],
    ['jobs that were refused with words', figureOf(disk.refused)],
    ['most log lines of a refusing disk', figureOf(disk.mostLogLines)],
    ['rows lost, effects twice or before their intent', figureOf(disk.wrong.length)],
  ]
}

const byFile = ({ files }: Found): string =>
  tableOf(
    ['file', 'cuts', 'flips', 'unchanged', 'recovered', 'refused with words', 'taken for whole though changed'],
    [...files.byKind].map(([kind, { cuts, flips, verdicts }]) => [
      kind,
      ...[cuts, flips, verdicts.unchanged, verdicts.recovered, verdicts['refused with words']].map(figureOf),
      figureOf(verdicts['taken for whole though changed']),
    ]),
  )

const NOTES =
  '“Unchanged”: the newline at the end of a document, which means nothing. “Recovered”: a cut in a file that is appended to leaves whole lines and a torn one, as a death in mid-write does; the torn one, of which nobody was told, is cut off. A cut that takes whole lines away cannot be seen in such a file alone: of the journal the counts in the head of the job tell, of the audit log the head that stands in the thread. Damage is read in process by the readers of the store; the disk refuses with ENOSPC (half of what is written is there), EROFS and EIO, everywhere or for one file alone.'

const evidenceFor = (found: Found, command: string, at: Date, tookMs: number): Evidence => ({
  name: 'damage',
  title: 'Torn and corrupt files, and a disk that refuses',
  command,
  at,
  tookMs,
  figures: figuresOf(found),
  more: [NOTES, byFile(found)],
})

const say = (words: string): void => void process.stdout.write(`${words}\n`)

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      places: { type: 'string' },
      nightly: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  })
  const size = values.nightly ? NIGHTLY : SHORT
  const places = values.places === undefined ? size.places : Number(values.places)
  const [at, startedAt] = [new Date(), performance.now()]
  const found = await tryDamage({ ...size, seed: Number(values.seed), places }, say)
  for (const [name, value] of figuresOf(found)) say(`${name}: ${value}`)
  const wrong = wrongIn(found)
  for (const words of wrong.slice(0, 20)) say(`WRONG ${words}`)
  const command = `npm run damage -- ${process.argv.slice(2).join(' ')}`.replace(/ -- $/, '')
  if (values.nightly || values.write)
    await writeEvidence(evidenceFor(found, command, at, performance.now() - startedAt))
  // The bot's framework leaves timers behind.
  process.exit(wrong.length === 0 ? 0 : 1)
}

if (process.argv[1] === new URL(import.meta.url).pathname) await main()
