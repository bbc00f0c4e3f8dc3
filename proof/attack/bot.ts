/** The bot under attack, as the attackers' side sees it: a process to start, to ask, to stop and to kill. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { BotState } from './bot-process.ts'

export interface Bot {
  readonly state: () => Promise<BotState>
  /** The same, with the garbage collected before. */
  readonly measured: () => Promise<BotState>
  readonly isAlive: () => boolean
  /** What it wrote past its log, which is nothing as long as all is well. */
  readonly spilled: () => string
  /** As an operator does. */
  readonly stop: () => Promise<void>
  /** `kill -9` */
  readonly kill: () => Promise<void>
}

const PROGRAM = fileURLToPath(new URL('./bot-process.ts', import.meta.url))

/** Resolves when the bot answers. */
export const startBot = async (environment: Readonly<Record<string, string>>): Promise<Bot> => {
  const child = fork(PROGRAM, {
    env: environment,
    execArgv: ['--import', 'tsx', '--expose-gc'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
  })
  const spilled: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => spilled.push(String(chunk)))
  const gone = once(child, 'exit')
  await Promise.race([
    once(child, 'message'),
    gone.then(() => Promise.reject(new Error(`starting the bot: it ended with\n${spilled.join('')}`))),
  ])
  return {
    state: () => asked(child, gone, 'state'),
    measured: () => asked(child, gone, 'measure'),
    isAlive: () => child.exitCode === null && child.signalCode === null,
    spilled: () => spilled.join(''),
    stop: async () => {
      if (child.connected) child.send('stop')
      await gone
    },
    kill: async () => {
      child.kill('SIGKILL')
      await gone
    },
  }
}

const asked = async (child: ChildProcess, gone: Promise<unknown>, how: 'state' | 'measure'): Promise<BotState> => {
  const answer = once(child, 'message')
  child.send(how)
  const died = gone.then(() => Promise.reject(new Error('asking the bot for its state: its process has ended')))
  const [state] = (await Promise.race([answer, died])) as [BotState]
  return state
}
