/**
 * The bot in a process of its own, as `npm start` runs it: what `npm run build` made, with a probe before it. So processor, memory and
 * event loop are the bot's alone, and the emulated clouds have theirs.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'
import { freePort } from '../../test/support/free-port.ts'
import { epochMs } from './epoch.ts'
import type { Asked, Reading } from './probe.ts'

export interface BotOptions {
  /** Where the probe and the bot's log are put, and where it is started: no file of settings is found there. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  /** Flags of Node beside those that the probe needs, e.g. `--cpu-prof`. */
  readonly flags?: readonly string[]
}

export interface Bot {
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** Epoch milliseconds at which `/readyz` first answered that everything is connected. */
  readonly readyAt: number
  look(asked?: Partial<Asked>): Promise<Reading>
  /** At once and without a warning. */
  kill(): Promise<void>
  stop(): Promise<void>
}

const ENTRY = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const ASK_EVERY_MS = 2
const PATIENCE_MS = 120_000

/** Resolves when the bot is ready; throws with its last words when it is not in time. */
export const startBot = async ({ folder, environment, flags = [] }: BotOptions): Promise<Bot> => {
  const probe = await writeProbe(folder)
  const port = await freePort()
  const logPath = join(folder, 'bot.log')
  const log = openSync(logPath, 'a', 0o600)
  const startedAt = epochMs()
  const child = spawn(process.execPath, ['--expose-gc', ...flags, '--import', probe, ENTRY], {
    cwd: folder,
    env: { ...environment, PORT: String(port) },
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)
  const gone = once(child, 'exit')
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await gone
  }
  try {
    const readyAt = await untilReady(child, port)
    const look = (asked: Partial<Asked> = {}) => lookAt(child, { collect: false, anew: false, ...asked })
    return { startedAt, readyAt, look, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') }
  } catch (cause) {
    await end('SIGKILL')
    const words = (await readFile(logPath, 'utf8')).slice(-1_000)
    throw new Error(`starting the bot that is measured: its last words were\n${words}`, { cause })
  }
}

const writeProbe = async (folder: string): Promise<string> => {
  const source = await readFile(new URL('probe.ts', import.meta.url), 'utf8')
  const { code } = await transform(source, { loader: 'ts', format: 'esm' })
  const path = join(folder, 'probe.mjs')
  await writeFile(path, code)
  return path
}

const untilReady = async (child: ChildProcess, port: number): Promise<number> => {
  const deadline = epochMs() + PATIENCE_MS
  while (child.exitCode === null && epochMs() < deadline) {
    const isReady = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isReady) return epochMs()
    await wait(ASK_EVERY_MS)
  }
  throw new Error(`waiting for /readyz: ${child.exitCode === null ? 'not in time' : `ended with ${child.exitCode}`}`)
}

const lookAt = async (child: ChildProcess, asked: Asked): Promise<Reading> => {
  const answer = once(child, 'message')
  child.send(asked)
  const [reading] = (await answer) as [Reading]
  return reading
}
