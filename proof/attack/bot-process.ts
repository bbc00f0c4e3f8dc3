/**
 * The whole bot in a process of its own, as `npm start` runs it, which tells on request what it holds: its jobs, its memory and what
 * it logged. It adds nothing to the bot and takes nothing from it.
 */
import { startApp } from '../../src/app.ts'
import { loadConfig, readEnvironment, secretsOf } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import type { Job } from '../../src/model/job.ts'

export interface BotState {
  readonly jobs: readonly Job[]
  readonly rssBytes: number
  /** After a collection of the garbage where that was asked for. */
  readonly heapBytes: number
  /** Lines of the levels error and fatal, at most the first hundred. */
  readonly errors: readonly string[]
  readonly errorCount: number
  readonly logBytes: number
}

const NO_FILE = ''
const MOST_ERRORS = 100

const errors: string[] = []
let [errorCount, logBytes] = [0, 0]
const write = (line: string): void => {
  logBytes += Buffer.byteLength(line)
  if (!/"level":"(?:error|fatal)"/.test(line)) return
  errorCount += 1
  if (errors.length < MOST_ERRORS) errors.push(line.trim())
}

const config = loadConfig(readEnvironment(NO_FILE))
const app = await startApp(config, { log: createLog(config.logLevel, secretsOf(config), { write }) })

const stateOf = async (): Promise<BotState> => {
  const { rss: rssBytes, heapUsed: heapBytes } = process.memoryUsage()
  return { jobs: await app.jobs.store.list(), rssBytes, heapBytes, errors, errorCount, logBytes }
}

process.on('message', (message) => {
  if (message === 'measure') globalThis.gc?.()
  if (message === 'state' || message === 'measure') void stateOf().then((state) => process.send?.(state))
  if (message === 'stop') void app.close().then(() => process.disconnect?.())
})
process.send?.('started')
