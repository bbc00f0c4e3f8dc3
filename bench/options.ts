/** What can be asked of the benchmark on the command line. Pure. */
import { parseArgs } from 'node:util'
import type { BenchSize } from './bench-case.ts'
import type { Setting } from './run-case.ts'

export const USAGE = `npm run bench -- [options]
  --users N      people of each job, instead of the sizes of each case
  --scale N      time passes N times faster, instead of the scale of each case
  --only TEXT    the parts whose name holds TEXT; docs/evidence/bench.md is then left as it is
  --help         show this`

export interface BenchOptions extends Setting {
  readonly users?: number
  readonly scale?: number
  readonly only?: string
}

const [SEED, LATENCY_MS, QUOTA_SHARE] = [1, 100, 0.5]

/** Undefined when help was asked for. Throws on an option that is unknown or has no meaning. */
export const readOptions = (args: readonly string[]): BenchOptions | undefined => {
  const text = { type: 'string' } as const
  const options = { users: text, scale: text, only: text, help: { type: 'boolean' } } as const
  const { values } = parseArgs({ args: [...args], options })
  if (values.help) return undefined
  return {
    ...(values.users === undefined ? {} : { users: positive('users', values.users) }),
    ...(values.scale === undefined ? {} : { scale: positive('scale', values.scale) }),
    ...(values.only === undefined ? {} : { only: values.only }),
    seed: SEED,
    latencyMs: LATENCY_MS,
    share: QUOTA_SHARE,
  }
}

/** Whether only a part of the whole, or another whole, was asked for: then nothing is written down. */
export const isPartial = ({ users, scale, only }: BenchOptions): boolean =>
  [users, scale, only].some((asked) => asked !== undefined)

/** The size that was asked for in place of all of them, where one was. */
export const sizesOf = (
  sizes: readonly BenchSize[],
  { users, scale }: Pick<BenchOptions, 'users' | 'scale'>,
): readonly BenchSize[] => {
  const [first] = sizes
  const chosen = users === undefined || first === undefined ? sizes : [{ users, scale: first.scale }]
  return chosen.map((size) => ({ ...size, ...(scale === undefined ? {} : { scale }) }))
}

const positive = (name: string, value: string): number => {
  const number = Number(value)
  if (Number.isInteger(number) && number > 0) return number
  throw new Error(`reading --${name}: "${value}" is no whole number above 0; give one such as --${name} 10`)
}
