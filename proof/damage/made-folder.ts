/**
 * Data folders as the real bot leaves them, taken from it at several moments of several jobs in the emulated clouds. Must hold every
 * kind of file that a data folder can have: what is not in it is not tried.
 */
import { cp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Job } from '../../src/model/job.ts'
import type { ClientMessage } from '../../src/sandbox/person-client.ts'
import { type BotWorld, button, csvOf, heard, isCard } from '../../test/support/bot-world.ts'
import { fastClock, inWorld, newestJob, until } from '../../test/support/running-world.ts'
import { failingDisk } from './failing-disk.ts'

/** One stored file at one moment. */
export interface StoredFile {
  /** In the data folder, e.g. `jobs/J-7K2Q/plan.jsonl`. */
  readonly name: string
  readonly bytes: Buffer
  /** All files of the moment, by name: some are read together. */
  readonly beside: ReadonlyMap<string, Buffer>
}

/** Every moment's files; one that is the same as at the moment before is there once. The folders are copied into `scratch`. */
export const madeFiles = async (scratch: string): Promise<readonly StoredFile[]> => {
  const moments: string[] = []
  await inWorld(
    { vendors: {}, app: { clock: fastClock(60), disk: failingDisk('EIO', 0).disk }, environment: ALL_ON },
    async (world) => {
      const keep = async (moment: string): Promise<void> => {
        const folder = join(scratch, moment)
        await world.stopBot()
        await cp(world.dataDir, folder, { recursive: true, filter: (path) => !path.endsWith('.sock') })
        moments.push(folder)
      }
      const [first, ...others] = [
        world.addresses(6),
        world.addresses(12).slice(6, 9),
        world.addresses(20).slice(12, 16),
      ]
      await waiting(world, 'delete webex', first ?? [])
      await keep('waiting')
      await world.startBot()
      await paused(world, others[1] ?? [])
      await keep('paused')
      await world.startBot()
      await endedUnsaid(world, others[0] ?? [])
      const by = (await newestJob(world.app())).requester
      await world
        .app()
        .jobs.freeze.change(() => ({ by, at: new Date().toISOString(), reason: 'a leak; "stop", say I' }))
      await keep('ended-and-frozen')
    },
  )
  return newFilesOf(await Promise.all(moments.map(filesIn)))
}

const ALL_ON = { MAX_SHARE: '1' }
const DELETIONS_IN_OKTA = { path: '^/okta/', method: 'DELETE' }

/** In Okta, which has something to be kept before: one is gone, and then the vendor wants an hour's rest. */
const paused = async (world: BotWorld, leavers: readonly string[]): Promise<void> => {
  await approved(world, 'delete okta', leavers, () =>
    world.sandbox.knobs.set({
      rules: [{ ...DELETIONS_IN_OKTA, skip: 1, times: 1_000, effect: 429, retryAfter: '3600' }],
    }),
  )
  await newestIs(world, 'paused', ({ posted }) => posted.pause !== undefined)
  world.sandbox.knobs.reset()
}

/** In Bevy, which has a quota of the day: the chat goes down before the files are posted. */
const endedUnsaid = async (world: BotWorld, leavers: readonly string[]): Promise<void> => {
  await approved(world, 'delete bevy', leavers, () =>
    world.sandbox.knobs.set({ rules: [{ path: '^/v1/messages', method: 'POST', times: 100_000, effect: 503 }] }),
  )
  await newestIs(world, 'completed', () => true)
}

const waiting = async (world: BotWorld, text: string, leavers: readonly string[]): Promise<ClientMessage> => {
  const alma = world.client('alma')
  const earlier = await alma.messages()
  await alma.mention({ text, file: csvOf([...leavers, 'nobody@example.com']) })
  return heard(alma, isCard, earlier)
}

const approved = async (
  world: BotWorld,
  text: string,
  leavers: readonly string[],
  before: () => void,
): Promise<void> => {
  const card = await waiting(world, text, leavers)
  const count = String((await newestJob(world.app())).summary?.planned)
  before()
  await world.client('ben').click(card.id, { ...button(card, 'Approve'), count, reason: 'they left, “really”' })
}

const newestIs = (world: BotWorld, status: Job['status'], also: (job: Job) => boolean): Promise<unknown> =>
  until(`the newest job is ${status}`, async () => {
    const job = await newestJob(world.app())
    return job.status === status && also(job)
  })

const filesIn = async (folder: string): Promise<ReadonlyMap<string, Buffer>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return new Map(
    await Promise.all(files.map(async (path) => [path.slice(folder.length + 1), await readFile(path)] as const)),
  )
}

const newFilesOf = (moments: readonly ReadonlyMap<string, Buffer>[]): readonly StoredFile[] =>
  moments.flatMap((files, no) =>
    [...files]
      .filter(([name, bytes]) => !moments[no - 1]?.get(name)?.equals(bytes))
      .map(([name, bytes]) => ({ name, bytes, beside: files })),
  )
