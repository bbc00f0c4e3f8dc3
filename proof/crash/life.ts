/**
 * One life of the bot, to be run in a process of its own: the real composition root, whose disk counts its steps and ends the
 * process at the one that it was told. Says each step on its standard output before it is made.
 */
import { writeSync } from 'node:fs'
import { type AppOptions, startApp } from '../../src/app.ts'
import { loadConfig, readEnvironment, secretsOf } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { realDisk } from '../../src/store/disk.ts'
import { countingDisk, type DiskHow } from './counting-disk.ts'
import { hastyClock } from './hasty-clock.ts'

const SAYS = 1

const say = (words: string): void => {
  writeSync(SAYS, `${words}\n`)
}

/** `<step>:<how>`, e.g. `12:torn`; without it the process lives on. */
const deathFrom = (given: string | undefined): { readonly no: number; readonly how: string } | undefined => {
  const [no = '', how = ''] = given?.split(':') ?? []
  return given === undefined ? undefined : { no: Number(no), how }
}

const live = async (task: string | undefined): Promise<void> => {
  const death = deathFrom(task)
  const at = (how: DiskHow, step: { readonly no: number; readonly what: string }): void => {
    if (how === 'before') say(`step ${step.what}`)
    if (death === undefined || death.no !== step.no || death.how !== how) return
    say(`dies ${how} ${step.what}`)
    process.kill(process.pid, 'SIGKILL')
  }
  const config = loadConfig(readEnvironment())
  const log = createLog(config.logLevel, secretsOf(config))
  const options: AppOptions = { log, clock: hastyClock(), disk: countingDisk(realDisk, at) }
  await startApp(config, options)
  say('ready')
}

/** Loads all that a life loads, and does nothing with it. */
const warmUp = async (): Promise<void> => {
  await import('webex-node-bot-framework')
  await import('webex-node-bot-framework/lib/process-event.js')
}

const task = process.argv[2]
const work = task === 'warm-up' ? warmUp() : live(task)
work.catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
