/**
 * What can be asked of the sandbox on the command line, read into the options of `startEveryVendor`. Pure.
 */
import { parseArgs } from 'node:util'
import type { EveryVendorOptions } from './every-vendor.ts'
import { knobSettings } from './knobs.ts'

export const USAGE = `npm run sandbox -- [options]
  --port N            port to listen on (3210)
  --host ADDRESS      address to listen on (127.0.0.1)
  --size N            people in the organisation, each with an account at every vendor (250)
  --seed N            which organisation is made up (1)
  --domain NAME       domain of their addresses (example.com)
  --knobs JSON        faults from the start, as PUT /sandbox/knobs takes them; of one vendor by the path, e.g. ^/okta/
  --traffic FILE      append every answered call to FILE, one line of JSON each
  --help              show this`

const DEFAULT_PORT = 3210

/** Undefined when help was asked for. Throws on an option that is unknown or has no meaning. */
export function readCommandLine(args: readonly string[]): EveryVendorOptions | undefined {
  const text = { type: 'string' } as const
  const names = { port: text, host: text, size: text, seed: text, domain: text, knobs: text, traffic: text }
  const { values } = parseArgs({ args: [...args], options: { ...names, help: { type: 'boolean' } } })
  if (values.help) return undefined
  return {
    port: numberIn('port', values.port) ?? DEFAULT_PORT,
    ...given('host', values.host),
    ...given('trafficFile', values.traffic),
    ...given('knobs', values.knobs === undefined ? undefined : knobSettings.parse(JSON.parse(values.knobs))),
    organisation: {
      ...given('size', numberIn('size', values.size)),
      ...given('seed', numberIn('seed', values.seed)),
      ...given('domain', values.domain),
    },
  }
}

function numberIn(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const number = Number(value)
  if (Number.isInteger(number) && number >= 0) return number
  throw new Error(`reading --${name}: "${value}" is no whole number; give one such as --${name} 3210`)
}

function given<Name extends string, Value>(name: Name, value: Value | undefined): { [name in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [name in Name]: Value })
}
