/**
 * The emulated clouds of every vendor with the page in front of them, and a bot that lives there. Nothing of it is kept: what the
 * bot remembers is in a folder of its own that goes with it.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { type EveryVendor, environmentOfEvery, startEveryVendor } from './every-vendor.ts'
import { BotProcess } from './page/bot-process.ts'
import type { Connect } from './page/connect.ts'
import { Events } from './page/events.ts'
import { pageRouter } from './page/page.ts'
import { resetter } from './page/reset.ts'
import { Sessions } from './page/sessions.ts'

type Given = Readonly<Record<string, string | undefined>>

export interface PlaygroundOptions {
  readonly connect: Connect
  /** Hears a fresh link when somebody came with one that was used. */
  readonly onLink: (link: string) => void
  /** Where the compiler put the scripts of the page; beside the compiled server when absent. */
  readonly clientDir?: string
}

export interface Playground {
  readonly cloud: EveryVendor
  readonly bot: BotProcess
  /** What the bot finds in its environment. */
  readonly environment: Readonly<Record<string, string>>
  /** Lets one browser in, once. */
  readonly link: string
  /** The same for one more. */
  newLink(): string
  /** How many people have accounts. */
  readonly people: number
  /** Starts the bot; the page is there before. */
  start(): Promise<void>
  close(): Promise<void>
}

/** With it `undo` calls a deletion in Bevy off. */
const CANCEL_PATH = '/api/user/{id}/cancel-deletion/'

export const startPlayground = async (given: Given, options: PlaygroundOptions): Promise<Playground> => {
  const front = express.Router()
  const cloud = await startEveryVendor({ gate: front, bevy: { cancel: { method: 'POST', path: CANCEL_PATH } } })
  const dataDir = await mkdtemp(join(tmpdir(), 'twokey-playground-'))
  const environment = () => environmentIn(cloud, given, dataDir)
  const events = new Events()
  const sessions = new Sessions({ origin: () => cloud.url, onNewLink: options.onLink })
  const bot = new BotProcess({ environment, onChange: (process) => events.tell({ kind: 'process', process }) })
  front.use(
    pageRouter({
      cloud,
      sessions,
      bot,
      events,
      connect: options.connect,
      reset: resetter({ cloud, bot, dataDir }),
      ...(options.clientDir !== undefined && { clientDir: options.clientDir }),
    }),
  )
  const { organisation } = cloud.administration
  return {
    cloud,
    bot,
    environment: environment(),
    link: sessions.newLink(),
    newLink: () => sessions.newLink(),
    people: organisation.people(organisation.home.uuid).length,
    start: () => bot.start(),
    close: async () => {
      await bot.stop()
      events.close()
      await cloud.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Otto is on the list and of another organisation, so that a visitor can see him refused. */
const environmentIn = (cloud: EveryVendor, given: Given, dataDir: string): Readonly<Record<string, string>> => {
  const own = environmentOfEvery(cloud)
  const otto = cloud.administration.organisation.persona('otto').emails[0]?.value ?? ''
  return {
    ...withoutVendors(given),
    ...own,
    APPROVERS: `${own['APPROVERS']},${otto}`,
    BEVY_CANCEL_PATH: CANCEL_PATH,
    DATA_DIR: dataDir,
    PORT: '0',
  }
}

/** Half of a real set-up in `.env` must not meet the sandbox's own, and no proxy leads to this machine. */
const withoutVendors = (given: Given): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      value === undefined ||
      /^(WEBEX|WEBHOOK|OKTA|BEVY|AAC)_|^(REQUESTERS|APPROVERS|DIRECTORIES)$|^\w+_PROXY$/i.test(name)
        ? []
        : [[name, value] as const],
    ),
  )
