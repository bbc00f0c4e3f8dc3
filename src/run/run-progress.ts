import { setMaxListeners } from 'node:events'
import type { Change } from '../model/plan.ts'
import type { JournalEntry, Outcome, PauseReason } from '../model/run.ts'
import { WireError } from '../model/wire.ts'
import { haltAfter, isNotSent } from './halt.ts'
import { Ledger } from './ledger.ts'
import type { RunInput } from './run-input.ts'
import { DEFAULT_STOP_RULE, tooManyFailures } from './stop-rule.ts'

/**
 * Where a run stands: what is in its journal, and whether it may go on. Everything is on the disk before it counts here, and the first
 * reason to stand still holds.
 */
export class RunProgress {
  readonly ledger: Ledger
  readonly #input: RunInput
  readonly #changes: readonly Change[]
  /** No more of them than the stop rule looks back on. */
  #latest: readonly Outcome[] = []
  /** Aborted when the run is to stop: effects that still wait for their turn are not sent. */
  #wanted = stopper()
  #halt: PauseReason | undefined
  #accident: { readonly error: unknown } | undefined

  constructor(input: RunInput, changes: readonly Change[]) {
    this.#input = input
    this.#changes = changes
    this.ledger = new Ledger(changes, input.journal.past)
  }

  /** Why the run stands still by itself. */
  get halt(): PauseReason | undefined {
    return this.#halt
  }

  pending(): readonly Change[] {
    return this.#changes.filter((change) => this.ledger.isPending(change))
  }

  mayGoOn(): boolean {
    return this.#halt === undefined && this.#accident === undefined && this.#input.control.wanted().kind === 'go'
  }

  /** Throws what one of the effects under way threw. */
  throwAccident(): void {
    if (this.#accident) throw this.#accident.error
  }

  async record(outcomes: readonly Outcome[]): Promise<void> {
    if (outcomes.length === 0) return
    await this.write(outcomes.map((outcome) => ({ kind: 'outcome', outcome })))
    const rule = this.#input.stopRule ?? DEFAULT_STOP_RULE
    this.#latest = [...this.#latest, ...outcomes].slice(-rule.window)
    const failures = tooManyFailures(this.#latest, rule)
    if (failures) this.stand({ code: 'too-many-failures', ...failures })
    this.#input.onProgress(this.ledger)
  }

  async write(entries: readonly JournalEntry[]): Promise<void> {
    await this.#input.journal.append(entries)
    this.ledger.fold(entries)
  }

  /**
   * A vendor that cannot be reached, or refuses the credential, halts the run; a call that throws has changed nothing. One that was
   * not sent because nobody wanted it any more halts nothing: what is wanted tells the run what comes next.
   */
  async orHalt<T>(call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      if (!isNotSent(error.fault)) this.stand(haltAfter(error.fault))
      return undefined
    }
  }

  async guarded(task: () => Promise<void>): Promise<void> {
    try {
      await task()
    } catch (error) {
      this.#accident ??= { error }
      this.#wanted.abort()
    }
  }

  /** The first reason stands; what waits for its turn in the other calls is not sent any more. */
  stand(reason: PauseReason): void {
    this.#halt ??= reason
    this.#wanted.abort()
  }

  /** To be asked in the same turn as whether the run may go on: somebody may have stopped it before, and taken that back. */
  stillWanted(): AbortController {
    if (this.#wanted.signal.aborted) this.#wanted = stopper()
    return this.#wanted
  }

  /** What is asked for waits its turn no longer. */
  stopWaiting(): void {
    this.#wanted.abort()
  }
}

/** As many listen as effects are under way. */
const stopper = (): AbortController => {
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  return controller
}
