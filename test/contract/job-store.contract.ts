/** What every `JobStore` has to keep. Run against each adapter. */
import assert from 'node:assert/strict'
import { jobId, messageId } from '../../src/model/ids.ts'
import type { Job } from '../../src/model/job.ts'
import type { JobStore } from '../../src/model/store.ts'
import { aFullJob, aJob } from '../store/scratch.ts'

/** `test` gets an empty store; `reopen` gives the same one as a new process would find it. */
export type WithStore = (test: (store: JobStore, reopen: () => Promise<JobStore>) => Promise<void>) => Promise<void>

const other = (over: Partial<Job> = {}): Job =>
  aJob({ id: jobId('J-0002'), askedIn: messageId('message-2'), createdAt: '2030-01-02T00:00:00.000Z', ...over })

export function jobStoreContract(name: string, withStore: WithStore): void {
  describe(`${name} as a JobStore`, () => {
    it('gives back a job as it was added, also to the next process', () =>
      withStore(async (store, reopen) => {
        const job = aFullJob()
        assert.equal(await store.add(job), true)
        assert.deepEqual(await store.get(job.id), job)
        assert.deepEqual(await (await reopen()).get(job.id), job)
      }))

    it('knows no job that was not added', () =>
      withStore(async (store) => {
        assert.equal(await store.get(jobId('J-0009')), undefined)
        assert.deepEqual(await store.list(), [])
      }))

    it('refuses a second job with the same id', () =>
      withStore(async (store) => {
        await store.add(aJob())
        assert.equal(await store.add(aJob({ askedIn: messageId('message-2') })), false)
        assert.deepEqual(await store.list(), [aJob()])
      }))

    it('refuses a second job that was asked in the same message', () =>
      withStore(async (store) => {
        await store.add(aJob())
        assert.equal(await store.add(aJob({ id: jobId('J-0002') })), false)
        assert.deepEqual(await store.list(), [aJob()])
      }))

    it('adds one of two jobs that come at once from the same message', () =>
      withStore(async (store) => {
        const added = await Promise.all([store.add(aJob()), store.add(aJob({ id: jobId('J-0002') }))])
        assert.deepEqual(added.toSorted(), [false, true])
        assert.equal((await store.list()).length, 1)
      }))

    it('lists the newest first', () =>
      withStore(async (store) => {
        await store.add(other())
        await store.add(aJob())
        await store.add(other({ id: jobId('J-0003'), askedIn: messageId('message-3') }))
        const ids = (await store.list()).map(({ id }) => id)
        assert.deepEqual(ids, ['J-0003', 'J-0002', 'J-0001'])
      }))

    it('changes a job as it was decided, also for the next process', () =>
      withStore(async (store, reopen) => {
        await store.add(aJob())
        await store.add(other())
        const planning = aJob({ status: 'planning' })
        const result = await store.change(aJob().id, (job) => ({ ...job, status: 'planning' }))
        assert.deepEqual(result, { job: planning, changed: true })
        assert.deepEqual(await store.get(aJob().id), planning)
        assert.deepEqual(await (await reopen()).list(), [other(), planning])
      }))

    it('leaves a job where nothing was decided', () =>
      withStore(async (store) => {
        await store.add(aJob())
        assert.deepEqual(await store.change(aJob().id, () => undefined), { job: aJob(), changed: false })
        assert.deepEqual(await store.get(aJob().id), aJob())
      }))

    it('lets the second of two changes at once see what the first has made', () =>
      withStore(async (store) => {
        await store.add(aJob())
        const approve = (job: Job) => (job.status === 'received' ? { ...job, status: 'planning' as const } : undefined)
        const results = await Promise.all([store.change(aJob().id, approve), store.change(aJob().id, approve)])
        assert.deepEqual(
          results.map(({ changed }) => changed),
          [true, false],
        )
        assert.deepEqual(
          results.map(({ job }) => job.status),
          ['planning', 'planning'],
        )
      }))

    it('loses no change of many at once', () =>
      withStore(async (store) => {
        await store.add(aJob({ posted: { progress: { id: messageId('message-9'), edits: 0 } } }))
        const edit = (job: Job): Job => {
          const { id, edits } = job.posted.progress ?? { id: messageId('none'), edits: -100 }
          return { ...job, posted: { progress: { id, edits: edits + 1 } } }
        }
        await Promise.all(Array.from({ length: 20 }, () => store.change(aJob().id, edit)))
        assert.equal((await store.get(aJob().id))?.posted.progress?.edits, 20)
      }))

    it('rejects the change of a job that is not there', () =>
      withStore(async (store) => {
        await assert.rejects(
          store.change(jobId('J-0009'), (job) => job),
          /J-0009/,
        )
      }))

    it('changes nothing when the decision throws, and goes on', () =>
      withStore(async (store) => {
        await store.add(aJob())
        const thrown = new Error('no')
        await assert.rejects(
          store.change(aJob().id, () => {
            throw thrown
          }),
          thrown,
        )
        assert.deepEqual(await store.get(aJob().id), aJob())
        assert.equal(await store.add(other()), true)
      }))

    it('keeps the id of a job and the message that asked', () =>
      withStore(async (store) => {
        await store.add(aJob())
        await assert.rejects(store.change(aJob().id, (job) => ({ ...job, id: jobId('J-0002') })))
        await assert.rejects(store.change(aJob().id, (job) => ({ ...job, askedIn: messageId('message-2') })))
        assert.deepEqual(await store.list(), [aJob()])
      }))
  })
}
