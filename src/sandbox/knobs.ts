/**
 * The faults that the emulated clouds are asked to have. Any vendor's calls can be made slow, refused, cut or limited,
 * and notices be lost or doubled. With nothing set the sandbox does what the vendors document and nothing else.
 */
import { z } from 'zod'

const pattern = z.string().refine(isPattern, 'must be a regular expression')
const count = z.number().int().min(0)
/** A number of seconds, or whatever a service was seen to send, such as `rand(30),add(30)`. */
const retryAfter = z.union([z.number(), z.string()])

/** Which calls are meant; all of them when nothing is said. */
const wanted = z.strictObject({
  /** HTTP method, or several; any when absent. */
  method: z.union([z.string(), z.array(z.string())]).optional(),
  /** Source of a regular expression that is tried on path and query, e.g. `^/v1/messages`. */
  path: pattern.optional(),
  /** The same, tried on the User-Agent: the bot's calls can be told from those of the people it serves. */
  agent: pattern.optional(),
  /** The same, tried on the Authorization: a bot's two credentials can be told from each other. Name how one begins, not all of it. */
  authorization: pattern.optional(),
})

const rule = wanted.extend({
  /** Under which whoever set the rule finds it again. */
  name: z.string().optional(),
  /** Lets so many matching calls pass first. */
  skip: count.optional(),
  /** For how many matching calls; one when absent. */
  times: count.optional(),
  /**
   * A status to refuse with. `reset` cuts the connection before anything happens, `reset-after` once it has happened;
   * `hang` never answers and does nothing, `hang-after` does it and never answers; `bad-json` and `empty` answer 200 with half a document or none, and do nothing;
   * `drip` does it and answers a byte a millisecond, `drip-forever` does it and answers with blanks that do not end.
   */
  effect: z.union([
    z.number().int().min(400).max(599),
    z.enum(['reset', 'reset-after', 'hang', 'hang-after', 'bad-json', 'empty', 'drip', 'drip-forever']),
  ]),
  retryAfter: retryAfter.optional(),
  /** The body of a refusal; Webex's own form when absent. */
  body: z.unknown().optional(),
})

const quota = wanted.extend({
  path: pattern,
  limit: count,
  windowMs: z.number().positive(),
  /** The rest of the window when absent. */
  retryAfter: retryAfter.optional(),
  /** As of a rule. */
  body: z.unknown().optional(),
})

/** How many of the next notices are lost, then how many are told twice. */
const delivery = z.strictObject({ lose: count.optional(), duplicate: count.optional() })

export const knobSettings = z.strictObject({
  latencyMs: z.number().min(0).optional(),
  /** Which calls that makes slow; all when absent. */
  slow: wanted.optional(),
  rules: z.array(rule).optional(),
  quotas: z.array(quota).optional(),
  webhooks: delivery.optional(),
  websocket: delivery.optional(),
})

export type KnobSettings = z.infer<typeof knobSettings>
export type Wanted = z.infer<typeof wanted>
export type FaultRule = z.infer<typeof rule>
export type FaultEffect = FaultRule['effect']
export type Quota = z.infer<typeof quota>
export type DeliveryFate = 'told' | 'lost' | 'duplicated'

export interface Fault {
  readonly effect: FaultEffect
  readonly retryAfter?: string
  readonly body?: unknown
}

interface CallSeen {
  readonly method: string
  /** Path and query. */
  readonly url: string
  /** The User-Agent header. */
  readonly agent?: string
  readonly authorization?: string
}

export class Knobs {
  readonly #clock: () => Date
  #settings: KnobSettings = {}
  #windows = new Map<Quota, { startMs: number; calls: number }>()

  constructor(clock: () => Date, settings: KnobSettings = {}) {
    this.#clock = clock
    this.set(settings)
  }

  /** As set, with the counts that are left. */
  get settings(): KnobSettings {
    return this.#settings
  }

  /** Replaces everything that was set before. Throws on settings that have no meaning. */
  set(settings: KnobSettings): void {
    this.#settings = structuredClone(knobSettings.parse(settings))
    this.#windows = new Map()
  }

  reset(): void {
    this.set({})
  }

  /** What is added to this call. */
  latencyOf(call: CallSeen): number {
    const { latencyMs = 0, slow = {} } = this.#settings
    return latencyMs > 0 && matches(slow, call) ? latencyMs : 0
  }

  /** What shall go wrong with this call; counts it. */
  nextFault(call: CallSeen): Fault | undefined {
    return this.#ruled(call) ?? this.#overQuota(call)
  }

  /** What becomes of the next notice; counts it. */
  nextFate(channel: 'webhooks' | 'websocket'): DeliveryFate {
    const { lose = 0, duplicate = 0 } = this.#settings[channel] ?? {}
    if (lose > 0) {
      this.#settings[channel] = { lose: lose - 1, duplicate }
      return 'lost'
    }
    if (duplicate === 0) return 'told'
    this.#settings[channel] = { lose, duplicate: duplicate - 1 }
    return 'duplicated'
  }

  #ruled(call: CallSeen): Fault | undefined {
    for (const found of this.#settings.rules ?? []) {
      const { skip = 0, times = 1 } = found
      if (times === 0 || !matches(found, call)) continue
      if (skip > 0) {
        found.skip = skip - 1
        continue
      }
      found.times = times - 1
      return faultOf(found.effect, found.retryAfter, found.body)
    }
    return undefined
  }

  #overQuota(call: CallSeen): Fault | undefined {
    const nowMs = this.#clock().getTime()
    for (const limited of this.#settings.quotas ?? []) {
      if (!matches(limited, call)) continue
      const known = this.#windows.get(limited)
      const window = known && nowMs < known.startMs + limited.windowMs ? known : { startMs: nowMs, calls: 0 }
      this.#windows.set(limited, window)
      window.calls++
      const restMs = window.startMs + limited.windowMs - nowMs
      if (window.calls > limited.limit)
        return faultOf(429, limited.retryAfter ?? Math.ceil(restMs / 1000), limited.body)
    }
    return undefined
  }
}

function matches({ method, path, agent, authorization }: Wanted, call: CallSeen): boolean {
  if (method !== undefined && ![method].flat().some((one) => one.toUpperCase() === call.method)) return false
  if (agent !== undefined && !new RegExp(agent).test(call.agent ?? '')) return false
  if (authorization !== undefined && !new RegExp(authorization).test(call.authorization ?? '')) return false
  return path === undefined || new RegExp(path).test(call.url)
}

function faultOf(effect: FaultEffect, after?: number | string, body?: unknown): Fault {
  return {
    effect,
    ...(after !== undefined && { retryAfter: String(after) }),
    ...(body !== undefined && { body }),
  }
}

function isPattern(source: string): boolean {
  try {
    return Boolean(new RegExp(source))
  } catch {
    return false
  }
}
