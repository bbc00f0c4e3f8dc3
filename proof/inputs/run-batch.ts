/** Some hundreds of small inputs, or one large one, each held against every rule. What comes out follows from the seed alone. */
import type { Manifest } from '../../src/chat/manifest.ts'
import { readFiles } from '../../src/intake/read-files.ts'
import { LIMITS } from './check-files.ts'
import { type Checked, checkInput } from './check-input.ts'
import { smallCases } from './generate.ts'
import type { InputCase } from './input-case.ts'
import { largeCase } from './large-inputs.ts'
import { addTallies, EMPTY, type Tally } from './tally.ts'
import type { Violation } from './violation.ts'

export type Batch =
  | { readonly kind: 'small'; readonly seed: number; readonly count: number }
  | { readonly kind: 'large'; readonly n: number }

/** For a file of 1 MB. */
export const SLOWEST_MS = 1_000
/** Nobody who writes to the bot notices so short a time. */
export const LONGEST_HELD_MS = 500

export const runBatch = (batch: Batch, manifest: Manifest): Promise<Tally> =>
  batch.kind === 'small' ? runSmall(batch, manifest) : runLarge(batch, manifest)

const tallyOf = ({ family }: InputCase, checked: Checked, again: string): Tally => ({
  ...EMPTY,
  inputs: { [family]: 1 },
  refused: { [family]: checked.wasRefused ? 1 : 0 },
  rows: checked.rows,
  wrong: Object.fromEntries(
    checked.violations.map(({ kind }) => [kind, checked.violations.filter((one) => one.kind === kind).length]),
  ),
  findings: checked.violations.map(({ kind, detail }) => ({ kind, family, again, detail })),
})

const runSmall = async ({ seed, count }: Extract<Batch, { kind: 'small' }>, manifest: Manifest): Promise<Tally> => {
  let tally = EMPTY
  for (const [at, input] of smallCases(seed, count).entries()) {
    const checked = await checkInput(input, manifest)
    tally = addTallies(tally, tallyOf(input, checked, `input ${at} of smallCases(${seed}, ${count})`))
  }
  return tally
}

const runLarge = async ({ n }: Extract<Batch, { kind: 'large' }>, manifest: Manifest): Promise<Tally> => {
  const input = largeCase(n)
  const { readMs, heldMs } = await timeReading(input)
  const slow = readMs > SLOWEST_MS ? [violation('slow', `${input.kind}: reading took ${readMs} ms`)] : []
  const held =
    heldMs > LONGEST_HELD_MS ? [violation('held', `${input.kind}: held the event loop for ${heldMs} ms`)] : []
  const checked = await checkInput(input, manifest)
  const all = { ...checked, violations: [...checked.violations, ...slow, ...held] }
  return {
    ...tallyOf(input, all, `largeCase(${n})`),
    slowest: { ms: readMs, what: input.kind },
    held: { ms: heldMs, what: input.kind },
  }
}

const violation = (kind: Violation['kind'], detail: string): Violation => ({ kind, detail })

/** Of CPU, so that other programs on the machine do not count. */
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return Math.round((user + system) / 1000)
}

const timeReading = async ({
  files,
  wanted,
}: InputCase): Promise<{ readonly readMs: number; readonly heldMs: number }> => {
  const started = cpuMs()
  let last = started
  let heldMs = 0
  let isReading = true
  const turn = (): void => {
    const now = cpuMs()
    heldMs = Math.max(heldMs, now - last)
    last = now
    if (isReading) setImmediate(turn)
  }
  setImmediate(turn)
  await readFiles(files, LIMITS, wanted)
  const ended = cpuMs()
  isReading = false
  return { readMs: ended - started, heldMs: Math.max(heldMs, ended - last) }
}
