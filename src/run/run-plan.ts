import { setMaxListeners } from 'node:events'
import PQueue from 'p-queue'
import type { Clock } from '../model/clock.ts'
import type { Directory, Effect, Found } from '../model/directory.ts'
import type { UserId } from '../model/ids.ts'
import type { Change, Plan } from '../model/plan.ts'
import { isOurDoing, type JournalEntry, type Outcome, type PauseReason, type RunEnd } from '../model/run.ts'
import type { Journal } from '../model/store.ts'
import type { DirectoryName } from '../model/vendor.ts'
import { WireError } from '../model/wire.ts'
import { haltAfter, isNotSent } from './halt.ts'
import { Ledger } from './ledger.ts'
import { cancelled, failed, faultOfAll, lostFault, outcomeOf } from './outcomes.ts'
import { type DriftOf, type Recheck, recheck, settle, settleForGood, targetOf, type Work } from './recheck.ts'
import { RecheckedGroup } from './rechecked-group.ts'
import { DEFAULT_STOP_RULE, isFailure, type StopRule, tooManyFailures } from './stop-rule.ts'

/**
 * Carries out the changes of a plan in one directory: first what an earlier process left open, then one canary, then the rest.
 * Writes the intent before each effect and the outcome after it. It must never touch an account outside the plan, and never
 * repeat an effect whose answer was lost without looking first.
 */

export interface RunControl {
  /** Asked before every effect; an effect under way is always waited for. */
  wanted():
    | { readonly kind: 'go' }
    | { readonly kind: 'cancel' }
    | { readonly kind: 'pause'; readonly reason: PauseReason }
  /**
   * Calls `hear` each time that somebody wants the run to stop, so that an effect that waits for its turn is not sent. Returns
   * what ends it. Absent where effects wait for nothing.
   */
  onStop?(hear: () => void): () => void
}

export interface RunInput {
  readonly plan: Plan
  readonly directory: Directory
  /** May be shared with the runs of other directories: this one goes by the entries of its own changes alone. */
  readonly journal: Journal
  readonly control: RunControl
  readonly driftOf: DriftOf
  readonly clock: Clock
  readonly stopRule?: StopRule
  /** Called after outcomes came to the disk. */
  readonly onProgress: (ledger: Ledger) => void
}

/** Tries of one effect whose answer is lost again and again though the account is still there. */
const EFFECT_TRIES = 3
/** A re-check older than this when the turn of its effect comes is made again: the queue may have been held up. */
const RECHECK_GOOD_FOR_MS = 30_000
/** Before looking whether a lost effect happened: vendors settle deletions a moment later. */
const SETTLE_WAIT_MS = 2_000
/** How often somebody who wants a pause is looked for while the vendor has its rest. */
const REST_SLICE_MS = 250

/** Throws when the journal cannot be written, or on an accident; what was done until then is in the journal. */
export const runPlan = async (input: RunInput): Promise<RunEnd> => new Run(input).toEnd()

class Run {
  readonly #input: RunInput
  readonly #ledger: Ledger
  readonly #changes: readonly Change[]
  readonly #work: Work
  readonly #latest: Outcome[] = []
  /** Accounts that were sent an effect since the vendor had its rest. */
  #sinceRest = 0
  /** Aborted when the run is to stop: effects that still wait for their turn are not sent. */
  #wanted = stopper()
  #halt: PauseReason | undefined
  #accident: { readonly error: unknown } | undefined

  constructor(input: RunInput) {
    this.#input = input
    const { directory, plan } = input
    this.#work = { operation: plan.operation, stepsLeft: (...asked) => directory.stepsLeft(...asked) }
    this.#changes = changesIn(plan, directory.name)
    this.#ledger = new Ledger(this.#changes, input.journal.past)
  }

  async toEnd(): Promise<RunEnd> {
    const deafen = this.#input.control.onStop?.(() => this.#wanted.abort())
    try {
      return await this.#rounds()
    } finally {
      deafen?.()
    }
  }

