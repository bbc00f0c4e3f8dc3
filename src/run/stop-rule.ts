import { isOurDoing, type Outcome } from '../model/run.ts'

/** When too many of the latest users failed, something is wrong that no user can be blamed for: a person should look. */

export interface StopRule {
  /** Outcomes looked back on. */
  readonly window: number
  /** 0 to 1; the run stops when more than this share of the window failed. */
  readonly share: number
  /** Fewer outcomes than this prove nothing. */
  readonly leastSample: number
}

export const DEFAULT_STOP_RULE: StopRule = { window: 50, share: 0.2, leastSample: 10 }

/**
 * An effect that happened is none, even where something else of the account changed with it: with some credentials that is known
 * of a share of people, and each of them is an error row of its own.
 */
export const isFailure = (outcome: Pick<Outcome, 'kind' | 'error'>): boolean =>
  (outcome.kind === 'failed' || outcome.kind === 'unknown') && !isOurDoing(outcome)

/** `latest` in the order of their coming, since the run was last started. Undefined when the run may go on. */
export const tooManyFailures = (
  latest: readonly Pick<Outcome, 'kind' | 'error'>[],
  rule: StopRule,
): { readonly failed: number; readonly of: number } | undefined => {
  const seen = latest.slice(-rule.window)
  if (seen.length < rule.leastSample) return undefined
  const failed = seen.filter(isFailure).length
  return failed > rule.share * seen.length ? { failed, of: seen.length } : undefined
}
