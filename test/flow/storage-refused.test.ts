import assert from 'node:assert/strict'
import { mkdir, readFile, rmdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '../../src/app.ts'
import type { Job } from '../../src/model/job.ts'
import { type Disk, realDisk } from '../../src/store/disk.ts'
import { asked, type BotWorld, button, csvOf, heard, isCard, says } from '../support/bot-world.ts'
import {
  assertAccounted,
  deletedIn,
  ended,
  fastClock,
  inWorld,
  jobIs,
  newestJob,
  typed,
  until,
} from '../support/running-world.ts'

const full = () => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })

/** The store refuses to write these statuses, so many times each. */
const refusing = ({ jobs: { store } }: App, left: Partial<Record<Job['status'], number>>): void => {
  const change = store.change.bind(store)
  const refused = (next: Job | undefined): boolean => {
    const times = next === undefined ? 0 : (left[next.status] ?? 0)
    if (next !== undefined && times > 0) left[next.status] = times - 1
    return times > 0
  }
  const instead: typeof store.change = (id, decide) =>
    change(id, (job) => {
      const next = decide(job)
      if (next?.status !== job.status && refused(next)) throw full()
      return next
    })
  Object.assign(store, { change: instead })
}

const approve = async (world: BotWorld, users: number): Promise<void> => {
  const ben = world.client('ben')
  const card = await heard(ben, isCard)
  await ben.click(card.id, { ...button(card, 'Approve'), count: String(users), reason: '' })
}

/** Made for each test: the clock runs away from the time of the messages. */
const fast = () => ({ app: { clock: fastClock(60) } })

describe('a disk that is full for a moment', () => {
  it('leaves no approved job standing, and no effect comes before the record of the approval', () =>
    inWorld(fast(), async (world) => {
      const leavers = world.addresses(3)
      await asked(world, leavers)
      const { audit } = world.app().jobs
      const append = audit.append.bind(audit)
      let isFull = true
      const instead: typeof audit.append = (events) => {
        if (!isFull || !events.some(({ what }) => what === 'approved')) return append(events)
        isFull = false
        return Promise.reject(full())
      }
      Object.assign(audit, { append: instead })
      await approve(world, 3)
      await ended(world)
      await assertAccounted(world, leavers)
      const records = await readFile(join(world.dataDir, 'audit.jsonl'), 'utf8')
      const [approval, done] = [records.indexOf('"what":"approved","who":"ben.approver@'), records.indexOf('user-done')]
      assert.ok(approval > 0 && approval < done, 'who approved is on record before the first effect')
      assert.equal(records.split('"what":"approved"').length, 2, 'and once')
    }))

  it('leaves no job running without a run', () =>
    inWorld(fast(), async (world) => {
      const leavers = world.addresses(3)
      await asked(world, leavers)
      refusing(world.app(), { completed: 1, paused: 1 })
      await approve(world, 3)
      await ended(world)
      await assertAccounted(world, leavers)
    }))

  it('leaves nobody without the answer to a request', () =>
    inWorld(fast(), async (world) => {
      refusing(world.app(), { 'awaiting-approval': 1, refused: 1 })
      await world.client('alma').mention({ text: 'delete', file: csvOf(world.addresses(3)) })
      await heard(world.client('alma'), isCard)
      assert.equal((await world.app().jobs.store.list()).length, 1)
    }))

  it('does not keep a job from being cancelled when that is asked for again', () =>
    inWorld(fast(), async (world) => {
      const leavers = world.addresses(3)
      await asked(world, leavers)
      const { files } = world.app().jobs
      const journal = files.journal.bind(files)
      Object.assign(files, { journal: () => Promise.reject(full()) })
      await approve(world, 3)
      await heard(world.client('alma'), says(/is paused/))
      const before = await world.client('alma').messages()
      await typed(world, 'alma', 'cancel', /./)
      await heard(world.client('alma'), says(/is paused/), before)
      Object.assign(files, { journal })
      await typed(world, 'alma', 'cancel', /./)
      await jobIs(world, 'cancelled')
      assert.equal((await newestJob(world.app())).tally?.cancelled, 3)
    }))
})

describe('a message that cannot be noted', () => {
  it('is answered once there is room, however often it was read before, and nothing spins', () => {
    const { disk, fail, mend } = refusable('inbox.jsonl')
    return inWorld({ app: { ...fast().app, disk } }, async (world) => {
      const alma = world.client('alma')
      const complaints = () =>
        world
          .logged()
          .split('\n')
          .filter((line) => /taking on a message went wrong/.test(line))
      fail()
      await alma.mention({ text: 'whoami' })
      await until('it is complained of', () => complaints().length > 0)
      await world.app().gateway.catchUp()
      await world.app().gateway.catchUp()
      assert.ok(complaints().length <= 4, `${complaints().length} lines`)
      assert.match(complaints()[0] ?? '', /inbox\.jsonl: ENOSPC/)
      mend()
      await world.app().gateway.catchUp()
      await heard(alma, says(/alma\.requester@/))
      await world.app().gateway.catchUp()
      assert.equal((await alma.messages()).filter(says(/alma\.requester@/)).length, 1)
    })
  })
})

/** The real disk, which refuses the files of this name while it is told to. */
const refusable = (name: string) => {
  let isFull = false
  const refuse = (path: string): void => {
    if (isFull && path.endsWith(name)) throw full()
  }
  const disk: Disk = {
    ...realDisk,
    async open(path, how) {
      refuse(path)
      const file = await realDisk.open(path, how)
      return {
        ...file,
        async write(bytes) {
          if (isFull && path.endsWith(name)) await file.write(Buffer.from(bytes).subarray(0, 5))
          refuse(path)
          await file.write(bytes)
        },
      }
    },
  }
  return {
    disk,
    fail: () => {
      isFull = true
    },
    mend: () => {
      isFull = false
    },
  }
}

describe('a place that the system lets nobody write to', () => {
  it('pauses the job with words in its thread, and it ends once it can be written again', () =>
    inWorld(fast(), async (world) => {
      const leavers = world.addresses(3)
      await asked(world, leavers)
      const { id } = await newestJob(world.app())
      const journal = join(world.dataDir, 'jobs', id, 'journal.jsonl')
      // The system itself refuses to write there, whoever the tests run as.
      await mkdir(journal)
      await approve(world, 3)
      const said = await heard(world.client('alma'), says(/is paused/))
      assert.match(said.markdown ?? '', /cannot be written.*journal\.jsonl: E[A-Z]+: .*make room or mend the disk/)
      assert.equal((await newestJob(world.app())).pause?.code, 'storage-refused')
      assert.deepEqual(deletedIn(world), [])
      await rmdir(journal)
      await typed(world, 'alma', 'resume', /./)
      await ended(world)
      await assertAccounted(world, leavers)
    }))
})

describe('a device without room', () => {
  it('is named in the log by its file, and the request is taken up again when there is room', () =>
    inWorld(fast(), async (world) => {
      await symlink('/dev/full', join(world.dataDir, 'jobs.json.tmp'))
      await world.client('alma').mention({ text: 'delete', file: csvOf(world.addresses(3)) })
      await until('it is complained of', () => /jobs\.json: ENOSPC: no space left on device/.test(world.logged()))
      assert.deepEqual(await world.app().jobs.store.list(), [])
      await world.app().gateway.catchUp()
      await heard(world.client('alma'), isCard)
      assert.equal((await world.app().jobs.store.list()).length, 1)
    }))
})
