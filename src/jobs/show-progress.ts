import type { Job } from '../model/job.ts'
import type { Plan } from '../model/plan.ts'
import { OUTCOME_KINDS, type OutcomeKind, type RunProgress } from '../model/run.ts'
import { finishedIn, progressOf } from '../report/tally.ts'
import type { JobsContext } from './context.ts'
import { editDueIn, MOST_EDITS } from './progress-schedule.ts'
import { inThread, tellJob } from './tell-job.ts'

/**
 * Keeps one message in the thread up to date while a job runs, and puts the control card beside it. The run never waits for
 * it, and a chat that is down only makes it skip.
 */
export interface ShownProgress {
  readonly onProgress: (counts: Counts) => void
  /** Shows the last state and resolves when everything is said. */
  readonly end: () => Promise<void>
}

type Counts = Readonly<Record<OutcomeKind, number>>

export const showProgress = (context: JobsContext, job: Job, plan: Plan): ShownProgress => {
  const { clock, log } = context
  const startedAt = clock.now().toISOString()
  /** Finished by an earlier process or before a pause: they say nothing of how fast it goes now. */
  let before: number | undefined
  let counts: Counts | undefined
  let saidAt = 0
  let said: typeof counts
  let isSaying: Promise<void> | undefined
  /** Counts came while something was being said. */
  let isBehind = false
  /** The edit that comes by itself, should nothing more happen for a long time. */
  let trailing: Promise<void> | undefined
  const over = new AbortController()

  const sayIn = (ms: number): void => {
    if (over.signal.aborted) return
    trailing ??= clock.sleep(ms, over.signal).then(() => {
      trailing = undefined
      if (!over.signal.aborted) void sayNow()
    })
  }

  const say = async (): Promise<void> => {
    const stored = await context.store.get(job.id)
    if (stored === undefined || counts === undefined) return
    const told = counts
    const progress = progressOf(plan.changes.length, told, startedAt, clock.now(), before)
    // A run that is over has its own words; there is nothing left to steer.
    if (stored.status === 'running' && !isShown(stored)) await first(context, stored, progress)
    else if (isSame(told, said)) return
    else {
      const dueIn = editDueIn(progress, stored.posted.progress?.edits ?? MOST_EDITS, clock.now().getTime() - saidAt)
      if (dueIn === undefined) return
      if (dueIn > 0) return sayIn(dueIn)
      await edit(context, stored, progress)
    }
    saidAt = clock.now().getTime()
    said = told
  }
  const sayInTurn = async (): Promise<void> => {
    // The words of who decided come before the first words of the work.
    const stored = await context.store.get(job.id)
    if (stored?.status === 'running' && stored.posted.decision === undefined) await tellJob(context, job.id)
    await inThread(context, job.id, say)
  }
  const sayNow = (): Promise<void> => {
    if (isSaying !== undefined) {
      isBehind = true
      return isSaying
    }
    isBehind = false
    isSaying = sayInTurn()
      .catch((error: unknown) => log.warn({ job: job.id, error }, 'showing the progress of a job'))
      .finally(() => {
        isSaying = undefined
        if (isBehind && !over.signal.aborted) void sayNow()
      })
    return isSaying
  }
  return {
    onProgress: (latest) => {
      before ??= finishedIn(latest)
      counts = { ...latest }
      void sayNow()
    },
    end: async () => {
      over.abort()
      await trailing
      await isSaying
      await sayNow()
    },
  }
}

/** An edit that changes nothing is one of the few that Webex allows. */
const isSame = (one: Counts, other: Counts | undefined): boolean =>
  OUTCOME_KINDS.every((kind) => one[kind] === other?.[kind])

const isShown = ({ posted }: Job): boolean => posted.progress !== undefined && posted.control !== undefined

/** The message and the card beside it; a process may have died between the two. */
const first = async (context: JobsContext, job: Job, progress: RunProgress): Promise<void> => {
  if (job.posted.progress === undefined) {
    const id = await context.voice.progress(job, progress)
    await context.store.change(job.id, (stored) => ({
      ...stored,
      posted: { ...stored.posted, progress: { id, edits: 0 } },
    }))
  }
  const control = await context.voice.controlCard(job)
  await context.store.change(job.id, (stored) => ({ ...stored, posted: { ...stored.posted, control } }))
}

/** Counted before it is sent: a lost answer may have been an edit. */
const edit = async (context: JobsContext, job: Job, progress: RunProgress): Promise<void> => {
  if (job.posted.progress === undefined) return
  const { id, edits } = job.posted.progress
  await context.store.change(job.id, (stored) => ({
    ...stored,
    posted: { ...stored.posted, progress: { id, edits: edits + 1 } },
  }))
  await context.voice.editProgress(job, id, progress)
}
