/**
 * One long attack in one mode: batches of attacks on jobs that wait, a control, attacks on what was decided, and at times the death of
 * the bot. Between any two of these everything is counted.
 */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Aim, Family } from './attack-kinds.ts'
import { type Cast, openCast, type People, peopleOf, still } from './cast.ts'
import { CLICK_FAMILIES } from './click-families.ts'
import { type Control, carryOut, controlOf, lastControl, nextJob } from './controls.ts'
import { OTHER_FAMILIES, tellLate } from './other-families.ts'
import { type Draw, drawFrom } from './random.ts'
import type { Asked } from './requests.ts'
import { type Mode, openStage, type Stage } from './stage.ts'
import { accountsIn, jobsIn, type Seen, unauthorised, undone } from './watch.ts'
import { WEBHOOK_FAMILIES } from './webhook-families.ts'

export interface AttackOptions {
  readonly mode: Mode
  readonly seed: number
  readonly attacks: number
  /** Attacks from one control to the next. */
  readonly batch: number
  readonly onProgress: (words: string) => void
}

export interface Memory {
  readonly rssBytes: number
  readonly heapBytes: number
}

interface Measured {
  readonly memory: Memory
  readonly files: ReadonlyMap<string, number>
}

export interface Findings {
  readonly mode: Mode
  readonly attacks: number
  readonly byFamily: ReadonlyMap<string, number>
  readonly answers: number
  readonly controls: number
  readonly restarts: number
  readonly unauthorised: readonly string[]
  readonly errors: readonly string[]
  readonly unanswered: readonly string[]
  /** Words and deeds of the bot that nobody asked for, and answers by others to what had to be refused. */
  readonly surplus: readonly string[]
  readonly memory: readonly [Memory, Memory]
  /** Bytes of the data folder's files before and after, of the long stretch without a restart. */
  readonly files: ReadonlyMap<string, readonly [number, number]>
  readonly logBytes: number
  readonly tookMs: number
}

export const FAMILIES: readonly Family[] = [...CLICK_FAMILIES, ...OTHER_FAMILIES, ...WEBHOOK_FAMILIES]

/** The bot is killed after each of these batches, as far as there are so many; after that it lives to the end. */
const DEATHS = 3
const [SENT_AT_ONCE, DUE_AT_ONCE, PATIENCE_MS, CALM_MS] = [64, 256, 20_000, 700]
const FILES = ['audit.jsonl', 'inbox.jsonl', 'jobs.json']

export const runAttack = async (options: AttackOptions): Promise<Findings> => {
  const batches = Math.max(2, Math.ceil(options.attacks / options.batch))
  const stage = await openStage(options.mode, 120 + batches * 2)
  try {
    return await new Assault(stage, options, batches).run()
  } finally {
    await stage.close()
  }
}

class Assault {
  readonly #stage: Stage
  readonly #options: AttackOptions
  readonly #batches: number
  readonly #draw: Draw
  readonly #byFamily = new Map<string, number>()
  readonly #decided: Asked[] = []
  readonly #unauthorised: string[] = []
  readonly #errors: string[] = []
  readonly #unanswered: string[] = []
  readonly #surplus: string[] = []
  #answers = 0
  #controls = 0
  #restarts = 0
  #logBytes = 0

  constructor(stage: Stage, options: AttackOptions, batches: number) {
    this.#stage = stage
    this.#options = options
    this.#batches = batches
    this.#draw = drawFrom(options.seed)
  }

