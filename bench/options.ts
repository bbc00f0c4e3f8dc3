/** What can be asked of the benchmark on the command line. Pure. */
import { parseArgs } from 'node:util'
import type { RunOptions } from './run-case.ts'

export const USAGE = `npm run bench -- [options]
  --users N      people of each job (1000)
  --scale N      time passes N times faster (10)
  --only TEXT    the cases whose name holds TEXT; docs/evidence/bench.md is then left as it is
  --help         show this`

export interface BenchOptions extends RunOptions {
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
    users: positive('users', values.users ?? '1000'),
    scale: positive('scale', values.scale ?? '10'),
    ...(values.only === undefined ? {} : { only: values.only }),
    seed: SEED,
    latencyMs: LATENCY_MS,
    share: QUOTA_SHARE,
  }
}

const positive = (name: string, value: string): number => {
  const number = Number(value)
  if (Number.isInteger(number) && number > 0) return number
  throw new Error(`reading --${name}: "${value}" is no whole number above 0; give one such as --${name} 10`)
}
