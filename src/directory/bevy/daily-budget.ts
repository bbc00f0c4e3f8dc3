/**
 * Bevy takes so many calls a day. Every call is counted before it is sent, on the disk, so that neither a crash nor a restart
 * makes room; calls are reserved a few at a time, and what a dead process had reserved and not sent stays counted.
 */
import type { Clock } from '../../model/clock.ts'
import type { CallMeter } from '../../model/store.ts'
import { WireError, type WireFault } from '../../model/wire.ts'
import { dayAfter, dayOf, waitOf } from './day.ts'

export interface DailyBudgetOptions {
  readonly meter: CallMeter
  readonly clock: Clock
  /** What the calls are counted under. */
  readonly name: string
  readonly dailyCalls: number
  /** Hour in UTC, 0 to 23. */
  readonly dayBeginsAt: number
  /** Calls that are reserved in one write. */
  readonly block: number
}

/** A wait as long as this is no throttling of a moment. */
const DAY_IS_OVER_MS = 10 * 60_000
/** The quota is of a day, so that a longer wait is a mistake: nobody could undo a year that was said once. */
const LONGEST_WAIT_MS = 24 * 3_600_000

export class DailyBudget {
  readonly #options: DailyBudgetOptions
  #reserved = { day: '', calls: 0 }
  #reserving: Promise<void> | undefined
  /** Epoch milliseconds until which Bevy said that it takes no calls. */
  #closedUntil = 0

  constructor(options: DailyBudgetOptions) {
    this.#options = options
  }

  /** Counts one call. Throws a `WireError` `budget-spent` where there is none left; then nothing may be sent. */
  async take(doing: string): Promise<void> {
    for (;;) {
      const day = this.#today()
      if (this.#isClosed()) throw this.#spent(doing, 'Bevy takes no more calls for now', new Date(this.#closedUntil))
      if (this.#reserved.day === day && this.#reserved.calls > 0) {
        this.#reserved = { day, calls: this.#reserved.calls - 1 }
        return
      }
      if (this.#unreserved(day) <= 0) throw this.#dayIsSpent(doing, day)
      await this.#reserve(day)
    }
  }

  /**
   * Throws where so many calls more cannot be made, so that a long reading that cannot come to its end is not begun.
   * @param already calls of the same reading that were made
   */
  expect(calls: number, doing: string, already = 0): void {
    const { dailyCalls } = this.#options
    const day = this.#today()
    const left = this.#unreserved(day) + (this.#reserved.day === day ? this.#reserved.calls : 0)
    if (!this.#isClosed() && calls <= left) return
    if (calls + already > dailyCalls) throw tooSmall(doing, calls + already, dailyCalls)
    if (this.#isClosed()) throw this.#spent(doing, 'Bevy takes no more calls for now', new Date(this.#closedUntil))
    const why = `it takes ${calls} calls, and ${Math.max(0, left)} of the day's ${dailyCalls} are left`
    throw this.#spent(doing, why, dayAfter(day, this.#options.dayBeginsAt))
  }

  /**
   * Throws where fewer calls than these are left, so that a day ends before an effect is begun and not in the midst of one.
   * Asks for no more than half of a day: with a budget as small as that the work still goes on.
   */
  keepRoom(calls: number, doing: string): void {
    const { dailyCalls } = this.#options
    this.expect(Math.max(1, Math.min(calls, Math.floor(dailyCalls / 2))), doing)
  }

  /** Whether a refusal says that the day is over: then Bevy asks for a long wait, and until then nothing more is sent. */
  heard(fault: WireFault): WireError | undefined {
    const wait = waitOf(fault.retryAfter, this.#options.clock.now())
    const isThrottled = fault.httpStatus === 429 || fault.httpStatus === 403
    if (!isThrottled || wait === undefined || wait <= DAY_IS_OVER_MS) return undefined
    this.#closedUntil = Math.max(
      this.#closedUntil,
      this.#options.clock.now().getTime() + Math.min(wait, LONGEST_WAIT_MS),
    )
    const until = new Date(this.#closedUntil).toISOString()
    const message = `${fault.message}; it takes calls again from ${until}, when the program goes on`
    return new WireError({ ...fault, code: 'budget-spent', message, until, isRetryable: true })
  }

  #reserve(day: string): Promise<void> {
    this.#reserving ??= this.#ask(day).finally(() => {
      this.#reserving = undefined
    })
    return this.#reserving
  }

  /** Counts first and looks then: whoever shares the meter may have been faster. */
  async #ask(day: string): Promise<void> {
    const { meter, name, dailyCalls, block } = this.#options
    const wanted = Math.min(block, this.#unreserved(day))
    const counted = await meter.add(name, day, wanted)
    const calls = Math.max(0, Math.min(wanted, dailyCalls - (counted - wanted)))
    this.#reserved = { day, calls }
  }

  #today(): string {
    return dayOf(this.#options.clock.now(), this.#options.dayBeginsAt)
  }

  #isClosed(): boolean {
    return this.#options.clock.now().getTime() < this.#closedUntil
  }

  #unreserved(day: string): number {
    const { meter, name, dailyCalls } = this.#options
    return dailyCalls - meter.spent(name, day)
  }

  #dayIsSpent(doing: string, day: string): WireError {
    const { meter, name, dailyCalls, dayBeginsAt } = this.#options
    const why = `${meter.spent(name, day)} calls were made today and the limit is ${dailyCalls}`
    return this.#spent(doing, why, dayAfter(day, dayBeginsAt))
  }

  #spent(doing: string, why: string, at: Date): WireError {
    const until = at.toISOString()
    const seconds = Math.ceil((at.getTime() - this.#options.clock.now().getTime()) / 1000)
    return new WireError({
      kind: 'refused',
      code: 'budget-spent',
      message: `${doing}: not sent, because ${why}; calls are taken again from ${until} on`,
      retryAfter: String(seconds),
      until,
      isRetryable: true,
    })
  }
}

const tooSmall = (doing: string, calls: number, dailyCalls: number): WireError =>
  new WireError({
    kind: 'refused',
    code: 'budget-too-small',
    message: `${doing}: it takes ${calls} calls, more than the ${dailyCalls} of a whole day; send fewer users at once`,
    isRetryable: false,
  })
