/** What can be asked of `npm run crash` on the command line. Pure. */
import { parseArgs } from 'node:util'
import { type Story, story } from './kill-point.ts'

export const USAGE = `npm run crash -- [options]
  --nightly       10,000 deaths, every step in turn; writes docs/evidence/crash.md
  --deaths N      so many deaths (60)
  --seed N        of the people and of the deaths at random (1)
  --at-once N     jobs played at once (3)
  --only TEXT     scenarios whose name holds TEXT
  --write         writes the evidence, whatever the size
  --replay JSON   tells one story again, as it was printed when it went wrong
  --help          show this`

export interface CrashOptions {
  readonly deaths: number
  readonly seed: number
  readonly recoveries: number
  readonly atOnce: number
  readonly only?: string
  readonly isWritten: boolean
  readonly replay?: Story
}

const NIGHTLY = 10_000
const SHORT = 60

/** Undefined when help was asked for. Throws on an option that is unknown or has no meaning. */
export const readOptions = (args: readonly string[]): CrashOptions | undefined => {
  const [text, flag] = [{ type: 'string' } as const, { type: 'boolean' } as const]
  const options = {
    ...{ nightly: flag, write: flag, help: flag, replay: text, only: text, seed: text, deaths: text },
    'at-once': text,
  } as const
  const { values } = parseArgs({ args: [...args], options })
  if (values.help) return undefined
  const isNightly = values.nightly === true
  return {
    deaths: positive('deaths', values.deaths ?? String(isNightly ? NIGHTLY : SHORT)),
    seed: positive('seed', values.seed ?? '1'),
    recoveries: isNightly ? 2 : 7,
    atOnce: positive('at-once', values['at-once'] ?? '3'),
    ...(values.only === undefined ? {} : { only: values.only }),
    isWritten: isNightly || values.write === true,
    ...(values.replay === undefined ? {} : { replay: story.parse(JSON.parse(values.replay)) }),
  }
}

const positive = (name: string, value: string): number => {
  const number = Number(value)
  if (Number.isInteger(number) && number > 0) return number
  throw new Error(`reading --${name}: "${value}" is no whole number above 0; give one such as --${name} 10`)
}
