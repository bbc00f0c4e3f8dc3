import type { DirectoryName } from './vendor.ts'
import type { WireFault } from './wire.ts'

/** What became of a change, and the write-ahead lines that remember it. */

export const OUTCOME_KINDS = ['done', 'already-done', 'failed', 'drifted', 'unknown', 'cancelled'] as const
export type OutcomeKind = (typeof OUTCOME_KINDS)[number]

export interface Outcome {
  /** `Change.no`. */
  readonly change: number
  readonly kind: OutcomeKind
  /** ISO 8601. */
  readonly at: string
  /** ISO 8601; only where the vendor lets an effect be undone. */
  readonly undoUntil?: string
  /** Present for failed, drifted, unknown and cancelled. */
  readonly error?: Pick<WireFault, 'code' | 'message' | 'httpStatus' | 'trackingId' | 'isRetryable'>
}

/** Whether the account was changed by us, as was asked or, with the code `differs`, further than that: see `Effect`. */
export const isOurDoing = ({ kind, error }: Pick<Outcome, 'kind' | 'error'>): boolean =>
  kind === 'done' || (kind === 'failed' && error?.code === 'differs')

export type JournalEntry =
  | { readonly kind: 'intent'; readonly changes: readonly number[]; readonly at: string }
  /** The vendor said that it did nothing of the intent before: nobody has to look whether it happened. */
  | { readonly kind: 'unsent'; readonly changes: readonly number[]; readonly at: string }
  | { readonly kind: 'outcome'; readonly outcome: Outcome }

/** In the order in which they were written. By hand: a journal has as many as a job has accounts. */
export const outcomesIn = (entries: readonly JournalEntry[]): readonly Outcome[] => {
  const outcomes: Outcome[] = []
  for (const entry of entries) if (entry.kind === 'outcome') outcomes.push(entry.outcome)
  return outcomes
}

/** Why a run stands still. Closed: each has its sentence in `chat/words.ts`. `directory` where only a part of the job does. */
export type PauseReason = { readonly directory?: DirectoryName } & PauseCause

type PauseCause =
  | { readonly code: 'asked'; readonly by: string }
  /** Somebody froze everything; the run goes on when somebody else thaws it. `by` is an e-mail, `reason` hostile text or empty. */
  | { readonly code: 'frozen'; readonly by: string; readonly reason: string }
  | { readonly code: 'too-many-failures'; readonly failed: number; readonly of: number }
  | { readonly code: 'canary-failed'; readonly message: string }
  | { readonly code: 'credential-refused'; readonly message: string }
  | { readonly code: 'vendor-unreachable'; readonly message: string }
  /** The vendor's quota of the day is used up; the run goes on by itself at `until` (ISO 8601). */
  | { readonly code: 'budget-spent'; readonly message: string; readonly until: string }
  /** The disk refused a write: nothing is done that cannot be written down first. */
  | { readonly code: 'storage-refused'; readonly message: string }
  /** Something that should not happen; the log has more. */
  | { readonly code: 'accident'; readonly message: string }

export interface RunProgress {
  readonly total: number
  readonly finished: number
  readonly counts: Readonly<Record<OutcomeKind, number>>
  /** Undefined until there is a rate to speak of. */
  readonly secondsLeft?: number
}

/** How a run came to its end, or to a stop from which it can go on. */
export type RunEnd =
  | { readonly kind: 'completed' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'paused'; readonly reason: PauseReason }
