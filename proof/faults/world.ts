/**
 * One emulated world with the real bot in it, for one job. Time passes a hundred times faster for both; what is given to the
 * network is real time, and short.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, startApp } from '../../src/app.ts'
import { loadConfig, secretsOf } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import type { Clock } from '../../src/model/clock.ts'
import type { Job } from '../../src/model/job.ts'
import { type EveryVendor, environmentOfEvery, startEveryVendor } from '../../src/sandbox/every-vendor.ts'
import type { Message } from '../../src/sandbox/messaging/records.ts'
import { type PersonClient, personClient } from '../../src/sandbox/person-client.ts'
import type { Call } from '../../src/sandbox/traffic.ts'
import { fastClock } from '../../test/support/running-world.ts'
import type { Scenario } from './scenarios.ts'

export interface World {
  readonly cloud: EveryVendor
  app(): App
  readonly clock: Clock
  /** Puts the time on, for everybody. */
  advance(ms: number): void
  /** Stops the bot and starts it anew, with these settings beside the others. */
  restart(settings: Readonly<Record<string, string>>): Promise<void>
  /** Of the bot, those of its start included. */
  readonly calls: readonly Call[]
  /** What the bot has posted, also what was taken away again. */
  readonly said: readonly Message[]
  readonly alma: PersonClient
  readonly ben: PersonClient
  /** The newest. */
  job(): Promise<Job | undefined>
  logged(): string
  close(): Promise<void>
}

const TIMES_FASTER = 100
/** Real time: for one call, whoever it goes to. Long enough for a busy machine. */
const CALL_MS = 800
const PEOPLE = 24

const TIMEOUTS = {
  requestMs: CALL_MS,
  handshakeMs: 5_000,
  // A websocket that is slow on a busy machine is not the fault that is looked at.
  pingEveryMs: 600_000,
  pongWithinMs: 500_000,
  stuckAfterMs: 500_000,
}

export const openWorld = async (scenario: Scenario): Promise<World> => {
  const { clock, advance } = movedClock()
  const cloud = await startEveryVendor({
    organisation: { size: PEOPLE },
    ...scenario.cloud,
    clock: () => clock.now(),
  })
  const lines: string[] = []
  const calls: Call[] = []
  cloud.traffic.subscribe((call) => {
    if (isOfBot(call)) calls.push(call)
  })
  const dataDir = await mkdtemp(join(tmpdir(), 'twokey-faults-'))
  const place = { cloud, clock, dataDir, write: (line: string) => void lines.push(line) }
  let app = await startBot(scenario, place)
  const said = hearBot(cloud)
  const client = (name: 'alma' | 'ben'): PersonClient => {
    const { apiUrl, administration, roomId } = cloud
    return personClient({ apiUrl, roomId, token: administration.tokens.of(name), botEmail: 'twokey@webex.bot' })
  }
  return {
    cloud,
    app: () => app,
    clock,
    advance,
    restart: async (settings) => {
      await app.close()
      app = await startBot(scenario, place, settings)
    },
    calls,
    said,
    alma: client('alma'),
    ben: client('ben'),
    job: async () => (await app.jobs.store.list())[0],
    logged: () => lines.join(''),
    close: async () => {
      cloud.knobs.reset()
      await app.close()
      await cloud.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

const movedClock = () => {
  const fast = fastClock(TIMES_FASTER)
  let shift = 0
  const clock: Clock = {
    now: () => new Date(fast.now().getTime() + shift),
    sleep: fast.sleep,
  }
  return {
    clock,
    advance: (ms: number) => {
      shift += ms
    },
  }
}

/** Whatever does not say that it is a person. */
export const BOT_AGENT = '^(?!sandbox-person)'

export const isOfBot = ({ agent = '' }: Pick<Call, 'agent'>): boolean => new RegExp(BOT_AGENT).test(agent)

interface Place {
  readonly cloud: EveryVendor
  readonly clock: Clock
  readonly dataDir: string
  readonly write: (line: string) => void
}

const startBot = (
  scenario: Scenario,
  { cloud, clock, dataDir, write }: Place,
  more: Readonly<Record<string, string>> = {},
): Promise<App> => {
  const config = loadConfig({
    ...environmentOfEvery(cloud),
    DIRECTORIES: scenario.vendor === 'webex' ? 'webex' : `${scenario.vendor},webex`,
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    MAX_SHARE: '1',
    WEBEX_CALLS_PER_MINUTE: '100000',
    ...scenario.settings?.(cloud),
    ...more,
  })
  return startApp(config, {
    log: createLog(config.logLevel, secretsOf(config), { write }),
    clock,
    gatewayTimeouts: TIMEOUTS,
    directoryTimeoutMs: CALL_MS,
    downloadTimeoutMs: CALL_MS,
  })
}

const hearBot = ({ spaces, administration: { organisation } }: EveryVendor): readonly Message[] => {
  const { uuid } = organisation.persona('bot')
  const said: Message[] = []
  spaces.subscribe((event) => {
    if (event.kind === 'message-created' && event.message.personUuid === uuid) said.push(event.message)
  })
  return said
}