  async #rounds(): Promise<RunEnd> {
    this.#input.onProgress(this.#ledger)
    // Round again when somebody asked for a pause and took it back while effects were still under way.
    for (;;) {
      await this.#settleOpen()
      await this.#canary()
      await this.#rest()
      if (this.#accident) throw this.#accident.error
      // Rows are cancelled together, and the process may have died right after.
      if (this.#pending().length === 0) return { kind: this.#ledger.counts.cancelled > 0 ? 'cancelled' : 'completed' }
      const wanted = this.#input.control.wanted()
      if (wanted.kind === 'cancel') return this.#cancel()
      if (this.#halt) return { kind: 'paused', reason: this.#halt }
      if (wanted.kind === 'pause') return { kind: 'paused', reason: wanted.reason }
    }
  }

  /** What an earlier process left between intent and outcome is looked up before anything else is done. */
  async #settleOpen(): Promise<void> {
    const open = this.#pending().filter((change) => this.#ledger.isOpen(change))
    for (const group of inGroups(open, this.#rereadSize())) {
      if (!this.#mayGoOn()) return
      await this.#lookAfter(group)
    }
  }

  /** The first user alone; the rest only when that worked. */
  async #canary(): Promise<void> {
    for (const group of inGroups(this.#pending(), this.#rereadSize())) {
      if (this.#ledger.hasWorked || !this.#mayGoOn()) return
      for (const change of await this.#recheck(group)) {
        if (this.#ledger.hasWorked || !this.#mayGoOn()) return
        await this.#effect([change])
        this.#sinceRest += 1
        const outcome = this.#ledger.outcomes.get(change.no)
        // Also one that brought another change with it: a person looks once before it happens to everybody, and may go on.
        if (outcome && outcome.kind !== 'done' && (isFailure(outcome) || isOurDoing(outcome)))
          this.#stand({ code: 'canary-failed', message: outcome.error?.message ?? outcome.kind })
      }
    }
  }

  async #rest(): Promise<void> {
    const { directory, plan } = this.#input
    const { effectSize, concurrency, rereadSize, batch } = directory.traits(plan.operation)
    const effects = new PQueue({ concurrency })
    try {
      for (let left = this.#pending(); left.length > 0; ) {
        if (batch && this.#sinceRest >= batch.size) {
          await effects.onIdle()
          await this.#breathe(batch.restMs)
        }
        const group = left.slice(
          0,
          Math.min(rereadSize, batch ? Math.max(1, batch.size - this.#sinceRest) : rereadSize),
        )
        left = left.slice(group.length)
        // Reading ahead is good for one group, not for a re-check that is old when its effect comes.
        await effects.onSizeLessThan(Math.max(1, Math.ceil(group.length / effectSize)))
        if (!this.#mayGoOn()) break
        const rechecked = this.#rechecked()
        const ready = await rechecked.fill(group)
        this.#sinceRest += ready.length
        for (const some of inGroups(ready, effectSize)) {
          void effects.add(() => this.#guarded(() => this.#effectOnFresh(some, rechecked)))
        }
      }
    } finally {
      await effects.onIdle()
    }
  }

  /** The vendor wants to be left alone for a while. Somebody who asks for a pause meanwhile does not wait for the end of it. */
  async #breathe(restMs: number): Promise<void> {
    for (let left = restMs; left > 0 && this.#mayGoOn(); left -= REST_SLICE_MS)
      await this.#input.clock.sleep(Math.min(left, REST_SLICE_MS))
    this.#sinceRest = 0
  }

  async #effectOnFresh(some: readonly Change[], rechecked: RecheckedGroup): Promise<void> {
    if (!this.#mayGoOn()) return
    const ready = await rechecked.take(some)
    if (ready.length > 0) await this.#effect(ready)
  }

  #rechecked(): RecheckedGroup {
    return new RecheckedGroup({
      clock: this.#input.clock,
      goodForMs: RECHECK_GOOD_FOR_MS,
      recheck: (changes) => this.#recheck(changes),
    })
  }

  /** Returns the changes whose account is still the one that was planned; the others get their outcome here. */
  #recheck(changes: readonly Change[]): Promise<readonly Change[]> {
    const { driftOf } = this.#input
    return this.#lookUp(changes, (change, found, at) => recheck(this.#work, change, found, driftOf, at))
  }

  async #effect(changes: readonly Change[], tries = 1): Promise<void> {
    if (!this.#mayGoOn()) return
    const { directory, plan } = this.#input
    const { signal } = this.#stillWanted()
    await this.#write([{ kind: 'intent', changes: changes.map(({ no }) => no), at: this.#now() }])
    // The disk took its time, and somebody may have stopped everything meanwhile.
    if (!this.#mayGoOn()) return this.#unsent(changes)
    const effects = await this.#orHalt(() => directory.apply(plan.operation, changes.map(targetOf), signal))
    // The vendor is to blame and no user: whoever was in the call has its turn again when the run goes on.
    const fault = effects && faultOfAll(effects.values())
    if (fault && !isNotSent(fault)) this.#stand({ code: 'vendor-unreachable', message: fault.message })
    if (effects === undefined || fault) return this.#unsent(effects === undefined ? changes : changes.filter(isOneStep))
    const at = this.#now()
    await this.#record(changes.flatMap((change) => outcomeOf(change, effects.get(change.userId), at) ?? []))
    const unclear = changes.filter((change) => this.#ledger.isPending(change))
    if (unclear.length > 0) await this.#effectAgain(unclear, effects, tries)
  }

  /** Of several steps the last may be the one that was refused: such a change stays open, and is looked up before it goes on. */
  async #unsent(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return
    await this.#write([{ kind: 'unsent', changes: changes.map(({ no }) => no), at: this.#now() }])
  }

  async #effectAgain(unclear: readonly Change[], effects: ReadonlyMap<UserId, Effect>, tries: number): Promise<void> {
    await this.#input.clock.sleep(SETTLE_WAIT_MS * tries)
    const untouched = await this.#lookAfter(unclear)
    if (untouched.length === 0) return
    if (tries < EFFECT_TRIES) return this.#effect(untouched, tries + 1)
    const at = this.#now()
    await this.#record(untouched.map((change) => failed(change, lostFault(effects.get(change.userId)), at)))
  }

  /** After effects whose answer is not known: returns those that surely did not happen; the others get their outcome here. */
  async #lookAfter(changes: readonly Change[], judge = settle): Promise<readonly Change[]> {
    const { driftOf } = this.#input
    const untouched = await this.#lookUp(changes, (change, found, at) =>
      judge(this.#work, change, found, driftOf, at, this.#undoUntil(change)),
    )
    for (const change of untouched) this.#ledger.close(change)
    return untouched
  }

  /** Counted from the asking, however much later the answer is looked for: rather too early than too late. */
  #undoUntil(change: Change): string | undefined {
    const { directory, plan } = this.#input
    const { undoMs } = directory.traits(plan.operation)
    const askedAt = this.#ledger.askedAt(change)
    if (undoMs === undefined || askedAt === undefined) return undefined
    return new Date(Date.parse(askedAt) + undoMs).toISOString()
  }

  async #lookUp(
    changes: readonly Change[],
    judge: (change: Change, found: Found | undefined, at: string) => Recheck,
  ): Promise<readonly Change[]> {
    const found = await this.#orHalt(() =>
      this.#input.directory.reread(
        changes.map(({ userId }) => userId),
        this.#work.operation,
      ),
    )
    if (found === undefined) return []
    const at = this.#now()
    const verdicts = changes.map((change) => ({ change, verdict: judge(change, found.get(change.userId), at) }))
    await this.#record(verdicts.flatMap(({ verdict }) => (verdict.kind === 'settled' ? [verdict.outcome] : [])))
    return verdicts.filter(({ verdict }) => verdict.kind === 'ready').map(({ change }) => change)
  }

  /** Everything that has no outcome gets one: cancelled where nothing was sent or a lookup shows it, unknown where nothing tells. */
  async #cancel(): Promise<RunEnd> {
    const isUnclear = (change: Change): boolean =>
      this.#ledger.isOpen(change) || (this.#ledger.wasTried(change) && !isOneStep(change))
    const unclear = this.#pending().filter(isUnclear)
    for (const group of inGroups(unclear, this.#rereadSize())) await this.#lookAfter(group, settleForGood)
    const at = this.#now()
    await this.#record(this.#pending().map((change) => cancelled(change, isUnclear(change), at)))
    return { kind: 'cancelled' }
  }

  async #record(outcomes: readonly Outcome[]): Promise<void> {
    if (outcomes.length === 0) return
    await this.#write(outcomes.map((outcome) => ({ kind: 'outcome', outcome })))
    this.#latest.push(...outcomes)
    const failures = tooManyFailures(this.#latest, this.#input.stopRule ?? DEFAULT_STOP_RULE)
    if (failures) this.#stand({ code: 'too-many-failures', ...failures })
    this.#input.onProgress(this.#ledger)
  }

  async #write(entries: readonly JournalEntry[]): Promise<void> {
    await this.#input.journal.append(entries)
    this.#ledger.fold(entries)
  }

  /**
   * A vendor that cannot be reached, or refuses the credential, halts the run; a call that throws has changed nothing. One that was
   * not sent because nobody wanted it any more halts nothing: what is wanted tells the run what comes next.
   */
  async #orHalt<T>(call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      if (!isNotSent(error.fault)) this.#stand(haltAfter(error.fault))
      return undefined
    }
  }

  async #guarded(task: () => Promise<void>): Promise<void> {
    try {
      await task()
    } catch (error) {
      this.#accident ??= { error }
      this.#wanted.abort()
    }
  }

  /** The first reason stands; what waits for its turn in the other calls is not sent any more. */
  #stand(reason: PauseReason): void {
    this.#halt ??= reason
    this.#wanted.abort()
  }

  /** To be asked in the same turn as whether the run may go on: somebody may have stopped it before, and taken that back. */
  #stillWanted(): AbortController {
    if (this.#wanted.signal.aborted) this.#wanted = stopper()
    return this.#wanted
  }

  #mayGoOn(): boolean {
    return this.#halt === undefined && this.#accident === undefined && this.#input.control.wanted().kind === 'go'
  }

  #pending(): readonly Change[] {
    return this.#changes.filter((change) => this.#ledger.isPending(change))
  }

  #rereadSize(): number {
    return this.#input.directory.traits(this.#input.plan.operation).rereadSize
  }

  #now(): string {
    return this.#input.clock.now().toISOString()
  }
}

/** As many listen as effects are under way. */
const stopper = (): AbortController => {
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  return controller
}

const isOneStep = ({ steps }: Change): boolean => steps.length < 2

/** In their order; of the other directories of the plan none. */
export const changesIn = (plan: Plan, name: DirectoryName): readonly Change[] =>
  plan.changes.filter(({ directory }) => directory === name)

export const inGroups = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
