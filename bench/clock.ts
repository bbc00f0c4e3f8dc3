/**
 * Time that passes so many times faster, for the bot and for the emulated clouds alike: windows, rests and waits keep their
 * proportions. What the machine itself takes does not shrink with it, so a scale can make a figure worse and never better. The same
 * holds for leaps: what is leapt counts as passed, so one that came too early could only make a call look later.
 */
import type { Clock } from '../src/model/clock.ts'
import { LEAST_LEAP_MS, leapOf } from './leap.ts'

export interface FastClock extends Clock {
  /** Milliseconds of the clock that were leapt. */
  readonly leaptMs: () => number
}

interface Sleeper {
  readonly wakesAt: number
  readonly wake: () => void
}

/** In the morning of a day, so that no run but one of days meets the end of a daily quota. */
const START = Date.parse('2026-03-02T08:00:00.000Z')
/** Real milliseconds before a sleeper is due from which on every turn of the event loop looks: timers are late by up to one. */
const EXACT_MS = 1.5
/** Real; Node takes no longer timer. */
const MOST_TIMER_MS = 2 ** 31 - 1
/** Real. */
const LOOK_EVERY_MS = 1

/** @param underWay what is under way beside those who sleep, for leaps; without it every wait is waited for */
export const fastClock = (scale: number, underWay?: () => number): FastClock => new Timepiece(scale, underWay)

class Timepiece implements FastClock {
  readonly #scale: number
  readonly #underWay: (() => number) | undefined
  readonly #startedAt = performance.now()
  readonly #sleepers = new Set<Sleeper>()
  #leapt = 0
  #stillLooks = 0
  #timer: NodeJS.Timeout | undefined
  #turn: NodeJS.Immediate | undefined

  constructor(scale: number, underWay?: () => number) {
    this.#scale = scale
    this.#underWay = underWay
  }

  now(): Date {
    this.#stillLooks = 0
    return new Date(START + this.#passed())
  }

  leaptMs(): number {
    return this.#leapt
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.#stillLooks = 0
    if (signal?.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#sleepers.delete(sleeper)
        signal?.removeEventListener('abort', abort)
        resolve()
      }
      const abort = (): void => {
        wake()
        this.#arm()
      }
      const sleeper = { wakesAt: this.#passed() + ms, wake }
      signal?.addEventListener('abort', abort, { once: true })
      this.#sleepers.add(sleeper)
      this.#arm()
    })
  }

  #passed(): number {
    return (performance.now() - this.#startedAt) * this.#scale + this.#leapt
  }

  /** For whoever wakes first. */
  #arm(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#turn)
    if (this.#sleepers.size === 0) return
    const restMs = this.#first() - this.#passed()
    const realMs = restMs / this.#scale
    if (realMs <= EXACT_MS) {
      this.#turn = setImmediate(() => this.#strike())
      return
    }
    if (this.#underWay !== undefined && restMs >= LEAST_LEAP_MS) this.#turn = setImmediate(() => this.#look())
    else this.#timer = setTimeout(() => this.#strike(), Math.min(realMs - EXACT_MS, MOST_TIMER_MS))
  }

  /** Turn after turn while a leap may come; a little apart while something is under way, which is not to be slowed. */
  #look(): void {
    const underWay = this.#underWay?.() ?? 1
    this.#stillLooks = underWay > 0 ? 0 : this.#stillLooks + 1
    const wakesAt = [...this.#sleepers].map((sleeper) => sleeper.wakesAt)
    this.#leapt += leapOf({ nowMs: this.#passed(), wakesAt, underWay, stillLooks: this.#stillLooks })
    if (underWay > 0) this.#timer = setTimeout(() => this.#strike(), LOOK_EVERY_MS)
    else this.#strike()
  }

  #strike(): void {
    const nowMs = this.#passed()
    const due = [...this.#sleepers].filter(({ wakesAt }) => wakesAt <= nowMs)
    for (const { wake } of due.toSorted((one, other) => one.wakesAt - other.wakesAt)) wake()
    if (due.length > 0) this.#stillLooks = 0
    this.#arm()
  }

  #first(): number {
    return Math.min(...[...this.#sleepers].map(({ wakesAt }) => wakesAt))
  }
}
