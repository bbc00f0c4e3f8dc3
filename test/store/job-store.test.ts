import assert from 'node:assert/strict'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { jobId, messageId } from '../../src/model/ids.ts'
import type { Job } from '../../src/model/job.ts'
import { DamagedFile } from '../../src/model/store.ts'
import { realDisk } from '../../src/store/disk.ts'
import { openJobStore } from '../../src/store/job-store.ts'
import { aFullJob, aJob, faultyDisk, inScratch, type Step, watchedDisk } from './scratch.ts'

const planning = (job: Job): Job => ({ ...job, status: 'planning' })

describe('job heads on the disk', () => {
  it('writes, fsyncs, keeps the last copy, renames and fsyncs the folder, in this order', () =>
    inScratch(async (folder) => {
      const steps: Step[] = []
      const store = await openJobStore(
        join(folder, 'jobs.json'),
        watchedDisk((step) => steps.push(step)),
      )
      await store.add(aJob())
      steps.length = 0
      await store.change(aJob().id, planning)
      assert.deepEqual(
        steps.map((step) => step.replace(/twokey-.*/, 'folder')),
        [
          'open jobs.json.tmp',
          'write jobs.json.tmp',
          'sync jobs.json.tmp',
          'close jobs.json.tmp',
          'link jobs.json.bak',
          'rename jobs.json',
          'sync-folder folder',
        ],
      )
    }))

  it('keeps its promise also under NODE_ENV=test', () =>
    inScratch(async (folder) => {
      const before = process.env['NODE_ENV']
      process.env['NODE_ENV'] = 'test'
      try {
        await (await openJobStore(join(folder, 'jobs.json'), realDisk)).add(aJob())
      } finally {
        if (before === undefined) delete process.env['NODE_ENV']
        else process.env['NODE_ENV'] = before
      }
      assert.deepEqual(await (await openJobStore(join(folder, 'jobs.json'), realDisk)).list(), [aJob()])
    }))

  for (const step of ['open', 'write', 'sync', 'rename', 'sync-folder']) {
    it(`rejects when the disk fails at "${step}", and holds in memory what the disk holds`, () =>
      inScratch(async (folder) => {
        const path = join(folder, 'jobs.json')
        const { disk, failAt } = faultyDisk()
        const store = await openJobStore(path, disk)
        await store.add(aJob())
        failAt(new RegExp(`^${step} `))
        await assert.rejects(store.change(aJob().id, planning), (error: Error) => {
          assert.match(error.message, /jobs\.json.*ENOSPC/)
          assert.equal((error.cause as NodeJS.ErrnoException).code, 'ENOSPC')
          return true
        })
        await assert.rejects(store.add(aJob({ id: jobId('J-0002'), askedIn: messageId('message-2') })))
        failAt(undefined)
        const onDisk = await (await openJobStore(path, realDisk)).list()
        assert.deepEqual(await store.list(), onDisk)
        assert.deepEqual(
          onDisk.map(({ status }) => status),
          [step === 'sync-folder' ? 'planning' : 'received'],
        )
        assert.deepEqual(
          (await readdir(folder)).filter((name) => name.endsWith('.tmp')),
          [],
        )
      }))
  }

  it('finds every flipped byte', () =>
    inScratch(async (folder) => {
      const path = join(folder, 'jobs.json')
      await (await openJobStore(path, realDisk)).add(aFullJob())
      const whole = await readFile(path)
      for (let at = 0; at < whole.length - 1; at += 1) {
        const flipped = Buffer.from(whole)
        flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8))
        await writeFile(path, flipped)
        await assert.rejects(openJobStore(path, realDisk), DamagedFile, `byte ${at}`)
      }
    }))

  it('names a damaged file and the way out instead of starting empty', () =>
    inScratch(async (folder) => {
      const path = join(folder, 'jobs.json')
      const store = await openJobStore(path, realDisk)
      await store.add(aJob())
      await store.change(aJob().id, planning)
      await writeFile(path, '')
      await assert.rejects(openJobStore(path, realDisk), (error: Error) => {
        assert.ok(error instanceof DamagedFile)
        assert.match(
          error.message,
          /jobs\.json: it is not JSON to its end; stop Twokey, put "jobs\.json\.bak" in its place/,
        )
        return true
      })
      await rename(`${path}.bak`, path)
      assert.deepEqual(await (await openJobStore(path, realDisk)).list(), [aJob()])
    }))

  it('does not start empty when only the copy is there', () =>
    inScratch(async (folder) => {
      const path = join(folder, 'jobs.json')
      const store = await openJobStore(path, realDisk)
      await store.add(aJob())
      await store.change(aJob().id, planning)
      await rm(path)
      await assert.rejects(openJobStore(path, realDisk), /it is gone, but its copy is there/)
    }))

  it('refuses a file of a newer version and one of another form', () =>
    inScratch(async (folder) => {
      const path = join(folder, 'jobs.json')
      await (await openJobStore(path, realDisk)).add(aJob())
      const text = await readFile(path, 'utf8')
      await writeFile(path, text.replace('"version":1', '"version":2'))
      await assert.rejects(openJobStore(path, realDisk), /newer version of Twokey/)
      await writeFile(path, '{"version":1,"crc32":2745614147,"data":{}}')
      await assert.rejects(openJobStore(path, realDisk), /expected array|Invalid input/)
    }))

  it('refuses to store what it could not read back', () =>
    inScratch(async (folder) => {
      const store = await openJobStore(join(folder, 'jobs.json'), realDisk)
      await assert.rejects(store.add({ ...aJob(), more: 1 } as Job), /storing job J-0001/)
      assert.deepEqual(await store.list(), [])
    }))
})
