import PQueue from 'p-queue'
import type { Change } from '../model/plan.ts'
import { isOurDoing, type RunEnd } from '../model/run.ts'
import { Effects, isOneStep } from './effects.ts'
import { cancelled } from './outcomes.ts'
import { settleForGood } from './recheck.ts'
import { changesIn, inGroups, type RunInput } from './run-input.ts'
import { RunProgress } from './run-progress.ts'
import { isFailure } from './stop-rule.ts'

/**
 * Carries out the changes of a plan in one directory: first what an earlier process left open, then one canary, then the rest.
 * Writes the intent before each effect and the outcome after it. It must never touch an account outside the plan, and never
 * repeat an effect whose answer was lost without looking first.
 */

/** Throws when the journal cannot be written, or on an accident; what was done until then is in the journal. */
export const runPlan = async (input: RunInput): Promise<RunEnd> => new Run(input).toEnd()

class Run {
  readonly #input: RunInput
  readonly #progress: RunProgress
  readonly #effects: Effects
  /** Accounts that were sent an effect since the vendor had its rest. */
  #sinceRest = 0

  constructor(input: RunInput) {
    this.#input = input
    this.#progress = new RunProgress(input, changesIn(input.plan, input.directory.name))
    this.#effects = new Effects(input, this.#progress)
  }

  async toEnd(): Promise<RunEnd> {
    const deafen = this.#input.control.onStop?.(() => this.#progress.stopWaiting())
    try {
      return await this.#rounds()
    } finally {
      deafen?.()
    }
  }

  async #rounds(): Promise<RunEnd> {
    this.#input.onProgress(this.#progress.ledger)
    // Round again when somebody asked for a pause and took it back while effects were still under way.
    for (;;) {
      await this.#settleOpen()
      await this.#canary()
      await this.#rest()
      this.#progress.throwAccident()
      // Rows are cancelled together, and the process may have died right after.
      if (this.#progress.pending().length === 0)
        return { kind: this.#progress.ledger.counts.cancelled > 0 ? 'cancelled' : 'completed' }
      const wanted = this.#input.control.wanted()
      if (wanted.kind === 'cancel') return this.#cancel()
      if (this.#progress.halt) return { kind: 'paused', reason: this.#progress.halt }
      if (wanted.kind === 'pause') return { kind: 'paused', reason: wanted.reason }
    }
  }

  /** What an earlier process left between intent and outcome is looked up before anything else is done. */
  async #settleOpen(): Promise<void> {
    const open = this.#progress.pending().filter((change) => this.#progress.ledger.isOpen(change))
    for (const group of inGroups(open, this.#rereadSize())) {
      if (!this.#progress.mayGoOn()) return
      await this.#effects.lookAfter(group)
    }
  }

  /** The first user alone; the rest only when that worked. */
  async #canary(): Promise<void> {
    for (const group of inGroups(this.#progress.pending(), this.#rereadSize())) {
      if (this.#progress.ledger.hasWorked || !this.#progress.mayGoOn()) return
      for (const change of await this.#effects.recheck(group)) {
        if (this.#progress.ledger.hasWorked || !this.#progress.mayGoOn()) return
        await this.#effects.send([change])
        this.#sinceRest += 1
        const outcome = this.#progress.ledger.outcomes.get(change.no)
        // Also one that brought another change with it: a person looks once before it happens to everybody, and may go on.
        if (outcome && outcome.kind !== 'done' && (isFailure(outcome) || isOurDoing(outcome)))
          this.#progress.stand({ code: 'canary-failed', message: outcome.error?.message ?? outcome.kind })
      }
    }
  }

  async #rest(): Promise<void> {
    const { directory, plan } = this.#input
    const { effectSize, concurrency, rereadSize, batch } = directory.traits(plan.operation)
    const effects = new PQueue({ concurrency })
    try {
      const all = this.#progress.pending()
      for (let at = 0; at < all.length; ) {
        if (batch && this.#sinceRest >= batch.size) {
          await effects.onIdle()
          await this.#breathe(batch.restMs)
        }
        const most = batch ? Math.max(1, batch.size - this.#sinceRest) : rereadSize
        const group = all.slice(at, at + Math.min(rereadSize, most))
        at += group.length
        // Reading ahead is good for one group, not for a re-check that is old when its effect comes.
        await effects.onSizeLessThan(Math.max(1, Math.ceil(group.length / effectSize)))
        if (!this.#progress.mayGoOn()) break
        const rechecked = this.#effects.rechecked()
        const ready = await rechecked.fill(group)
        this.#sinceRest += ready.length
        for (const some of inGroups(ready, effectSize)) {
          void effects.add(() => this.#progress.guarded(() => this.#effects.sendFresh(some, rechecked)))
        }
      }
    } finally {
      await effects.onIdle()
    }
  }

  /**
   * The vendor wants to be left alone for a while. Somebody who asks for a pause meanwhile does not wait for the end of it; where that
   * is taken back, the rest begins anew.
   */
  async #breathe(restMs: number): Promise<void> {
    while (this.#progress.mayGoOn()) {
      const { signal } = this.#progress.stillWanted()
      await this.#input.clock.sleep(restMs, signal)
      if (signal.aborted) continue
      this.#sinceRest = 0
      return
    }
  }

  /** Everything that has no outcome gets one: cancelled where nothing was sent or a lookup shows it, unknown where nothing tells. */
  async #cancel(): Promise<RunEnd> {
    const isUnclear = (change: Change): boolean =>
      this.#progress.ledger.isOpen(change) || (this.#progress.ledger.wasTried(change) && !isOneStep(change))
    const unclear = this.#progress.pending().filter(isUnclear)
    for (const group of inGroups(unclear, this.#rereadSize())) await this.#effects.lookAfter(group, settleForGood)
    const at = this.#now()
    await this.#progress.record(this.#progress.pending().map((change) => cancelled(change, isUnclear(change), at)))
    return { kind: 'cancelled' }
  }

  #rereadSize(): number {
    return this.#input.directory.traits(this.#input.plan.operation).rereadSize
  }

  #now(): string {
    return this.#input.clock.now().toISOString()
  }
}
