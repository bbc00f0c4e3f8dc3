/**
 * One life of a job: a process of the bot, ended where it was told, and the people before it. Whatever ends a process here is a real
 * SIGKILL: its own at a step of the disk, this one's at a call, at what somebody does, or at a moment.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Job } from '../../src/model/job.ts'
import type { SpaceEvent } from '../../src/sandbox/messaging/records.ts'
import { NODE_FLAGS } from './bundle.ts'
import { headsIn } from './data-folder.ts'
import type { KillPoint } from './kill-point.ts'
import { type Acts, approve, ask, canApprove, canResume, isToldToTheEnd, resume } from './people.ts'
import type { Stage } from './stage.ts'

/** `ended`: the job is over and everything is said. `left`: nobody killed it, and it is gone. */
export type EndKind = 'killed' | 'ended' | 'stuck' | 'left'

export interface LifeEnd {
  readonly kind: EndKind
  /** Where it was killed, e.g. `after sync journal.jsonl`. */
  readonly at: string
  readonly wasReady: boolean
  readonly hasClicked: boolean
  readonly steps: readonly string[]
  /** Steps and calls until the bot was ready. */
  readonly startDisk: number
  readonly startCalls: number
}

export interface LifeOptions {
  readonly loader: string
  readonly life: number
  readonly point: KillPoint | undefined
  /** Settings beside those of the stage. */
  readonly extra: Readonly<Record<string, string>>
  readonly acts: Acts
}

const PATIENCE_MS = 60_000
const LOOK_EVERY_MS = 8
/** A bot that finds everything said has this long to say something nevertheless. */
const QUIET_MS = 40
/** Somebody whose click was not answered clicks again after so long. */
const CLICK_AGAIN_MS = 2_500
/** What a process had sent before its death is read and done by then. */
const IN_FLIGHT_MS = 2

export const live = (stage: Stage, options: LifeOptions): Promise<LifeEnd> => new Life(stage, options).toEnd()

class Life {
  readonly #stage: Stage
  readonly #options: LifeOptions
  readonly #child: ChildProcess
  readonly #gone: Promise<unknown>
  readonly #steps: string[] = []
  #end: Pick<LifeEnd, 'kind' | 'at'> | undefined
  #ready: { readonly atMs: number; readonly startDisk: number; readonly startCalls: number } | undefined
  #clickedAt = Number.NEGATIVE_INFINITY
  #resumedAt = Number.NEGATIVE_INFINITY

  constructor(stage: Stage, options: LifeOptions) {
    this.#stage = stage
    this.#options = options
    this.#child = start(stage, options)
    this.#gone = once(this.#child, 'close')
  }

  async toEnd(): Promise<LifeEnd> {
    const { point } = this.#options
    const { stdout } = this.#child
    if (stdout) createInterface(stdout).on('line', (line) => this.#read(line))
    this.#stage.watchCalls((how, no, what) => this.#atCall(how, no, what))
    const deaf = this.#stage.cloud.spaces.subscribe((event) => this.#hear(event))
    const timer = point?.on === 'time' ? setTimeout(() => this.#kill('killed', 'at some moment'), point.ms) : undefined
    try {
      await this.#untilOver()
    } finally {
      this.#child.kill('SIGKILL')
      await this.#gone
      await pause(IN_FLIGHT_MS)
      clearTimeout(timer)
      deaf()
    }
    const { startDisk = 0, startCalls = 0 } = this.#ready ?? {}
    const hasClicked = this.#clickedAt > 0
    const seen = { wasReady: this.#ready !== undefined, hasClicked, steps: this.#steps, startDisk, startCalls }
    return { kind: 'left', at: '', ...this.#end, ...seen }
  }

  async #untilOver(): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS
    const over = this.#gone.then(() => 'gone')
    for (let seen: unknown; seen !== 'gone' && this.#end === undefined; ) {
      await this.#act()
      if (performance.now() > deadline) this.#kill('stuck', '')
      seen = await Promise.race([over, pause(LOOK_EVERY_MS)])
    }
  }

  async #act(): Promise<void> {
    const { acts } = this.#options
    const isListening = this.#stage.cloud.mercury.listeners > 0
    if (!acts.hasAsked && isListening) {
      this.#killBefore('mention')
      await ask(this.#stage, acts)
    }
    const [head] = await headsIn(this.#stage.dataDir)
    const isDue = performance.now() - this.#clickedAt > CLICK_AGAIN_MS
    if (head && isListening && isDue && this.#end === undefined && canApprove(this.#stage, head)) {
      // Who dies now does so while it waits to be decided, whatever comes after.
      this.#killBefore('click')
      if (this.#end === undefined) this.#clickedAt = performance.now()
      await approve(this.#stage, head)
    }
    if (head && isListening && this.#end === undefined && canResume(head)) await this.#resume(head)
    const readyAt = this.#ready?.atMs ?? Number.POSITIVE_INFINITY
    if (head && isToldToTheEnd(head) && performance.now() - readyAt > QUIET_MS) this.#kill('ended', '')
  }

  async #resume(head: Job): Promise<void> {
    if (performance.now() - this.#resumedAt < CLICK_AGAIN_MS) return
    this.#resumedAt = performance.now()
    await resume(this.#stage, head)
  }

  #read(line: string): void {
    const [, word, what = ''] = /^(step|dies|ready)(?: (.*))?$/.exec(line) ?? []
    if (word === 'step') this.#steps.push(what)
    if (word === 'dies') this.#end ??= { kind: 'killed', at: what }
    if (word === 'ready')
      this.#ready = { atMs: performance.now(), startDisk: this.#steps.length, startCalls: this.#stage.calls() }
  }

  #atCall(how: 'before' | 'after', no: number, what: string): boolean {
    const { point } = this.#options
    if (this.#end !== undefined || point?.on !== 'call' || point.no !== no || point.how !== how) return false
    this.#kill('killed', `${how} ${what}`)
    return true
  }

  /** The socket has been told of it by now. */
  #hear(event: SpaceEvent): void {
    const { point, life } = this.#options
    this.#stage.thread.hear(event, life)
    if (point?.on !== 'event' || point.how !== 'after' || event.actorUuid === this.#stage.botUuid) return
    if (point.what === 'mention' && event.kind === 'message-created') this.#kill('killed', 'after the mention was told')
    if (point.what === 'click' && event.kind === 'card-submitted') this.#kill('killed', 'after the click was told')
  }

  #killBefore(what: 'mention' | 'click'): void {
    const { point } = this.#options
    if (point?.on === 'event' && point.what === what && point.how === 'before')
      this.#kill('killed', `before the ${what}`)
  }

  #kill(kind: EndKind, at: string): void {
    if (this.#end !== undefined) return
    this.#end = { kind, at }
    this.#child.kill('SIGKILL')
  }
}

const start = (stage: Stage, { loader, point, extra }: LifeOptions): ChildProcess => {
  const log = openSync(join(stage.dataDir, '..', 'bot.log'), 'a', 0o600)
  try {
    const task = point?.on === 'disk' ? [`${point.no}:${point.how}`] : []
    // No file of settings is found there.
    const where = { cwd: stage.dataDir, env: { ...stage.environment, ...extra } }
    return spawn(process.execPath, [...NODE_FLAGS, loader, ...task], { ...where, stdio: ['ignore', 'pipe', log] })
  } finally {
    closeSync(log)
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
