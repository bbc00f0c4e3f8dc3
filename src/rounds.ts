import type { Log } from './chat/log.ts'
import type { Clock } from './model/clock.ts'

/** What the bot does every so often, each kind in a round of its own that waits for the one before it. */
export interface Round {
  readonly everyMs: number
  /** For the log, when it goes wrong; the next round comes all the same. */
  readonly doing: string
  readonly work: () => Promise<unknown>
}

export interface Rounds {
  readonly start: () => void
  /** No further round; the ones under way are not waited for. */
  readonly end: () => void
  readonly ended: () => Promise<void>
}

export const startableRounds = (clock: Clock, log: Pick<Log, 'error'>, rounds: readonly Round[]): Rounds => {
  const over = new AbortController()
  const repeat = async ({ everyMs, doing, work }: Round): Promise<void> => {
    while (!over.signal.aborted) {
      await work().catch((error: unknown) => log.error({ error }, doing))
      await clock.sleep(everyMs, over.signal)
    }
  }
  let underWay: readonly Promise<void>[] = []
  return {
    start: () => {
      underWay = rounds.map(repeat)
    },
    end: () => over.abort(),
    ended: () => Promise.all(underWay).then(() => undefined),
  }
}
