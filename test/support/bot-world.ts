import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { type App, type AppOptions, startApp } from '../../src/app.ts'
import { loadConfig, secretsOf } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import type { Persona } from '../../src/sandbox/administration/personas.ts'
import { environmentOf } from '../../src/sandbox/environment.ts'
import {
  type EveryVendor,
  type EveryVendorOptions,
  environmentOfEvery,
  startEveryVendor,
} from '../../src/sandbox/every-vendor.ts'
import { type ClientMessage, type PersonClient, personClient } from '../../src/sandbox/person-client.ts'
import { startWebex, type WebexOptions, type WebexSandbox } from '../../src/sandbox/webex.ts'
import { freePort } from './free-port.ts'

/** The real bot on the emulated cloud, over real HTTP, with the people who use it. */

export type Mode = 'websocket' | 'webhook'
export const MODES: readonly Mode[] = ['websocket', 'webhook']

export interface BotWorldOptions {
  /** Default: FLOW_MODE, else the websocket. */
  readonly mode?: Mode
  readonly sandbox?: Omit<WebexOptions, 'vendors'>
  /** The other vendors are there, too, and all four are on unless `environment` says which. */
  readonly vendors?: Pick<EveryVendorOptions, 'okta' | 'bevy' | 'aac'>
  /** Beside those of the sandbox, e.g. `MAX_USERS`. */
  readonly environment?: Readonly<Record<string, string>>
  /** The same, where it takes the running sandbox to know it, e.g. a token made there. */
  readonly settings?: (sandbox: WebexSandbox, vendors: EveryVendor | undefined) => Readonly<Record<string, string>>
  /** The clock and the waiting times of the bot; those of the product when absent. */
  readonly app?: Omit<AppOptions, 'log'>
}

export interface BotWorld {
  readonly sandbox: WebexSandbox
  /** All four vendors; throws where `vendors` was not asked for. */
  cloud(): EveryVendor
  readonly dataDir: string
  /** The running bot. */
  app(): App
  /** Everything that the bot has logged, as it was written. */
  logged(): string
  /** Values that must be seen nowhere. */
  secrets(): readonly string[]
  /** In the first room, or in another one that the person is in. */
  client(persona: Persona, roomId?: string): PersonClient
  /** Addresses of ordinary people: no admin, no persona. */
  addresses(count: number): readonly string[]
  isThere(address: string): boolean
  stopBot(): Promise<void>
  startBot(more?: Readonly<Record<string, string>>): Promise<void>
  close(): Promise<void>
}

const PATIENCE_MS = 30_000

