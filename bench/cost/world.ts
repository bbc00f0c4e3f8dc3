/**
 * The emulated clouds for a bot in a process of its own, with people of the organisation to be deleted, Alma who asks, Ben who
 * approves, and a record of when the bot waited for an answer.
 */
import { rm } from 'node:fs/promises'
import type { RequestHandler } from 'express'
import { PERSONAS } from '../../src/sandbox/administration/personas.ts'
import { primaryEmail, type User } from '../../src/sandbox/administration/user.ts'
import { type EveryVendor, environmentOfEvery, startEveryVendor } from '../../src/sandbox/every-vendor.ts'
import { type ClientMessage, PERSON_AGENT, type PersonClient, personClient } from '../../src/sandbox/person-client.ts'
import { followThread, type Heard, type Thread, wordsOf } from '../thread.ts'
import type { CloudCall } from './calls.ts'
import { epochMs } from './epoch.ts'

export interface WorldOptions {
  readonly rows: number
  readonly seed: number
  /** Of the data folder, the bot's log and the probe. */
  readonly folder: string
  /** Beside those that every bot here has. */
  readonly settings?: (cloud: EveryVendor) => Readonly<Record<string, string>>
}

export interface World {
  readonly cloud: EveryVendor
  readonly users: readonly User[]
  readonly dataDir: string
  readonly environment: Readonly<Record<string, string>>
  readonly thread: Thread
  /** Answered calls of the bot, in the order of their ends. */
  readonly calls: readonly CloudCall[]
  /** Hears each call of the bot when it was answered. Returns the way to stop. */
  onCall(hear: (call: CloudCall) => void): () => void
  /** Alma sends the file; resolves when the emulated Webex has the message. */
  ask(content: string): Promise<Heard>
  /** Ben turns the second key; resolves when the emulated Webex has the click. */
  approve(): Promise<Heard>
  close(): Promise<void>
}

/** Far above what one process can send, so that nothing waits for a quota. */
const CALLS_A_MINUTE = '100000'
export const PATIENCE_MS = 900_000
export const clock = { now: () => new Date(epochMs()), sleep: async () => undefined }

export const openWorld = async ({ rows, seed, folder, settings }: WorldOptions): Promise<World> => {
  const calls: CloudCall[] = []
  const listeners = new Set<(call: CloudCall) => void>()
  const gate = timed((call) => {
    calls.push(call)
    for (const hear of listeners) hear(call)
  })
  const cloud = await startEveryVendor({ gate, organisation: { size: rows + SPARE, seed } })
  const dataDir = `${folder}/data`
  const thread = followThread(cloud, clock)
  const [alma, ben] = [clientOf(cloud, 'alma'), clientOf(cloud, 'ben')]
  return {
    cloud,
    users: usersOf(cloud, rows),
    dataDir,
    environment: { ...environmentOfEvery(cloud), ...settingsFor(rows), DATA_DIR: dataDir, ...settings?.(cloud) },
    thread,
    calls,
    onCall: (hear) => {
      listeners.add(hear)
      return () => listeners.delete(hear)
    },
    ask: async (content) => {
      await alma.mention({ text: 'delete webex', file: { name: 'exported_users.csv', content } })
      return thread.when('the request', ({ kind }) => kind === 'message-created', PATIENCE_MS)
    },
    approve: async () => {
      const { id, inputs } = cardIn(await ben.messages())
      await ben.click(id, { ...inputs, count: String(rows), reason: '' })
      return thread.when('the click', ({ kind }) => kind === 'card-submitted', PATIENCE_MS)
    },
    close: async () => {
      thread.stop()
      await cloud.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The personas, and administrators among the others. */
const SPARE = 200

const settingsFor = (rows: number): Readonly<Record<string, string>> => ({
  DIRECTORIES: 'webex',
  HOST: '127.0.0.1',
  LOG_LEVEL: 'info',
  MAX_USERS: String(rows),
  MAX_ROWS: String(rows),
  MAX_FILE_MB: '100',
  MAX_SHARE: '1',
  QUOTA_SHARE: '1',
  WEBEX_CALLS_PER_MINUTE: CALLS_A_MINUTE,
})

/** Nobody who works with the bot and no administrator: each of them is planned. */
const usersOf = ({ administration: { organisation } }: EveryVendor, rows: number): readonly User[] => {
  const personas = new Set<string>(PERSONAS.map((persona) => organisation.persona(persona).uuid))
  const users = organisation
    .people(organisation.home.uuid)
    .filter(({ uuid, roles }) => roles.length === 0 && !personas.has(uuid))
    .slice(0, rows)
  if (users.length < rows) throw new Error(`making the people: ${users.length} suit, and ${rows} are wanted`)
  return users
}

export const isGone = ({ administration }: EveryVendor, user: User): boolean =>
  administration.organisation.userByEmail(primaryEmail(user)) === undefined

const timed =
  (tell: (call: CloudCall) => void): RequestHandler =>
  (req, res, next) => {
    if (req.headers['user-agent'] === PERSON_AGENT) return next()
    const [from, method, url] = [epochMs(), req.method, req.originalUrl]
    res.once('finish', () => tell({ method, url, from, to: epochMs() }))
    next()
  }

const clientOf = ({ apiUrl, administration, roomId }: EveryVendor, name: 'alma' | 'ben'): PersonClient =>
  personClient({ apiUrl, roomId, token: administration.tokens.of(name), botEmail: 'twokey@webex.bot' })

/** What the button of the card would send. */
const cardIn = (messages: readonly ClientMessage[]) => {
  for (const { id, attachments = [] } of messages) {
    const button = /\{"job":"([^"]*)","nonce":"([^"]*)","verdict":"approve"\}/.exec(JSON.stringify(attachments))
    const [, job, nonce] = button ?? []
    if (job !== undefined && nonce !== undefined) return { id, inputs: { job, nonce, verdict: 'approve' } }
  }
  throw new Error('approving: there is no card with a second key in the thread')
}

/** Resolves when the card stands. Rejects when the bot says something else instead. */
export const cardOf = ({ thread }: World): Promise<Heard> =>
  thread.when('the card', (event) => event.kind === 'message-created' && event.message.card !== undefined, PATIENCE_MS)

/** Resolves with the last words of the job; rejects when they say that it did not come to its end. */
export const endOf = async ({ thread }: World): Promise<Heard> => {
  const isEnd = (words: string): boolean => /is (completed|paused|stopped|cancelled)/.test(words)
  const end = await thread.when('the end of the run', (event) => isEnd(wordsOf(event)), PATIENCE_MS)
  if (/is completed/.test(wordsOf(end.event))) return end
  throw new Error(`measuring a run: ${wordsOf(end.event)}`)
}
