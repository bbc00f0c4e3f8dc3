/**
 * One story from the first call to the verdict: the emulated clouds, the real bot on them, the thread as it happens, the files in
 * a folder, and at the end what was done and whether it was right.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startApp } from '../../app.ts'
import { loadConfig, secretsOf } from '../../config.ts'
import { createLog } from '../../log.ts'
import { type EveryVendor, environmentOfEvery, startEveryVendor } from '../every-vendor.ts'
import { type PersonClient, personClient } from '../person-client.ts'
import { countCalls } from './call-counter.ts'
import { cloudsOf } from './clouds.ts'
import { faultsOfEnd, faultsOfJob } from './judge.ts'
import { play, type Stage } from './player.ts'
import { printer } from './print-thread.ts'
import type { Scene, Story } from './story.ts'
import { summary } from './summary.ts'

export const OUT = 'demo-out'

/** Returns whether all was as it should be. Throws when the bot does not say in time what it should. */
export const perform = async (story: Story, write: (text: string) => void): Promise<boolean> => {
  const startedAt = performance.now()
  await rm(OUT, { recursive: true, force: true })
  await mkdir(OUT)
  const cloud = await startEveryVendor({ ...story.sandbox, trafficFile: join(OUT, 'traffic.jsonl') })
  const calls = countCalls(cloud.traffic)
  const dataDir = await mkdtemp(join(tmpdir(), 'twokey-demo-'))
  try {
    const scene = story.scene(cloud)
    const closeBot = await startBot(cloud, scene, dataDir)
    try {
      const { faults, ...told } = await played(cloud, scene, write)
      const seconds = (performance.now() - startedAt) / 1000
      write(summary({ story: story.name, ...told, faults, calls: calls(), seconds, folder: OUT }))
      return faults.length === 0
    } finally {
      await closeBot()
    }
  } finally {
    await cloud.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Returns the way to stop it. */
const startBot = async (cloud: EveryVendor, { environment }: Scene, dataDir: string): Promise<() => Promise<void>> => {
  const config = loadConfig({
    ...environmentOfEvery(cloud),
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    ...environment,
  })
  const secrets = new Set(secretsOf(config))
  const log = createLog(config.logLevel, secrets)
  const app = await startApp(config, { log, onSecret: (secret) => secrets.add(secret) })
  return () => app.close()
}

const played = async (cloud: EveryVendor, { acts, alsoHolds }: Scene, write: (text: string) => void) => {
  const before = cloudsOf(cloud)
  const print = printer((uuid) => cloud.identity.account(uuid), write)
  const stopPrinting = cloud.spaces.subscribe(print.event)
  const [fetched, saved] = [new Set<string>(), new Map<string, Buffer>()]
  const [alma, ben] = [client(cloud, 'alma'), client(cloud, 'ben')]
  const stage: Stage = { cloud, alma, ben, before, tell: print.narration, files: () => save(alma, fetched, saved) }
  try {
    const { jobs, faults } = await play(stage, acts)
    const after = cloudsOf(cloud)
    const meant = jobs.flatMap(({ request }) => request.meant)
    const found = [
      ...faults,
      ...jobs.flatMap(faultsOfJob),
      ...faultsOfEnd(before, meant, after),
      ...(alsoHolds?.({ jobs, before, after }) ?? []),
    ]
    return { jobs, files: saved.size, faults: found }
  } finally {
    stopPrinting()
  }
}

const client = ({ apiUrl, administration, roomId }: EveryVendor, name: 'alma' | 'ben'): PersonClient =>
  personClient({ apiUrl, roomId, token: administration.tokens.of(name), botEmail: 'twokey@webex.bot' })

/** What Alma has attached herself is not the bot's. */
const save = async (
  alma: PersonClient,
  fetched: Set<string>,
  saved: Map<string, Buffer>,
): Promise<ReadonlyMap<string, Buffer>> => {
  for (const message of await alma.messages())
    for (const url of message.parentId === undefined ? [] : (message.files ?? [])) {
      if (fetched.has(url)) continue
      fetched.add(url)
      const { name, bytes } = await alma.file(url)
      saved.set(name, bytes)
      await writeFile(join(OUT, name), bytes)
    }
  return saved
}
