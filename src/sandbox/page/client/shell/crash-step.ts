/** How a newcomer is led through killing the bot in the middle of its work: calls are made slow, so that there is a middle. Pure. */
import type { PageState } from '../../protocol.ts'

export type CrashStep = 'slow' | 'kill' | 'start'

/** Long enough to be in time by hand. */
export const SLOW_MS = 1_000

export const nextCrashStep = ({ process, knobs }: Pick<PageState, 'process' | 'knobs'>): CrashStep => {
  if (process.status === 'stopped') return 'start'
  return knobs.latencyMs < SLOW_MS ? 'slow' : 'kill'
}
