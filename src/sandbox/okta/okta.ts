/**
 * An emulated Okta organisation: its Users API with life cycle, groups, roles and app links, its tokens, and its limits.
 * Written from the vendor's documents; it knows nothing of what will be tried against it.
 */
import express from 'express'
import type { VendorMount } from '../cloud.ts'
import { Clients } from './clients.ts'
import type { Gate } from './exchange.ts'
import { letters } from './ids.ts'
import { metered } from './metered.ts'
import { Organisation } from './organisation.ts'
import { passwordHealthReport } from './password-health.ts'
import type { GivenPerson } from './population.ts'
import { type LimitOptions, RateLimits } from './rate-limits.ts'
import { routes } from './routes.ts'
import { Tokens } from './tokens.ts'

export interface OktaOptions {
  /** The ordinary people, e.g. those of another vendor. Made from the seed when absent. */
  readonly people?: readonly GivenPerson[]
  /** How many people there are in all when none are given. Default 250, at least 20. */
  readonly size?: number
  /** Default 1. */
  readonly seed?: number
  /** Default `example.com`. */
  readonly domain?: string
  readonly clock?: () => Date
  readonly limits?: LimitOptions
  /** How long an activation or a deactivation takes, by the clock. Default 0: it is over with its answer. */
  readonly settleMs?: number
  /** How late `search` learns of a change, by the clock. Default 0; `filter` and a lookup by id are never late. */
  readonly searchLagMs?: number
  /** How long a call takes and holds its place among those at one time; no time when absent. */
  readonly work?: () => Promise<void>
}

export interface OktaEmulation {
  readonly mount: VendorMount
  readonly organisation: Organisation
  readonly tokens: Tokens
  /** The service apps, which get their tokens with a signed assertion. */
  readonly clients: Clients
  readonly limits: Pick<RateLimits, 'limitTo'>
  /** For `url`, the address of the sandbox. */
  environment(url: string): Readonly<Record<string, string>>
  /** The report of the Admin Console on everybody, as a CSV. */
  passwordHealthReport(): string
  /** People, tokens and limits as at the start; no client. */
  reset(): void
}

const PATH = '/okta'

export function okta(options: OktaOptions = {}): OktaEmulation {
  const { size = 250, seed = 1, domain = 'example.com', clock = () => new Date(), settleMs = 0 } = options
  const { people, searchLagMs = 0, work = () => Promise.resolve() } = options
  const organisation = new Organisation({ size, seed, domain, clock, settleMs, searchLagMs, ...(people && { people }) })
  const tokens = new Tokens(organisation, clock, seed)
  const clients = new Clients(tokens, clock, seed)
  const limits = new RateLimits(options.limits ?? {}, clock)
  let answers = 0
  const newErrorId = (): string => `oae${letters(22, seed, 'error', ++answers)}`
  const gate: Gate = { organisation, tokens, newErrorId, work }
  const router = express.Router().use(metered(limits, clock, newErrorId), routes(gate, clients))
  return {
    mount: { vendor: 'okta', path: PATH, router },
    organisation,
    tokens,
    clients,
    limits,
    environment: (url) => ({ OKTA_URL: url + PATH, OKTA_TOKEN: tokens.first }),
    passwordHealthReport: () => passwordHealthReport(organisation.users()),
    reset: () => {
      organisation.reset()
      tokens.reset()
      clients.reset()
      limits.reset()
    },
  }
}
