/** What can be wrong with one call: every fault of the table, how the sandbox is asked for it, and by which words its cause is known. */
import type { FaultRule } from '../../src/sandbox/knobs.ts'

export interface Kind {
  readonly name: string
  readonly effect: FaultRule['effect']
  /** `at` is the time by the clock of the world, in epoch milliseconds. */
  readonly retryAfter?: (at: number) => number | string
  /** Every matching call from the first on, until somebody lifts it. */
  readonly isForGood?: true
  /** Of a job that stands still, or was refused, because of it. */
  readonly cause: RegExp
}

const THROTTLED = /429/
const BROKEN =
  /connection broke|answered with something|lacks|no answer|not understood|without an access token|time limit/

/** Of a file that came as half a document, or as none. */
const MANGLED = new RegExp(`${BROKEN.source}|no-key-column|"empty"`)

export const KINDS: readonly Kind[] = [
  { name: '429', effect: 429, retryAfter: () => 1, cause: THROTTLED },
  { name: '429 rand(30),add(30)', effect: 429, retryAfter: () => 'rand(30),add(30)', cause: THROTTLED },
  { name: '429 negative', effect: 429, retryAfter: () => -30, cause: THROTTLED },
  { name: '429 with a date', effect: 429, retryAfter: (at) => new Date(at + 20_000).toUTCString(), cause: THROTTLED },
  { name: '429 huge', effect: 429, retryAfter: () => 31_536_000, cause: THROTTLED },
  { name: '500', effect: 500, cause: /500/ },
  { name: '503', effect: 503, cause: /503/ },
  { name: '503 for good', effect: 503, isForGood: true, cause: /503/ },
  { name: 'reset before', effect: 'reset', cause: BROKEN },
  { name: 'reset after', effect: 'reset-after', cause: BROKEN },
  { name: 'time-out before', effect: 'hang', cause: BROKEN },
  { name: 'time-out after', effect: 'hang-after', cause: BROKEN },
  { name: 'invalid JSON', effect: 'bad-json', cause: MANGLED },
  { name: 'empty body', effect: 'empty', cause: MANGLED },
  { name: '401 once', effect: 401, cause: /401|credential/ },
  { name: '401 for good', effect: 401, isForGood: true, cause: /401|credential/ },
  { name: 'slow drip', effect: 'drip', cause: BROKEN },
  { name: 'drip without end', effect: 'drip-forever', cause: BROKEN },
]

/** Faults after which the vendor's work is done all the same. */
const DOES_ITS_WORK: ReadonlySet<FaultRule['effect'] | undefined> = new Set([
  undefined,
  'reset-after',
  'hang-after',
  'drip',
  'drip-forever',
])

export const didItsWork = (effect: FaultRule['effect'] | undefined): boolean => DOES_ITS_WORK.has(effect)

/** Words that are plain enough whatever the fault was. */
const ALWAYS = /the answer was lost|put it into AAC_REFRESH_TOKEN/

export const namesCause = ({ cause }: Kind, words: string): boolean => cause.test(words) || ALWAYS.test(words)
