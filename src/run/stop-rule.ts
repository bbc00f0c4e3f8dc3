import type { OutcomeKind } from '../model/run.ts'

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

/** `latest` in the order of their coming, since the run was last started. Undefined when the run may go on. */
export const tooManyFailures = (
  latest: readonly OutcomeKind[],
  rule: StopRule,
): { readonly failed: number; readonly of: number } | undefined => {
  const seen = latest.slice(-rule.window)
  if (seen.length < rule.leastSample) return undefined
  const failed = seen.filter((kind) => kind === 'failed' || kind === 'unknown').length
  return failed > rule.share * seen.length ? { failed, of: seen.length } : undefined
}
