import assert from 'node:assert/strict'
import { chmod, mkdir, readdir, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { jobId, messageId } from '../../src/model/ids.ts'
import { JOB_STATUSES, type Job, type JobStatus } from '../../src/model/job.ts'
import { networkName } from '../../src/store/data-folder.ts'
import { openStore } from '../../src/store/open-store.ts'
import { aJob, fixedClock, ignoreNotes, inScratch } from './scratch.ts'

const options = { clock: fixedClock, onNote: ignoreNotes }
const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8)
const day = (no: number): string => new Date(Date.UTC(2030, 0, no)).toISOString()

const jobNo = (no: number, status: JobStatus, over: Partial<Job> = {}): Job =>
  aJob({
    id: jobId(`J-${String(no).padStart(4, '0')}`),
    askedIn: messageId(`message-${no}`),
    status,
    createdAt: day(1),
    ...over,
  })

describe('store', () => {
  it('refuses to change a job after it was closed, when the folder may be somebody else’s', () =>
    inScratch(async (scratch) => {
      const folder = join(scratch, 'data')
      const first = await openStore(folder, options)
      await first.jobs.add(aJob())
      await first.close()
      const second = await openStore(folder, options)
      await second.jobs.change(aJob().id, (job) => ({ ...job, status: 'planning' }))
      await assert.rejects(
        first.jobs.change(aJob().id, (job) => ({ ...job, nonce: 'late' })),
        /jobs\.json: the store was closed/,
      )
      await second.close()
      const third = await openStore(folder, options)
      assert.equal((await third.jobs.get(aJob().id))?.status, 'planning')
      await third.close()
    }))

  it('keeps everything in folders of 0700 and files of 0600', () =>
    inScratch(async (scratch) => {
      const folder = join(scratch, 'data')
      const before = process.umask(0)
      try {
        const store = await openStore(folder, options)
        await store.jobs.add(aJob())
        await store.files.saveInput(aJob().id, [{ name: 'a.csv', bytes: Buffer.from('a') }])
        await (await store.files.journal(aJob().id)).append([{ kind: 'intent', changes: [0], at: day(1) }])
        await (await store.openAuditFile()).close()
        const modes = await modesUnder(folder)
        await store.close()
        assert.deepEqual(
          modes.filter(({ isFolder, mode }) => mode !== (isFolder ? '700' : '600')),
          [],
        )
        assert.ok(modes.length >= 9, `saw ${modes.length}`)
      } finally {
        process.umask(before)
      }
    }))

  it('mends looser modes of what is its own, and follows no link out of the folder', () =>
    inScratch(async (scratch) => {
      const folder = join(scratch, 'data')
      const store = await openStore(folder, options)
      await store.jobs.add(aJob())
      await store.files.saveInput(aJob().id, [{ name: 'a.csv', bytes: Buffer.from('a') }])
      await store.secrets.set('refresh-token', 'rotated')
      await store.close()
      const outside = join(scratch, 'outside')
      await writeFile(outside, '')
      await chmod(outside, 0o644)
      await symlink(outside, join(folder, 'jobs', 'link'))
      const input = join(folder, 'jobs', 'J-0001', 'input-1.csv')
      for (const path of [input, join(folder, 'jobs.json'), join(folder, 'secrets.json')]) await chmod(path, 0o644)
      for (const path of [folder, join(folder, 'jobs', 'J-0001')]) await chmod(path, 0o755)
      await (await openStore(folder, options)).close()
      assert.deepEqual(
        [await modeOf(folder), await modeOf(join(folder, 'jobs', 'J-0001')), await modeOf(input)],
        ['700', '700', '600'],
      )
      assert.equal(await modeOf(join(folder, 'jobs.json')), '600')
      assert.equal(await modeOf(outside), '644')
    }))

  it('refuses an open folder that holds other things, and leaves its mode', () =>
    inScratch(async (scratch) => {
      const folder = join(scratch, 'home')
      await mkdir(folder)
      await writeFile(join(folder, 'thesis.txt'), '')
      await chmod(folder, 0o755)
      await assert.rejects(
        openStore(folder, options),
        /holds things that are not Twokey's \("thesis\.txt"\); set DATA_DIR/,
      )
      assert.equal(await modeOf(folder), '755')
      assert.deepEqual(await readdir(folder), ['thesis.txt'])
    }))

  it('says in words that a folder cannot be one', () =>
    inScratch(async (scratch) => {
      const path = join(scratch, 'file')
      await writeFile(path, '')
      await assert.rejects(
        openStore(join(path, 'data'), options),
        /opening the data folder ".*": ENOTDIR.*set DATA_DIR to one/,
      )
    }))

  it('knows a network folder by the number that the system gives, with a sign or without', () => {
    assert.equal(networkName(0x6969), 'NFS')
    assert.equal(networkName(0xff534d42 | 0), 'CIFS')
    assert.equal(networkName(0xef53), undefined)
  })

  it('purges folder and head of what ended long ago, and never what is unfinished', () =>
    inScratch(async (scratch) => {
      const store = await openStore(join(scratch, 'data'), options)
      const jobs = JOB_STATUSES.map((status, no) => jobNo(no, status))
      for (const job of jobs) {
        await store.jobs.add(job)
        await store.files.saveInput(job.id, [])
      }
      await store.jobs.add(jobNo(20, 'completed', { endedAt: day(20) }))
      await store.jobs.add(jobNo(21, 'completed', { endedAt: day(2), createdAt: day(1) }))
      const purged = await store.purgeEnded(new Date(day(10)))
      const left = ['received', 'planning', 'awaiting-approval', 'approved', 'running', 'paused']
      const kept = await store.jobs.list()
      assert.deepEqual(kept.map(({ status }) => status).toSorted(), [...left, 'completed'].toSorted())
      assert.ok(kept.some(({ id }) => id === 'J-0020'))
      assert.equal(purged.length, 9)
      const folders = await readdir(join(scratch, 'data', 'jobs'))
      assert.deepEqual(
        folders.toSorted(),
        jobs.filter(({ status }) => left.includes(status)).map(({ id }) => id),
      )
      assert.deepEqual(await store.purgeEnded(new Date(day(10))), [])
      await store.close()
    }))

  it('removes the folder of a job that never came on record, once it is past its time', () =>
    inScratch(async (scratch) => {
      const store = await openStore(join(scratch, 'data'), options)
      // A process that dies between the two leaves the people's names with no job that would ever be purged.
      for (const id of ['J-DEAD', 'J-NEW1']) await store.files.saveInput(jobId(id), [])
      const folders = join(scratch, 'data', 'jobs')
      await utimes(join(folders, 'J-DEAD'), new Date(day(1)), new Date(day(1)))
      await utimes(join(folders, 'J-NEW1'), new Date(day(20)), new Date(day(20)))
      assert.deepEqual(await store.purgeEnded(new Date(day(10))), ['J-DEAD'])
      assert.deepEqual(await readdir(folders), ['J-NEW1'])
      await store.close()
    }))

  it('lets the folder go when it cannot be opened to the end', () =>
    inScratch(async (scratch) => {
      const folder = join(scratch, 'data')
      await (await openStore(folder, options)).close()
      await writeFile(join(folder, 'jobs.json'), '{')
      await assert.rejects(openStore(folder, options), /jobs\.json/)
      await assert.rejects(openStore(folder, options), /jobs\.json: it is not JSON/)
    }))
})

async function modesUnder(folder: string): Promise<{ path: string; isFolder: boolean; mode: string }[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const inside = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name)
    return { path, isFolder: entry.isDirectory(), mode: await modeOf(path) }
  })
  return [{ path: folder, isFolder: true, mode: await modeOf(folder) }, ...(await Promise.all(inside))]
}
