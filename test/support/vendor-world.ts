import assert from 'node:assert/strict'
import { systemClock } from '../../src/app.ts'
import type { Clock } from '../../src/model/clock.ts'
import type { Job } from '../../src/model/job.ts'
import type { DirectoryName } from '../../src/model/vendor.ts'
import type { ClientMessage } from '../../src/sandbox/person-client.ts'
import type { Call } from '../../src/sandbox/traffic.ts'
import type { WebexSandbox } from '../../src/sandbox/webex.ts'
import {
  assertNoSecrets,
  type BotWorld,
  type BotWorldOptions,
  button,
  type csvOf,
  heard,
  isCard,
  rowsOf,
  says,
} from './bot-world.ts'
import { inWorld, newestJob, until } from './running-world.ts'

/** What the tests of one vendor beside Webex share: a bot that serves that vendor alone, and how it is asked and approved. */

export const DAY_MS = 86_400_000

/** The real time, which can be put on; whoever waits waits so many times shorter. One for the bot and for the cloud. */
export interface WorldClock extends Clock {
  advance(ms: number): void
  /** How often somebody has begun to wait for just so long. */
  waits(ms: number): number
}

export const worldClock = (times = 100, begins = new Date()): WorldClock => {
  let shift = begins.getTime() - Date.now()
  const waits = new Map<number, number>()
  return {
    now: () => new Date(Date.now() + shift),
    sleep: (ms, signal) => {
      waits.set(ms, (waits.get(ms) ?? 0) + 1)
      return systemClock.sleep(ms / times, signal)
    },
    advance: (ms) => {
      shift += ms
    },
    waits: (ms) => waits.get(ms) ?? 0,
  }
}

/** Of the bot: how often it looks whether a job is due again, and whether something is unsaid. */
const ROUND_MS = 30_000

/** Resolves when the bot has looked at least twice at every job. */
export const looksAgain = async (clock: WorldClock): Promise<void> => {
  const before = clock.waits(ROUND_MS)
  await until('the bot looks at its jobs', () => clock.waits(ROUND_MS) >= before + 5)
}

export interface VendorWorldOptions extends Pick<BotWorldOptions, 'vendors' | 'environment' | 'settings' | 'app'> {
  /** Of the bot and of the emulated cloud. */
  readonly clock?: WorldClock
  /** People of the home organisation, who are those of every vendor. Default 60. */
  readonly size?: number
}

/** A world in which the bot serves `vendor` alone; afterwards no token may have been seen anywhere. */
export const inVendorWorld = (
  vendor: DirectoryName,
  { clock, size = 60, vendors = {}, environment, settings, app }: VendorWorldOptions,
  work: (world: BotWorld) => Promise<void>,
): Promise<void> =>
  inWorld(
    {
      vendors,
      sandbox: { organisation: { size }, ...(clock && { clock: clock.now }) },
      environment: { DIRECTORIES: vendor, MAX_SHARE: '0.5', ...environment },
      settings: (sandbox, cloud) => ({ WEBEX_ORG_ID: orgIdOf(sandbox), ...settings?.(sandbox, cloud) }),
      app: { ...(clock && { clock }), ...app },
    },
    async (world) => {
      await work(world)
      assertNoSecrets(world)
      assert.ok(!/sandbox-aac-refresh-\d/.test(world.logged()), 'a refresh token is in the log')
    },
  )

/** What a bot in a process of its own needs to serve `vendor` alone in this world, with a token that is good now. */
export const environmentFor = (world: BotWorld, vendor: 'okta' | 'bevy' | 'aac'): Readonly<Record<string, string>> => ({
  ...world.cloud()[vendor].environment(world.sandbox.url),
  DIRECTORIES: vendor,
  WEBEX_ORG_ID: orgIdOf(world.sandbox),
  MAX_SHARE: '0.5',
})

export const orgIdOf = ({ administration }: WebexSandbox): string =>
  Buffer.from(`ciscospark://us/ORGANIZATION/${administration.organisation.home.uuid}`).toString('base64url')

export type Csv = ReturnType<typeof csvOf>

/** Alma says it; resolves with the approval card that comes of it. */
export const cardFor = async (world: BotWorld, text: string, file?: Csv): Promise<ClientMessage> => {
  const alma = world.client('alma')
  const before = await alma.messages()
  await alma.mention({ text, ...(file && { file }) })
  return heard(alma, (message) => isCard(message) && JSON.stringify(message.attachments).includes('"Approve"'), before)
}

/** Alma says it; resolves with the first words that match. */
export const answerTo = async (world: BotWorld, text: string, words: RegExp, file?: Csv): Promise<string> => {
  const alma = world.client('alma')
  const before = await alma.messages()
  await alma.mention({ text, ...(file && { file }) })
  return wordsOf(await heard(alma, says(words), before))
}

export const wordsOf = ({ text, markdown }: ClientMessage): string => markdown ?? text ?? ''

/** Ben approves exactly what is planned. */
export const approve = async (world: BotWorld, card: ClientMessage): Promise<void> => {
  const count = String((await newestJob(world.app())).summary?.planned)
  await world.client('ben').click(card.id, { ...button(card, 'Approve'), count, reason: '' })
}

/** Alma asks and Ben approves. */
export const approved = async (world: BotWorld, text: string, file?: Csv): Promise<void> =>
  approve(world, await cardFor(world, text, file))

/** Resolves when the newest job has ended and has said so. */
export const endedAs = (world: BotWorld, status: Job['status'] = 'completed'): Promise<Job> =>
  until(`the job is ${status} and told`, async () => {
    const job = await newestJob(world.app())
    return job.status === status && job.posted.words !== undefined ? job : undefined
  })

/** Resolves when the newest job stands still, for this reason, and has said so. */
export const pausedFor = (world: BotWorld, code: NonNullable<Job['pause']>['code']): Promise<Job> =>
  until(`the job is paused for ${code}, and says so`, async () => {
    const job = await newestJob(world.app())
    return job.status === 'paused' && job.pause?.code === code && job.posted.pause !== undefined ? job : undefined
  })

type Rows = readonly Readonly<Record<string, string>>[]

export const resultsOf = async (world: BotWorld): Promise<Rows> =>
  rowsOf(world.client('alma'), `results-${(await newestJob(world.app())).id}`)

export const errorsOf = async (world: BotWorld): Promise<Rows> =>
  rowsOf(world.client('alma'), `errors-${(await newestJob(world.app())).id}`)

/** Calls to a vendor as it knows their paths. */
export const callsTo = (world: BotWorld, vendor: DirectoryName, method?: string, path = /^/): readonly Call[] =>
  world.sandbox.traffic.calls.filter(
    (call) => call.vendor === vendor && (method === undefined || call.method === method) && path.test(call.url),
  )

export const fileOf = (columns: string, lines: readonly string[], name = 'people.csv'): Csv => ({
  name,
  content: `${[columns, ...lines].join('\n')}\n`,
})
