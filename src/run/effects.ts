import type { Effect, Found } from '../model/directory.ts'
import type { UserId } from '../model/ids.ts'
import type { Change } from '../model/plan.ts'
import { isNotSent } from './halt.ts'
import { failed, faultOfAll, lostFault, outcomeOf } from './outcomes.ts'
import { type Recheck, recheck, settle, targetOf, type Work } from './recheck.ts'
import { RecheckedGroup } from './rechecked-group.ts'
import type { RunInput } from './run-input.ts'
import type { RunProgress } from './run-progress.ts'

/**
 * One effect at a time on accounts that were looked at right before: the intent, the call, and what became of it. Must never repeat an
 * effect whose answer was lost without looking first.
 */

/** Tries of one effect whose answer is lost again and again though the account is still there. */
const EFFECT_TRIES = 3
/** A re-check older than this when the turn of its effect comes is made again: the queue may have been held up. */
const RECHECK_GOOD_FOR_MS = 30_000
/** Before looking whether a lost effect happened: vendors settle deletions a moment later. */
const SETTLE_WAIT_MS = 2_000

export class Effects {
  readonly #input: RunInput
  readonly #progress: RunProgress
  readonly #work: Work

  constructor(input: RunInput, progress: RunProgress) {
    const { directory, plan } = input
    this.#input = input
    this.#progress = progress
    this.#work = { operation: plan.operation, stepsLeft: (...asked) => directory.stepsLeft(...asked) }
  }

  async sendFresh(some: readonly Change[], rechecked: RecheckedGroup): Promise<void> {
    if (!this.#progress.mayGoOn()) return
    const ready = await rechecked.take(some)
    if (ready.length > 0) await this.send(ready)
  }

  rechecked(): RecheckedGroup {
    return new RecheckedGroup({
      clock: this.#input.clock,
      goodForMs: RECHECK_GOOD_FOR_MS,
      recheck: (changes) => this.recheck(changes),
    })
  }

  /** Returns the changes whose account is still the one that was planned; the others get their outcome here. */
  recheck(changes: readonly Change[]): Promise<readonly Change[]> {
    const { driftOf } = this.#input
    return this.#lookUp(changes, (change, found, at) => recheck(this.#work, change, found, driftOf, at))
  }

  async send(changes: readonly Change[], tries = 1): Promise<void> {
    if (!this.#progress.mayGoOn()) return
    const { directory, plan } = this.#input
    const { signal } = this.#progress.stillWanted()
    await this.#progress.write([{ kind: 'intent', changes: changes.map(({ no }) => no), at: this.#now() }])
    // The disk took its time, and somebody may have stopped everything meanwhile.
    if (!this.#progress.mayGoOn()) return this.#unsent(changes)
    const effects = await this.#progress.orHalt(() => directory.apply(plan.operation, changes.map(targetOf), signal))
    // The vendor is to blame and no user: whoever was in the call has its turn again when the run goes on.
    const fault = effects && faultOfAll(effects.values())
    if (fault && !isNotSent(fault)) this.#progress.stand({ code: 'vendor-unreachable', message: fault.message })
    if (effects === undefined || fault) return this.#unsent(effects === undefined ? changes : changes.filter(isOneStep))
    const at = this.#now()
    await this.#progress.record(changes.flatMap((change) => outcomeOf(change, effects.get(change.userId), at) ?? []))
    const unclear = changes.filter((change) => this.#progress.ledger.isPending(change))
    if (unclear.length > 0) await this.#sendAgain(unclear, effects, tries)
  }

  /** Of several steps the last may be the one that was refused: such a change stays open, and is looked up before it goes on. */
  async #unsent(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return
    await this.#progress.write([{ kind: 'unsent', changes: changes.map(({ no }) => no), at: this.#now() }])
  }

  async #sendAgain(unclear: readonly Change[], effects: ReadonlyMap<UserId, Effect>, tries: number): Promise<void> {
    await this.#input.clock.sleep(SETTLE_WAIT_MS * tries)
    const untouched = await this.lookAfter(unclear)
    if (untouched.length === 0) return
    if (tries < EFFECT_TRIES) return this.send(untouched, tries + 1)
    const at = this.#now()
    await this.#progress.record(untouched.map((change) => failed(change, lostFault(effects.get(change.userId)), at)))
  }

  /** After effects whose answer is not known: returns those that surely did not happen; the others get their outcome here. */
  async lookAfter(changes: readonly Change[], judge = settle): Promise<readonly Change[]> {
    const { driftOf } = this.#input
    const untouched = await this.#lookUp(changes, (change, found, at) =>
      judge(this.#work, change, found, driftOf, at, this.#undoUntil(change)),
    )
    for (const change of untouched) this.#progress.ledger.close(change)
    return untouched
  }

  /** Counted from the asking, however much later the answer is looked for: rather too early than too late. */
  #undoUntil(change: Change): string | undefined {
    const { directory, plan } = this.#input
    const { undoMs } = directory.traits(plan.operation)
    const askedAt = this.#progress.ledger.askedAt(change)
    if (undoMs === undefined || askedAt === undefined) return undefined
    return new Date(Date.parse(askedAt) + undoMs).toISOString()
  }

  async #lookUp(
    changes: readonly Change[],
    judge: (change: Change, found: Found | undefined, at: string) => Recheck,
  ): Promise<readonly Change[]> {
    const found = await this.#progress.orHalt(() =>
      this.#input.directory.reread(
        changes.map(({ userId }) => userId),
        this.#work.operation,
      ),
    )
    if (found === undefined) return []
    const at = this.#now()
    const verdicts = changes.map((change) => ({ change, verdict: judge(change, found.get(change.userId), at) }))
    await this.#progress.record(
      verdicts.flatMap(({ verdict }) => (verdict.kind === 'settled' ? [verdict.outcome] : [])),
    )
    return verdicts.filter(({ verdict }) => verdict.kind === 'ready').map(({ change }) => change)
  }

  #now(): string {
    return this.#input.clock.now().toISOString()
  }
}

export const isOneStep = ({ steps }: Change): boolean => steps.length < 2
