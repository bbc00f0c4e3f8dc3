/**
 * Runs one case: the emulated clouds, the real bot before them, Alma who asks and Ben who approves. Measures from the outside:
 * the calls as the clouds answered them and the thread as people saw it. Throws where the job did not do what was asked.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, startApp } from '../src/app.ts'
import { loadConfig, secretsOf } from '../src/config.ts'
import { createLog } from '../src/log.ts'
import type { Clock } from '../src/model/clock.ts'
import { PERSONAS } from '../src/sandbox/administration/personas.ts'
import { type EveryVendor, environmentOfEvery, startEveryVendor } from '../src/sandbox/every-vendor.ts'
import type { SpaceEvent } from '../src/sandbox/messaging/records.ts'
import { personClient } from '../src/sandbox/person-client.ts'
import type { BenchCase, SeenCall } from './bench-case.ts'
import { fastClock } from './clock.ts'
import { type CaseFigures, figuresOf } from './measure.ts'
import { followThread, type Thread, wordsOf } from './thread.ts'

export interface RunOptions {
  readonly users: number
  /** Time passes so many times faster. */
  readonly scale: number
  readonly seed: number
  /** Of every call, by the clock. */
  readonly latencyMs: number
  /** QUOTA_SHARE. */
  readonly share: number
}

/** The job is about one of so many people of the directory. */
const ONE_OF = 3
/** Real time. */
const PATIENCE_MS = 240_000

export const runCase = async (bench: BenchCase, asked: RunOptions): Promise<CaseFigures> => {
  const options = { ...asked, scale: Math.min(asked.scale, bench.mostScale ?? asked.scale) }
  const clock = fastClock(options.scale)
  const cloud = await startCloud(bench, options, clock)
  const dataDir = await mkdtemp(join(tmpdir(), 'twokey-bench-'))
  const calls = recordCalls(bench, cloud, clock)
  let app: App | undefined
  try {
    app = await startBot(bench, options, cloud, dataDir, clock)
    return await measured(bench, options, { cloud, app, clock, calls })
  } finally {
    await app?.close()
    await cloud.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

const startCloud = (
  bench: BenchCase,
  { users, seed, scale, latencyMs }: RunOptions,
  clock: Clock,
): Promise<EveryVendor> =>
  startEveryVendor({
    ...bench.cloud,
    clock: () => clock.now(),
    knobs: { ...bench.cloud?.knobs, latencyMs: latencyMs / scale },
    organisation: { size: users * ONE_OF, seed },
  })

const startBot = (
  bench: BenchCase,
  { users, share }: RunOptions,
  cloud: EveryVendor,
  dataDir: string,
  clock: Clock,
): Promise<App> => {
  const config = loadConfig({
    ...environmentOfEvery(cloud),
    DIRECTORIES: bench.vendor === 'webex' ? 'webex' : `${bench.vendor},webex`,
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    MAX_USERS: String(users),
    MAX_ROWS: String(users * ONE_OF + PERSONAS.length),
    MAX_SHARE: '1',
    QUOTA_SHARE: String(share),
    ...bench.settings?.(cloud),
  })
  return startApp(config, { log: createLog(config.logLevel, secretsOf(config)), clock })
}

interface Stage {
  readonly cloud: EveryVendor
  readonly app: App
  readonly clock: Clock
  /** Since before the bot was started. */
  readonly calls: readonly SeenCall[]
}

const measured = async (
  bench: BenchCase,
  { users, scale, share, latencyMs }: RunOptions,
  { cloud, app, clock, calls }: Stage,
): Promise<CaseFigures> => {
  const { chosen, others, people } = crowdOf(bench, cloud, users)
  const thread = followThread(cloud, clock)
  const at = await play(bench, cloud, app, thread, bench.csv(chosen, others))
  thread.stop()
  const undone = chosen.filter((address) => !bench.isDone(cloud, address))
  if (undone.length > 0) throw new Error(`${bench.name}: ${undone.length} of ${users} people were not done`)
  const between = (from: number, to: number) => ({
    calls: calls.filter(({ atMs }) => atMs >= from && atMs < to),
    tookMs: to - from,
  })
  const measuring = { bench, crowd: { people, users }, scale, share, roundTripMs: latencyMs }
  return figuresOf(measuring, { calls, plan: between(at.asked, at.card), run: between(at.click, at.end) })
}

interface Times {
  readonly asked: number
  readonly card: number
  readonly click: number
  readonly end: number
}

const play = async (
  bench: BenchCase,
  cloud: EveryVendor,
  app: App,
  thread: Thread,
  content: string,
): Promise<Times> => {
  const [alma, ben] = [client(cloud, 'alma'), client(cloud, 'ben')]
  const asked = await alma.mention({ text: bench.command, file: { name: 'people.csv', content } })
  const isCard = (event: SpaceEvent) => event.kind === 'message-created' && event.message.card !== undefined
  const card = await thread.when(`${bench.name}: the card`, isCard, PATIENCE_MS)
  const [message] = (await ben.messages()).filter(({ attachments = [] }) => attachments.length > 0)
  const [job] = await app.jobs.store.list()
  if (!message || !job?.summary) throw new Error(`${bench.name}: there is a card and no job with a plan`)
  const count = String(job.summary.planned)
  await ben.click(message.id, { job: job.id, nonce: job.nonce, verdict: 'approve', count, reason: '' })
  const click = await thread.when('the click', ({ kind }) => kind === 'card-submitted', PATIENCE_MS)
  const isEnd = (event: SpaceEvent) => /is (completed|paused|stopped|cancelled)/.test(wordsOf(event))
  const end = await thread.when(`${bench.name}: the end of the run`, isEnd, PATIENCE_MS)
  if (!/is completed/.test(wordsOf(end.event))) throw new Error(`${bench.name}: ${wordsOf(end.event)}`)
  return { asked: Date.parse(asked.created), card: card.atMs, click: click.atMs, end: end.atMs }
}

const client = ({ apiUrl, administration, roomId }: EveryVendor, name: 'alma' | 'ben') =>
  personClient({ apiUrl, roomId, token: administration.tokens.of(name), botEmail: 'twokey@webex.bot' })

/** The people of the job are the first who suit; nobody who works with the bot and no administrator is one of them. */
const crowdOf = (bench: BenchCase, cloud: EveryVendor, users: number) => {
  const { organisation } = cloud.administration
  const personas = new Set<string>(PERSONAS.map((persona) => organisation.persona(persona).uuid))
  const home = organisation.people(organisation.home.uuid)
  const suiting = home.filter(
    (user) => user.roles.length === 0 && !personas.has(user.uuid) && (bench.suits?.(cloud, user) ?? true),
  )
  const chosen = suiting.slice(0, users).map(({ emails }) => emails[0]?.value ?? '')
  if (chosen.length < users) throw new Error(`${bench.name}: ${chosen.length} people suit, and ${users} are wanted`)
  const taken = new Set(chosen)
  const others = home.map(({ emails }) => emails[0]?.value ?? '').filter((address) => !taken.has(address))
  return { chosen, others, people: home.length }
}

const recordCalls = (bench: BenchCase, { traffic }: EveryVendor, clock: Clock): readonly SeenCall[] => {
  const calls: SeenCall[] = []
  traffic.subscribe(({ vendor, method, url, status }) => {
    const call = { method, url, status, atMs: clock.now().getTime() }
    if (vendor === bench.vendor && !bench.isForeign?.(call)) calls.push(call)
  })
  return calls
}