export const openBotWorld = async (options: BotWorldOptions = {}): Promise<BotWorld> => {
  const trafficFile = process.env['SANDBOX_TRAFFIC']
  const webexOptions = { ...(trafficFile === undefined ? {} : { trafficFile }), ...options.sandbox }
  const every = options.vendors && (await startEveryVendor({ ...webexOptions, ...options.vendors }))
  const sandbox = every ?? (await startWebex(webexOptions))
  const dataDir = await mkdtemp(join(tmpdir(), 'twokey-world-'))
  const port = await freePort()
  const lines: string[] = []
  const secrets = new Set<string>()
  let app: App | undefined
  const startBot = async (more: Readonly<Record<string, string>> = {}): Promise<void> => {
    const webhook =
      (options.mode ?? process.env['FLOW_MODE']) === 'webhook'
        ? { WEBHOOK_URL: `http://127.0.0.1:${port}/webhook`, WEBHOOK_SECRET: 'a-secret-of-the-tests' }
        : {}
    const config = loadConfig({
      ...(every ? environmentOfEvery(every) : environmentOf(sandbox)),
      ...webhook,
      PORT: String(port),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'debug',
      // The tests measure behaviour, not the vendor's patience.
      WEBEX_CALLS_PER_MINUTE: '100000',
      ...options.environment,
      ...options.settings?.(sandbox, every),
      ...more,
    })
    const log = createLog(config.logLevel, [], { write: (line: string) => void lines.push(line) })
    for (const secret of secretsOf(config)) secrets.add(secret)
    app = await startApp(config, { ...options.app, log })
  }
  const stopBot = async (): Promise<void> => {
    await app?.close()
    app = undefined
  }
  // Settings that are refused must not leave a server behind, which would keep the tests from ending.
  await startBot().catch(async (error: unknown) => {
    await sandbox.close()
    throw error
  })
  const { organisation, tokens } = sandbox.administration
  return {
    sandbox,
    cloud: () => {
      if (every === undefined) throw new Error('this world has Webex alone; give it `vendors`')
      return every
    },
    dataDir,
    app: () => {
      if (app === undefined) throw new Error('the bot is stopped')
      return app
    },
    logged: () => lines.join(''),
    secrets: () => [...secrets],
    client: (persona, roomId = sandbox.roomId) =>
      personClient({
        apiUrl: sandbox.apiUrl,
        token: tokens.of(persona),
        roomId,
        botEmail: organisation.persona('bot').emails[0]?.value ?? '',
      }),
    addresses: (count) => {
      const named = new Set(
        (['alma', 'ben', 'cleo', 'dora', 'serviceApp'] as const).map((name) => organisation.persona(name).uuid),
      )
      const ordinary = organisation
        .people(organisation.home.uuid)
        .filter(({ uuid, roles }) => roles.length === 0 && !named.has(uuid))
      return ordinary.slice(0, count).map(({ emails }) => emails[0]?.value ?? '')
    },
    isThere: (address) => organisation.userByEmail(address) !== undefined,
    stopBot,
    startBot,
    close: async () => {
      await stopBot()
      await sandbox.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** A CSV with a header and one address a line. */
export const csvOf = (addresses: readonly string[]): { readonly name: string; readonly content: string } => ({
  name: 'leavers.csv',
  content: `email\n${addresses.join('\n')}\n`,
})

/** Waits for a message that is not older than those given; polls as a client does. */
export const heard = async (
  client: PersonClient,
  isIt: (message: ClientMessage) => boolean,
  before: readonly ClientMessage[] = [],
): Promise<ClientMessage> => {
  const old = new Set(before.map(({ id }) => id))
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const messages = await client.messages()
    const found = messages.find((message) => !old.has(message.id) && isIt(message))
    if (found) return found
    if (performance.now() > deadline) {
      const seen = messages.map(({ text, markdown }) => text ?? markdown ?? '(no text)').join('\n  ')
      throw new Error(`nobody said it within ${PATIENCE_MS} ms; what was said:\n  ${seen}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

export const says =
  (words: RegExp) =>
  ({ text, markdown }: ClientMessage): boolean =>
    words.test(text ?? markdown ?? '')

export const isCard = (message: ClientMessage): boolean => (message.attachments?.length ?? 0) > 0

/** The data of the card's button with this title. */
export const button = (card: ClientMessage, title: string): Readonly<Record<string, unknown>> => {
  const actions = (card.attachments?.[0]?.content['actions'] ?? []) as readonly {
    readonly title: string
    readonly data: Readonly<Record<string, unknown>>
  }[]
  const found = actions.find((action) => action.title === title)
  if (found === undefined)
    throw new Error(`the card has no button "${title}"; it has ${actions.map((action) => action.title).join(', ')}`)
  return found.data
}

/** The rows of a file in the thread whose name begins like this. */
export const rowsOf = async (
  client: PersonClient,
  start: string,
): Promise<readonly Readonly<Record<string, string>>[]> => {
  const message = await heard(
    client,
    ({ files, text, markdown }) => files !== undefined && (text ?? markdown ?? '').startsWith(start),
  )
  const { bytes } = await client.file(message.files?.[0] ?? '')
  return parse(bytes, { columns: true, bom: true }) as readonly Readonly<Record<string, string>>[]
}

/** Alma asks for these people; resolves with the approval card. */
export const asked = async (world: BotWorld, addresses: readonly string[]): Promise<ClientMessage> => {
  const alma = world.client('alma')
  const before = await alma.messages()
  await alma.mention({ text: 'delete', file: csvOf(addresses) })
  return heard(alma, isCard, before)
}

/** Alma asks and Ben approves; resolves as soon as the decision stands in the thread. */
export const askedAndApproved = async (world: BotWorld, addresses: readonly string[]): Promise<void> => {
  const card = await asked(world, addresses)
  const ben = world.client('ben')
  const before = await ben.messages()
  await ben.click(card.id, { ...button(card, 'Approve'), count: String(addresses.length), reason: '' })
  await heard(ben, says(/approved by/), before)
}

/** Neither the log nor a call, in either direction, holds a token of the bot's; and no promise failed with nobody listening. */
export const assertNoSecrets = (world: BotWorld): void => {
  // A webhook is made with its secret, and a token renewed with another one; nothing else may hold one.
  const own = /^\/(v1\/webhooks|as\/token)/
  const calls = JSON.stringify(world.sandbox.traffic.calls.filter(({ url }) => !own.test(url)))
  assert.ok(world.secrets().length >= 2 && calls.length > 2, 'there is something to look at')
  for (const secret of world.secrets()) {
    assert.ok(!world.logged().includes(secret), 'a secret is in the log')
    assert.ok(!calls.includes(secret), 'a secret is in the traffic')
  }
  assert.ok(!world.logged().includes('an unhandled rejection was absorbed'), 'a promise failed with nobody listening')
}
