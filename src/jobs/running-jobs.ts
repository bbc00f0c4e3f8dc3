import type { JobId } from '../model/ids.ts'
import type { RunControl } from '../run/run-plan.ts'

/**
 * The runs of this process, so that a pause or a cancel reaches the one it is meant for, and a shutdown waits for the calls
 * under way. What a job is belongs to the store; this only knows whom to tell.
 */
type Wish = ReturnType<RunControl['wanted']>

export class RunningJobs {
  readonly #runs = new Map<JobId, { wish: Wish; done: Promise<void> }>()
  #isStopping = false

  /** A run that was interrupted by a shutdown stays `running` in the store and goes on after the next start. */
  get isStopping(): boolean {
    return this.#isStopping
  }

  has(id: JobId): boolean {
    return this.#runs.has(id)
  }

  /** Starts `work` unless the job runs already; never throws. */
  start(id: JobId, first: Wish, work: (control: RunControl) => Promise<void>): Promise<void> {
    const present = this.#runs.get(id)
    if (present) return present.done
    const run = { wish: first, done: Promise.resolve() }
    this.#runs.set(id, run)
    const stopped: Wish = { kind: 'pause', reason: { code: 'asked', by: 'shutdown' } }
    run.done = work({ wanted: () => (this.#isStopping ? stopped : run.wish) }).finally(() => this.#runs.delete(id))
    return run.done
  }

  /** Tells a run what is wanted of it; false when the job does not run in this process. */
  wish(id: JobId, wish: Wish): boolean {
    const run = this.#runs.get(id)
    // A cancel is not taken back by a pause or a resume that comes after it.
    if (run === undefined || run.wish.kind === 'cancel') return run !== undefined
    run.wish = wish
    return true
  }

  /** Ends every run after its calls under way. */
  async stop(): Promise<void> {
    this.#isStopping = true
    await Promise.all([...this.#runs.values()].map(({ done }) => done))
  }
}
