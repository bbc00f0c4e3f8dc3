import assert from 'node:assert/strict'
import { type App, systemClock } from '../../src/app.ts'
import type { Clock } from '../../src/model/clock.ts'
import type { Job } from '../../src/model/job.ts'
import { PERSONAS, type Persona } from '../../src/sandbox/administration/personas.ts'
import type { ClientMessage } from '../../src/sandbox/person-client.ts'
import { toLine } from '../../src/sandbox/traffic.ts'
import type { WebexSandbox } from '../../src/sandbox/webex.ts'
import { type BotWorld, type BotWorldOptions, button, heard, isCard, openBotWorld, rowsOf, says } from './bot-world.ts'

/** What the tests of a running job share: a world that is checked for tokens when it ends, and what is asked of it. */

const SECRETS = ['sandbox-secret', 'sandbox-refresh', 'a-secret-of-the-tests']

/** Gives `work` a world of its own; afterwards no token may be in the log or in what went over the wire. */
export const inWorld = async (options: BotWorldOptions, work: (world: BotWorld) => Promise<void>): Promise<void> => {
  const world = await openBotWorld(options)
  try {
    await work(world)
    const { tokens } = world.sandbox.administration
    const seen = `${world.logged()}${world.sandbox.traffic.calls.map(toLine).join('\n')}`
    for (const secret of [...PERSONAS.map((persona) => tokens.of(persona)), ...SECRETS])
      assert.ok(!seen.includes(secret), `"${secret.slice(0, 16)}" is in the log or in the traffic`)
    assert.ok(!/sandbox-\d+_PF84_/.test(seen), 'a made token is in the log or in the traffic')
  } finally {
    await world.close()
  }
}

/** Time passes so many times faster, for waits as for what time it is. */
export const fastClock = (times: number): Clock => {
  const start = Date.now()
  return {
    now: () => new Date(start + (Date.now() - start) * times),
    sleep: (ms, signal) => systemClock.sleep(ms / times, signal),
  }
}

export interface ShiftedClock extends Clock {
  advance(ms: number): void
}

/** The real time, which can be put on. */
export const shiftedClock = (): ShiftedClock => {
  let shift = 0
  return {
    now: () => new Date(Date.now() + shift),
    sleep: systemClock.sleep,
    advance: (ms) => {
      shift += ms
    },
  }
}

export const PEOPLE_SCOPES = [
  'spark-admin:people_read',
  'spark-admin:people_write',
  'spark-admin:roles_read',
  'spark-admin:organizations_read',
  'spark-admin:licenses_read',
]

/** An admin token that may not use SCIM Bulk. */
export const peopleToken = ({ administration }: WebexSandbox): string =>
  administration.tokens.add({ owner: 'serviceApp', scopes: PEOPLE_SCOPES })

export const MEANS = {
  'SCIM Bulk': { path: '^/identity/scim/[^/]+/v2/Bulk', method: 'POST', settings: () => ({}) },
  'People API, one by one': {
    path: '^/v1/people/[^/?]+$',
    method: 'DELETE',
    settings: (sandbox: WebexSandbox) => ({ WEBEX_ADMIN_TOKEN: peopleToken(sandbox) }),
  },
} as const
export type Means = keyof typeof MEANS
export const ALL_MEANS = Object.keys(MEANS) as readonly Means[]

/** Addresses of those whom anybody but the test itself deleted, in order, as often as it happened. */
export const deletedIn = ({ sandbox }: BotWorld): readonly string[] =>
  sandbox.administration.organisation.changes
    .filter(({ what, through }) => what === 'deleted' && through !== 'sandbox')
    .map(({ email }) => email)

export const until = async <T>(
  what: string,
  ask: () => T | Promise<T>,
  patienceMs = 30_000,
): Promise<NonNullable<T>> => {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (performance.now() > deadline) throw new Error(`${what}: not within ${patienceMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

export const newestJob = async (app: App): Promise<Job> => {
  const [job] = await app.jobs.store.list()
  assert.ok(job, 'there is a job')
  return job
}

export const jobIs = (world: BotWorld, status: Job['status'], patienceMs?: number): Promise<Job> =>
  until(
    `the job is ${status}`,
    async () => {
      const job = await newestJob(world.app())
      return job.status === status ? job : undefined
    },
    patienceMs,
  )

/** Somebody types a command about the newest job; resolves with the bot's next message of these words. */
export const typed = async (world: BotWorld, who: Persona, command: string, answer: RegExp): Promise<ClientMessage> => {
  const client = world.client(who)
  const before = await client.messages()
  await client.mention({ text: `${command} ${(await newestJob(world.app())).id}` })
  return heard(client, says(answer), before)
}

export const controlCard = (world: BotWorld): Promise<ClientMessage> =>
  heard(world.client('alma'), (message) => isCard(message) && JSON.stringify(message.attachments).includes('"Pause"'))

export const clicked = async (world: BotWorld, who: Persona, title: string, answer: RegExp): Promise<ClientMessage> => {
  const [client, card] = [world.client(who), await controlCard(world)]
  const before = await client.messages()
  await client.click(card.id, button(card, title))
  return heard(client, says(answer), before)
}

export const ended = (world: BotWorld, words: RegExp = /is completed/): Promise<ClientMessage> =>
  heard(world.client('alma'), says(words))

export interface Files {
  readonly results: readonly string[]
  readonly errors: readonly Readonly<Record<string, string>>[]
}

/** The files of the newest job; empty where none was due. */
export const filesOf = async (world: BotWorld): Promise<Files> => {
  const { id, tally } = await newestJob(world.app())
  const client = world.client('alma')
  const has = (count: number | undefined): boolean => (count ?? 0) > 0
  const results = has((tally?.done ?? 0) + (tally?.['already-done'] ?? 0)) ? await rowsOf(client, `results-${id}`) : []
  const left = tally ? tally.failed + tally.drifted + tally.unknown + tally.cancelled + tally.skipped : 0
  const errors = has(left) ? await rowsOf(client, `errors-${id}`) : []
  return { results: results.map(({ email = '' }) => email), errors }
}

/** Each row in exactly one file, nobody deleted twice, and nobody who was not asked for. */
export const assertAccounted = async (world: BotWorld, asked: readonly string[]): Promise<Files> => {
  const files = await filesOf(world)
  const named = [...files.results, ...files.errors.map(({ email = '' }) => email)]
  assert.deepEqual([...named].sort(), [...asked].sort(), 'each row is in exactly one file')
  const gone = deletedIn(world)
  assert.equal(new Set(gone).size, gone.length, 'nobody is deleted twice')
  assert.deepEqual(
    gone.filter((address) => !asked.includes(address)),
    [],
    'nobody else is deleted',
  )
  for (const address of files.results) assert.ok(!world.isThere(address), `${address} is gone`)
  return files
}

export const countOf = async (world: BotWorld, words: RegExp): Promise<number> =>
  (await world.client('alma').messages()).filter(says(words)).length