  async run(): Promise<Findings> {
    const { mode, attacks, onProgress } = this.#options
    const beganAt = performance.now()
    const people = peopleOf(this.#stage)
    const cast = await openCast(this.#stage, people)
    still(this.#stage, cast)
    const deaths = Math.min(DEATHS, this.#batches - 1)
    let before = await this.#measure()
    let after = before
    try {
      for (let round = 0; round < this.#batches; round += 1) {
        await this.#batch(cast, people, round)
        if (round < deaths) await this.#restart()
        if (round === deaths) before = await this.#measure()
        const seconds = Math.round((performance.now() - beganAt) / 1_000)
        onProgress(
          `${seconds} s, ${mode}: ${this.#total()} of ${attacks} attacks, ${this.#controls} controls, ${this.#wrong()} wrong`,
        )
      }
      after = await this.#measure()
      await this.#control(lastControl(this.#stage, cast))
      await this.#takeStock()
    } catch (error) {
      // As when an attack has taken away what a control was to be done to: what was found until then must not be lost.
      this.#errors.push(`the attack could not go on: ${error instanceof Error ? error.message : String(error)}`)
    }
    return this.#findings(before, after, performance.now() - beganAt)
  }

  async #batch(cast: Cast, people: People, round: number): Promise<void> {
    const size = Math.ceil(this.#options.attacks / this.#batches)
    const asked = await nextJob(this.#stage, round, people(1))
    const aim = { stage: this.#stage, cast, draw: this.#draw, decided: this.#decided }
    const waiting = [...cast.waiting, cast.half]
    await this.#attack({ ...aim, pending: [...waiting, asked] }, Math.floor(size * 0.6))
    await this.#control(controlOf(this.#stage, round, asked))
    this.#decided.push(asked)
    if (this.#decided.length > 20) this.#decided.shift()
    await this.#attack({ ...aim, pending: waiting }, size - Math.floor(size * 0.6))
  }

  async #attack(aim: Aim, count: number): Promise<void> {
    const before = await this.#see()
    const underWay = new Set<Promise<void>>()
    for (let sent = 0; sent < count; ) {
      const family = chosen(aim.draw)
      const attack = family.make(aim)
      if (attack === undefined) continue
      sent += 1
      this.#byFamily.set(family.name, (this.#byFamily.get(family.name) ?? 0) + 1)
      if (attack.answer) aim.stage.ledger.expect(attack.answer, family.name)
      const sending = attack.send().then((isRight) => {
        underWay.delete(sending)
        if (!isRight) this.#surplus.push(`${family.name}: whoever was called answered otherwise than it had to`)
      })
      underWay.add(sending)
      while (underWay.size >= SENT_AT_ONCE) await Promise.race(underWay)
      await this.#letAnswer(DUE_AT_ONCE)
    }
    await Promise.all(underWay)
    tellLate(aim.draw)
    await this.#settle()
    this.#unauthorised.push(...unauthorised(before, await this.#see()))
  }

  async #control(control: Control): Promise<void> {
    const before = await this.#see()
    await carryOut(this.#stage, control)
    const now = await this.#see()
    this.#unauthorised.push(...unauthorised(before, now, control.allowed))
    this.#errors.push(...undone(now, control.allowed))
    this.#controls += 1
  }

  /** Waits for answers as long as there are any. */
  async #letAnswer(most: number): Promise<void> {
    const { ledger } = this.#stage
    let [answered, at] = [ledger.answered, performance.now()]
    while (ledger.due > most) {
      await new Promise((resolve) => setTimeout(resolve, 2))
      if (ledger.answered !== answered) [answered, at] = [ledger.answered, performance.now()]
      if (performance.now() - at > PATIENCE_MS) return
    }
  }

  async #settle(): Promise<void> {
    const { ledger, cloud, oddities } = this.#stage
    await this.#letAnswer(0)
    await cloud.delivery.settled()
    cloud.traffic.clear()
    const { missing, surplus } = ledger.settle()
    this.#unanswered.push(...missing)
    this.#surplus.push(...surplus, ...oddities.splice(0))
    this.#answers = ledger.answered
  }

  async #see(): Promise<Seen> {
    return { accounts: accountsIn(this.#stage), jobs: jobsIn(await this.#stage.bot().state()) }
  }

  /** What nobody was to be told of must have been said by now, if ever. */
  async #takeStock(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, CALM_MS))
    await this.#settle()
    const bot = this.#stage.bot()
    const state = await bot.state()
    this.#logBytes += state.logBytes
    this.#errors.push(...state.errors, ...strayLines(bot.spilled()))
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      const { status, text } = await this.#stage.wire.call(`${this.#stage.botUrl}${path}`, { method: 'GET' })
      if (status !== 200) this.#errors.push(`${path} answers ${status}: ${text.slice(0, 300)}`)
      if (path === '/metrics' && !/^twokey_unhandled_rejections 0$/m.test(text))
        this.#errors.push(
          text.split('\n').find((line) => line.startsWith('twokey_unhandled')) ?? 'no count of rejections',
        )
    }
  }

  async #restart(): Promise<void> {
    await this.#takeStock()
    await this.#stage.bot().kill()
    await this.#stage.startBot(1)
    this.#restarts += 1
  }

  async #measure(): Promise<Measured> {
    const { rssBytes, heapBytes } = await this.#stage.bot().measured()
    const sizes = await Promise.all(
      FILES.map(async (name) => {
        const found = await stat(join(this.#stage.dataDir, name)).catch(() => undefined)
        return [name, found?.size ?? 0] as const
      }),
    )
    return { memory: { rssBytes, heapBytes }, files: new Map(sizes) }
  }

  #findings(before: Measured, after: Measured, tookMs: number): Findings {
    return {
      mode: this.#options.mode,
      attacks: this.#total(),
      byFamily: this.#byFamily,
      answers: this.#answers,
      controls: this.#controls,
      restarts: this.#restarts,
      unauthorised: this.#unauthorised,
      errors: this.#errors,
      unanswered: this.#unanswered,
      surplus: this.#surplus,
      memory: [before.memory, after.memory],
      files: new Map([...before.files].map(([name, size]) => [name, [size, after.files.get(name) ?? 0]])),
      logBytes: this.#logBytes,
      tookMs,
    }
  }

  #total(): number {
    return [...this.#byFamily.values()].reduce((sum, count) => sum + count, 0)
  }

  #wrong(): number {
    return this.#unauthorised.length + this.#errors.length + this.#unanswered.length + this.#surplus.length
  }
}

/** Lines past the log, but for what the framework says of itself. */
const strayLines = (spilled: string): readonly string[] =>
  spilled.split('\n').filter((line) => line !== '' && !/^(?:Listening for|Stopped listening for) webex/.test(line))

const WEIGHT = FAMILIES.reduce((sum, { weight }) => sum + weight, 0)

const chosen = (draw: Draw): Family => {
  let left = draw.next() * WEIGHT
  for (const family of FAMILIES) {
    left -= family.weight
    if (left < 0) return family
  }
  return draw.of(FAMILIES)
}
