/**
 * The bot's process as the page sees it: started, watched until it is ready, killed as a machine that loses its power kills it, and
 * started again. Kill and start never overlap.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { BotProcessState } from './protocol.ts'

export interface BotProcessOptions {
  /** What the bot finds in its environment. */
  readonly environment: () => Readonly<Record<string, string>>
  readonly onChange: (state: BotProcessState) => void
}

const READY_EVERY_MS = 50
/** Somebody who stops everything does not wait longer for calls under way. */
const STOP_WITHIN_MS = 10_000
const ENTRY = fileURLToPath(new URL(`./bot-child${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url))

export class BotProcess {
  readonly #options: BotProcessOptions
  #state: BotProcessState = { status: 'stopped', life: 0, words: 'not started yet' }
  #child: ChildProcess | undefined
  /** What is done to the process, one after the other. */
  #turn: Promise<void> = Promise.resolve()

  constructor(options: BotProcessOptions) {
    this.#options = options
  }

  get state(): BotProcessState {
    return this.#state
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Resolves when the process is there, which is before it is ready. */
  start(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#child) return
      const life = this.#state.life + 1
      this.#tell({ status: 'starting', life, words: 'starting' })
      // Not of the terminal's group: Ctrl+C is for the process that looks after this one.
      const environment = this.#options.environment()
      const child = spawn(process.execPath, [...process.execArgv, ENTRY], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        detached: true,
        env: environment,
      })
      this.#child = child
      let reason = ''
      child.on('error', (error) => {
        reason = error.message
        // There is no process, so it cannot end either.
        if (child.pid === undefined) this.#gone(child, reason)
      })
      child.on('message', (told: { readonly port?: number; readonly error?: string }) => {
        reason = told.error ?? reason
        if (told.port !== undefined) void this.#watch(child, told.port)
      })
      child.once('exit', (code, signal) => this.#gone(child, reason || wordsOfEnd(code, signal)))
      // Whether it arrives or not, the end of the process is told apart.
      if (child.pid !== undefined) child.send(environment, () => undefined)
    })
  }

  /** At once and without a warning: nothing that it was about to write is written. */
  kill(): Promise<void> {
    return this.#end('SIGKILL')
  }

  /** After its calls under way. */
  stop(): Promise<void> {
    return this.#end('SIGTERM')
  }

  #gone(child: ChildProcess, words: string): void {
    if (this.#child !== child) return
    this.#child = undefined
    this.#tell({ ...this.#state, status: 'stopped', words })
  }

  #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    return this.#inTurn(async () => {
      const child = this.#child
      if (!child) return
      const ended = once(child, 'exit')
      child.kill(signal)
      const overdue = new AbortController()
      void wait(STOP_WITHIN_MS, undefined, { signal: overdue.signal }).then(
        () => child.kill('SIGKILL'),
        () => undefined,
      )
      await ended
      overdue.abort()
    })
  }

  /** Until it says for the first time that everything is connected. */
  async #watch(child: ChildProcess, port: number): Promise<void> {
    while (this.#child === child) {
      const readiness = await readinessAt(port)
      if (this.#child !== child) return
      if (readiness === '') return this.#tell({ ...this.#state, status: 'running', words: '' })
      if (readiness !== this.#state.words) this.#tell({ ...this.#state, words: readiness })
      await wait(READY_EVERY_MS)
    }
  }

  #tell(state: BotProcessState): void {
    this.#state = state
    this.#options.onChange(state)
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(task)
    this.#turn = turn.catch(() => undefined)
    return turn
  }
}

const wordsOfEnd = (code: number | null, signal: NodeJS.Signals | null): string => {
  if (signal === 'SIGKILL') return 'killed'
  return code === 0 || signal === 'SIGTERM'
    ? 'stopped'
    : `it ended by itself with ${code ?? signal}; the terminal tells why`
}

/** What it still waits for; nothing when it is ready. */
const readinessAt = async (port: number): Promise<string> => {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`)
    if (answer.ok) return ''
    const { checks } = (await answer.json()) as {
      readonly checks: readonly { readonly isOk: boolean; readonly name: string; readonly words: string }[]
    }
    return checks.flatMap(({ isOk, name, words }) => (isOk ? [] : [`${name}: ${words}`])).join('; ')
  } catch {
    return 'starting'
  }
}
