import type { JobId } from '../model/ids.ts'
import type { PauseReason } from '../model/run.ts'
import type { RunControl } from '../run/run-input.ts'

/**
 * The runs of this process, so that a pause or a cancel reaches the one it is meant for, and a shutdown waits for the calls
 * under way. What a job is, and what was asked of it, belongs to the store; this only knows whom to tell.
 */
type Wish = ReturnType<RunControl['wanted']>

/** The reason of a pause that nobody asked for: the run is to go on after the next start. */
export const SHUTDOWN: PauseReason = { code: 'asked', by: 'shutdown' }

/** What a run can ask about what is wanted of it. */
export interface JobControl extends RunControl {
  onStop(hear: () => void): () => void
  /** How often somebody said that it shall go on. A part that stands still has to hear it, though the others never stopped. */
  resumes(): number
}

interface Run {
  wish: Wish
  resumes: number
  /** Given since the run asked the last time. */
  isUnheard: boolean
  /** Those who want to hear at once that it is to stop, each of them a part of the run. */
  readonly ears: Set<() => void>
  done: Promise<void>
}

export class RunningJobs {
  readonly #runs = new Map<JobId, Run>()
  readonly #tracked = new Set<Promise<unknown>>()
  #isStopping = false

  /** A run that was interrupted by a shutdown stays `running` in the store and goes on after the next start. */
  get isStopping(): boolean {
    return this.#isStopping
  }

  has(id: JobId): boolean {
    return this.#runs.has(id)
  }

  /**
   * Starts `work` unless the job runs already, and again for as long as somebody asks for more than a pause when the work is
   * past listening. `work` never throws.
   */
  start(id: JobId, work: (control: JobControl) => Promise<void>): Promise<void> {
    const present = this.#runs.get(id)
    if (present) return present.done
    const run: Run = { wish: { kind: 'go' }, resumes: 0, isUnheard: false, ears: new Set(), done: Promise.resolve() }
    this.#runs.set(id, run)
    run.done = this.#carryOut(id, run, work)
    return run.done
  }

  async #carryOut(id: JobId, run: Run, work: (control: JobControl) => Promise<void>): Promise<void> {
    const stopped: Wish = { kind: 'pause', reason: SHUTDOWN }
    const wanted = (): Wish => {
      if (this.#isStopping) return stopped
      run.isUnheard = false
      return run.wish
    }
    const onStop: JobControl['onStop'] = (hear) => {
      run.ears.add(hear)
      return () => void run.ears.delete(hear)
    }
    try {
      do {
        run.isUnheard = false
        await work({ wanted, onStop, resumes: () => run.resumes })
      } while (run.isUnheard && run.wish.kind !== 'pause' && !this.#isStopping)
    } finally {
      // In the same turn as the last look at the wish, so that none is taken by a run that will not hear it.
      this.#runs.delete(id)
    }
  }

  /** Tells a run what is wanted of it; false when the job does not run in this process. */
  wish(id: JobId, wish: Wish): boolean {
    const run = this.#runs.get(id)
    if (run === undefined) return false
    // A cancel is not taken back by a pause or a resume that comes after it.
    if (run.wish.kind === 'cancel') return true
    run.wish = wish
    run.isUnheard = true
    if (wish.kind === 'go') run.resumes += 1
    else tellToStop(run)
    return true
  }

  /** Has the work begun once more when it ends, whatever is wanted of it; false when the job does not run in this process. */
  again(id: JobId): boolean {
    const run = this.#runs.get(id)
    if (run === undefined) return false
    run.isUnheard = true
    return true
  }

  /** Calls that wait for their turn are given up in every run, which then asks anew what is wanted. */
  interrupt(): void {
    for (const run of this.#runs.values()) tellToStop(run)
  }

  /** Reminds a run that begins of what was wanted of it before the process was started. */
  remind(id: JobId, wish: Wish): void {
    const run = this.#runs.get(id)
    if (run !== undefined && !run.isUnheard) run.wish = wish
  }

  /** What is said of a job is waited for when the process ends, so that it is remembered as said. */
  track<T>(work: Promise<T>): Promise<T> {
    this.#tracked.add(work)
    void work.catch(() => undefined).finally(() => this.#tracked.delete(work))
    return work
  }

  /** Ends every run after its calls under way. */
  async stop(): Promise<void> {
    this.#isStopping = true
    this.interrupt()
    await Promise.all([...this.#runs.values()].map(({ done }) => done))
  }

  /** Resolves when nothing that is tracked is left. */
  async settled(): Promise<void> {
    while (this.#tracked.size > 0) await Promise.allSettled(this.#tracked)
  }
}

const tellToStop = ({ ears }: Run): void => {
  for (const hear of ears) hear()
}
