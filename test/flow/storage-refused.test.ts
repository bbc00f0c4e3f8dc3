import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '../../src/app.ts'
import type { Job } from '../../src/model/job.ts'
import { asked, type BotWorld, button, csvOf, heard, isCard, says } from '../support/bot-world.ts'
import { assertAccounted, ended, fastClock, inWorld, jobIs, newestJob, typed } from '../support/running-world.ts'

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
      const instead: typeof audit.append = (events) =>
        events.some(({ what }) => what === 'approved') ? Promise.reject(full()) : append(events)
      Object.assign(audit, { append: instead })
      await approve(world, 3)
      await ended(world)
      await assertAccounted(world, leavers)
      const records = await readFile(join(world.dataDir, 'audit.jsonl'), 'utf8')
      const [pickedUp, done] = [records.indexOf('approved by ben.approver@'), records.indexOf('user-done')]
      assert.ok(pickedUp > 0 && pickedUp < done, 'who approved is on record before the first effect')
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
