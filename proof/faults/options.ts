/** What can be asked of the proof on the command line. Pure. */
import { parseArgs } from 'node:util'

export const USAGE = `npm run faults -- [options]
  --cells N      cells of the table to try (24)
  --seed N       which ones (1)
  --at-once N    worlds at the same time (5)
  --only TEXT    the cells whose name holds TEXT
  --nightly      the whole table; writes docs/evidence/faults.md
  --write        writes it whatever the size
  --help         show this`

export interface FaultOptions {
  readonly cells: number
  readonly seed: number
  readonly atOnce: number
  readonly only: string
  readonly writes: boolean
}

/** Undefined when help was asked for. Throws on an option that is unknown or has no meaning. */
export const readOptions = (args: readonly string[]): FaultOptions | undefined => {
  const [text, flag] = [{ type: 'string' }, { type: 'boolean' }] as const
  const options = {
    cells: text,
    seed: text,
    'at-once': text,
    only: text,
    nightly: flag,
    write: flag,
    help: flag,
  } as const
  const { values } = parseArgs({ args: [...args], options })
  if (values.help) return undefined
  return {
    cells: values.nightly ? Number.POSITIVE_INFINITY : positive('cells', values.cells ?? '24'),
    seed: positive('seed', values.seed ?? '1'),
    atOnce: positive('at-once', values['at-once'] ?? '5'),
    only: values.only ?? '',
    writes: (values.nightly ?? false) || (values.write ?? false),
  }
}

const positive = (name: string, value: string): number => {
  const number = Number(value)
  if (Number.isInteger(number) && number > 0) return number
  throw new Error(`reading --${name}: "${value}" is no whole number above 0; give one such as --${name} 10`)
}
