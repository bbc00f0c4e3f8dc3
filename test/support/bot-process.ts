import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { environmentOf } from '../../src/sandbox/environment.ts'
import type { BotWorld } from './bot-world.ts'

/** The bot as an operator runs it, in a process of its own, to be killed at any moment. */
export interface BotProcess {
  readonly pid: number | undefined
  /** `kill -9`; resolves when the process is gone. */
  kill(): Promise<void>
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
  /** Resolves with the exit code when it leaves by itself. */
  left(): Promise<number | null>
  /** Everything that it wrote. */
  logged(): string
}

/** Resolves as soon as it runs; `world` lends its cloud and its data folder, and its own bot must be stopped. */
export const startBotProcess = (
  { sandbox, dataDir }: BotWorld,
  more: Readonly<Record<string, string>> = {},
): BotProcess => {
  const lines: string[] = []
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    env: {
      PATH: process.env['PATH'] ?? '',
      ...environmentOf(sandbox),
      DATA_DIR: dataDir,
      PORT: '0',
      LOG_LEVEL: 'debug',
      WEBEX_CALLS_PER_MINUTE: '100000',
      ...more,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => lines.push(chunk.toString()))
  const gone = once(child, 'exit') as Promise<[number | null]>
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
    child.kill(signal)
    return (await gone)[0]
  }
  return {
    pid: child.pid,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    left: async () => (await gone)[0],
    logged: () => lines.join(''),
  }
}
