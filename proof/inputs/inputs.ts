/**
 * `npm run inputs -- [--seed N] [--inputs N] [--nightly] [--write]`: hostile files from a seed, each taken from its bytes to the last word
 * and file of its job. Exits with 1 when anything was wrong. Writes docs/evidence/inputs.md with `--nightly` or `--write`.
 */
import { parseArgs } from 'node:util'
import { type Evidence, figureOf, tableOf, writeEvidence } from '../evidence.ts'
import { FAMILIES } from './input-case.ts'
import { LARGE_KINDS } from './large-inputs.ts'
import { type Batch, LONGEST_HELD_MS, SLOWEST_MS } from './run-batch.ts'
import { type Tally, total } from './tally.ts'
import { VIOLATION_KINDS } from './violation.ts'
import { work } from './workers.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    inputs: { type: 'string' },
    nightly: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const wanted = Number(values.inputs ?? (values.nightly ? 1_000_000 : 2_000))
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(wanted) || wanted < 1) {
  process.stderr.write('reading the options: --seed and --inputs are whole numbers; give e.g. --seed 7 --inputs 5000\n')
  process.exit(2)
}

const BATCH = 250
/** One large input for so many small ones, and each kind at least once in a nightly run. */
const SMALL_PER_LARGE = 5_000
const LEAST_LARGE = values.nightly ? LARGE_KINDS.length : 4
const WORKERS = 2
const PATIENCE_MS = 120_000

function* batches(): Generator<Batch> {
  const large = Math.max(LEAST_LARGE, Math.ceil(wanted / SMALL_PER_LARGE))
  for (let n = 0; n < large; n += 1) yield { kind: 'large', n: seed + n }
  const small = Math.max(0, wanted - large)
  for (let at = 0; at * BATCH < small; at += 1)
    yield { kind: 'small', seed: seed * 1_000_003 + at, count: Math.min(BATCH, small - at * BATCH) }
}

let toldAt = 0
const onProgress = (tally: Tally): void => {
  const done = total(tally.inputs)
  if (done < toldAt + wanted / 20) return
  toldAt = done
  process.stdout.write(`${figureOf(done)} of ${figureOf(wanted)} inputs, ${total(tally.wrong)} wrong\n`)
}

const evidenceFor = (tally: Tally, at: Date, tookMs: number): Evidence => ({
  name: 'inputs',
  title: 'Hostile content: inputs that were tried',
  command: `npm run inputs -- ${values.nightly ? '--nightly ' : ''}--seed ${seed}`,
  at,
  tookMs,
  figures: [
    ['CSV inputs', figureOf(total(tally.inputs))],
    ['crashes', figureOf(tally.wrong['crash'] ?? 0)],
    ['slowest for 1 MB', `${figureOf(tally.slowest.ms)} ms`],
    ['longest hold of the event loop', `${figureOf(tally.held.ms)} ms`],
    ['rows read', figureOf(tally.rows)],
    ['rows unaccounted', figureOf(tally.wrong['unaccounted'] ?? 0)],
    ['rows that came back as another', figureOf(tally.wrong['round trip'] ?? 0)],
    ['accounts of a look-alike', figureOf(tally.wrong['wrong account'] ?? 0)],
    ['formulas let through', figureOf(tally.wrong['formula'] ?? 0)],
    ['markup let through', figureOf(tally.wrong['markup'] ?? 0)],
    ['seed', String(seed)],
  ],
  more: [
    `Times are of the CPU, for reading one file; the slowest was "${tally.slowest.what}", the longest hold "${tally.held.what}". More than ${SLOWEST_MS} ms or ${LONGEST_HELD_MS} ms count as wrong.`,
    '## By family',
    tableOf(
      ['family', 'inputs', 'refused with a reason'],
      FAMILIES.map((name) => [name, figureOf(tally.inputs[name] ?? 0), figureOf(tally.refused[name] ?? 0)]),
    ),
    `## Kinds of 1 MB\n\n${LARGE_KINDS.map((kind) => `- ${kind}`).join('\n')}`,
  ],
})

const startedAt = new Date()
const tally = await work(batches(), { workers: WORKERS, patienceMs: PATIENCE_MS, onProgress })
const tookMs = Date.now() - startedAt.getTime()
for (const { kind, family, again, detail } of tally.findings)
  process.stdout.write(`${kind}, ${family}, ${again}: ${detail}\n`)
const wrong = VIOLATION_KINDS.map((kind) => `${kind} ${tally.wrong[kind] ?? 0}`).join(', ')
process.stdout.write(
  `${figureOf(total(tally.inputs))} inputs in ${Math.round(tookMs / 1000)} s with seed ${seed}: ${wrong}\n`,
)
process.stdout.write(
  `slowest 1 MB: ${tally.slowest.ms} ms (${tally.slowest.what}); longest hold ${tally.held.ms} ms (${tally.held.what})\n`,
)
if (values.nightly || values.write) await writeEvidence(evidenceFor(tally, startedAt, tookMs))
process.exitCode = total(tally.wrong) === 0 ? 0 : 1
