import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { jobId } from '../../src/model/ids.ts'
import type { PinnedPlan } from '../../src/model/plan.ts'
import type { JournalEntry } from '../../src/model/run.ts'
import { DamagedFile, type PlanWitness } from '../../src/model/store.ts'
import { canonicalJson } from '../../src/plan/canonical-json.ts'
import { type Disk, realDisk } from '../../src/store/disk.ts'
import { openJobFiles } from '../../src/store/job-files.ts'
import { savePinned } from '../support/stated-plan.ts'
import { aPinnedPlan, faultyDisk, ignoreNotes, inScratch, type Step, watchedDisk } from './scratch.ts'

const id = jobId('J-0001')
const open = (folder: string, disk: Disk = realDisk) => openJobFiles(folder, disk, ignoreNotes)
const inputs = [
  { name: '../../etc/passwd', bytes: Buffer.from('email\nanna@example.com\n') },
  { name: 'users.csv', bytes: Buffer.from([0xff, 0xfe, 0x00]) },
]

/** As a plan is saved: only then can its text be that of its digest. */
const inOrder = ({ plan, digest }: PinnedPlan): PinnedPlan => ({ plan: JSON.parse(canonicalJson(plan)), digest })
const withoutCells = ({ plan, digest }: PinnedPlan): PinnedPlan => ({
  plan: {
    ...plan,
    changes: plan.changes.map((change) => ({ ...change, cells: [] })),
    skips: plan.skips.map((skip) => ({ ...skip, cells: [] })),
  },
  digest,
})

describe('files of a job', () => {
  it('gives the input back under the names it came with, which are never paths', () =>
    inScratch(async (folder) => {
      await open(folder).saveInput(id, inputs)
      assert.deepEqual(await open(folder).loadInput(id), inputs)
      assert.deepEqual((await readdir(join(folder, id))).toSorted(), ['input-1.csv', 'input-2.csv', 'inputs.json'])
    }))

  it('finds an input that is missing, was never saved to the end, or was changed', () =>
    inScratch(async (folder) => {
      await assert.rejects(open(folder).loadInput(id), DamagedFile)
      await open(folder).saveInput(id, inputs)
      await writeFile(join(folder, id, 'input-1.csv'), 'email\nanne@example.com\n')
      await assert.rejects(open(folder).loadInput(id), DamagedFile)
      await rm(join(folder, id, 'input-1.csv'))
      await assert.rejects(open(folder).loadInput(id), DamagedFile)
    }))

  it('gives a plan back as it was pinned', () =>
    inScratch(async (folder) => {
      const pinned = aPinnedPlan(1200, 3)
      await savePinned(open(folder), id, pinned)
      assert.deepEqual(await open(folder).loadPlan(id), { ...pinned, isConfirmed: false })
    }))

  it('writes, fsyncs and renames a plan, and fsyncs its folder', () =>
    inScratch(async (folder) => {
      const steps: Step[] = []
      await mkdir(join(folder, id))
      const files = open(
        folder,
        watchedDisk((step) => steps.push(step)),
      )
      await savePinned(files, id, aPinnedPlan(2))
      assert.deepEqual(steps, [
        'open plan.jsonl.tmp',
        'write plan.jsonl.tmp',
        'sync plan.jsonl.tmp',
        'close plan.jsonl.tmp',
        'rename plan.jsonl',
        'sync-folder J-0001',
      ])
    }))

  it('never overwrites a plan, nor saves that of another job', () =>
    inScratch(async (folder) => {
      const files = open(folder)
      const saved = await Promise.allSettled([
        savePinned(files, id, aPinnedPlan(2)),
        savePinned(files, id, aPinnedPlan(3)),
      ])
      assert.deepEqual(
        saved.map(({ status }) => status),
        ['fulfilled', 'rejected'],
      )
      assert.equal((await files.loadPlan(id)).plan.changes.length, 2)
      await assert.rejects(savePinned(files, jobId('J-0002'), aPinnedPlan(2)), /it is the plan of J-0001/)
    }))

  it('leaves no plan behind when the disk fails, and takes the next try', () =>
    inScratch(async (folder) => {
      const { disk, failAt } = faultyDisk()
      for (const step of [/^write/, /^sync plan/, /^rename/]) {
        failAt(step)
        await assert.rejects(savePinned(open(folder, disk), id, aPinnedPlan(2)), /writing .*plan\.jsonl: ENOSPC/)
        assert.deepEqual(await readdir(join(folder, id)), [])
      }
      failAt(undefined)
      await savePinned(open(folder, disk), id, aPinnedPlan(2))
    }))

  it('says that a plan is missing, and what to do', () =>
    inScratch(async (folder) => {
      await assert.rejects(open(folder).loadPlan(id), (error: Error) => {
        assert.ok(error instanceof DamagedFile)
        assert.match(error.message, /plan\.jsonl: there is no such file; open a new job/)
        return true
      })
    }))

  it('takes a plan with any byte changed, or cut anywhere, for damaged', () =>
    inScratch(async (folder) => {
      const files = open(folder)
      await savePinned(files, id, aPinnedPlan(2))
      const path = join(folder, id, 'plan.jsonl')
      const whole = await readFile(path)
      for (let byte = 0; byte < whole.length; byte += 1) {
        const flipped = Buffer.from(whole)
        flipped[byte] = (flipped[byte] ?? 0) ^ (1 << (byte % 8))
        await writeFile(path, flipped)
        await assert.rejects(files.loadPlan(id), DamagedFile, `byte ${byte}`)
        await writeFile(path, whole.subarray(0, byte))
        await assert.rejects(files.loadPlan(id), DamagedFile, `cut after ${byte} bytes`)
      }
    }))

  it('tells a witness what stands in the file, and says what it confirmed', () =>
    inScratch(async (folder) => {
      const pinned = inOrder(aPinnedPlan(3))
      await savePinned(open(folder), id, pinned)
      const read = (isRight: boolean) => {
        const heard: unknown[] = []
        const witness: PlanWitness = {
          head: (head) => void heard.push(head),
          change: (json) => void heard.push(JSON.parse(Buffer.from(json).toString('utf8'))),
          skip: (json) => void heard.push(JSON.parse(Buffer.from(json).toString('utf8'))),
          confirms: (digest) => isRight && digest === pinned.digest,
        }
        return open(folder)
          .loadPlan(id, witness)
          .then((loaded) => ({ loaded, heard }))
      }
      const { changes, skips, ...head } = pinned.plan
      for (const isRight of [true, false]) {
        const { loaded, heard } = await read(isRight)
        assert.deepEqual(loaded, { ...(isRight ? withoutCells(pinned) : pinned), isConfirmed: isRight })
        assert.deepEqual(heard, [head, ...changes, ...skips])
      }
    }))

  it('takes a damaged plan for damaged, and one of another form for that, whatever a witness says', () =>
    inScratch(async (folder) => {
      const files = open(folder)
      const credulous: PlanWitness = {
        head: () => undefined,
        change: () => undefined,
        skip: () => undefined,
        confirms: () => true,
      }
      await savePinned(files, id, inOrder(aPinnedPlan(2)))
      const path = join(folder, id, 'plan.jsonl')
      const whole = await readFile(path)
      for (let byte = 0; byte < whole.length; byte += 7) {
        const flipped = Buffer.from(whole)
        flipped[byte] = (flipped[byte] ?? 0) ^ 1
        await writeFile(path, flipped)
        await assert.rejects(files.loadPlan(id, credulous), DamagedFile, `byte ${byte}`)
      }
      await writeFile(path, whole.subarray(0, whole.length - 9))
      await assert.rejects(files.loadPlan(id, credulous), DamagedFile)
      await rm(path)
      await assert.rejects(files.loadPlan(id, credulous), /there is no such file/)
    }))

  it('finds a line of a plan that is lost, doubled, moved or added', () =>
    inScratch(async (folder) => {
      const files = open(folder)
      await savePinned(files, id, aPinnedPlan(2))
      const path = join(folder, id, 'plan.jsonl')
      const [head, a, b, skip, end] = (await readFile(path, 'utf8')).trimEnd().split('\n')
      const wrong = [
        [head, a, skip, end],
        [head, a, a, b, skip, end],
        [head, b, a, skip, end],
        [head, a, b, skip, end, end],
      ]
      for (const lines of [...wrong, [a, b, skip, end], [head, a, b, skip]]) {
        await writeFile(path, `${lines.join('\n')}\n`)
        await assert.rejects(files.loadPlan(id), DamagedFile)
      }
    }))

  it('saves and loads a large plan without holding the event loop', async () => {
    await inScratch(async (folder) => {
      const pinned = aPinnedPlan(100_000)
      const longest = await longestHold(async () => {
        await savePinned(open(folder), id, pinned)
        await open(folder).loadPlan(id)
      })
      assert.ok(longest < 200, `held for ${longest} ms`)
    })
  })

  it('opens a journal once at a time', () =>
    inScratch(async (folder) => {
      const files = open(folder)
      const journal = await files.journal(id)
      await assert.rejects(files.journal(id), /its journal is open/)
      await assert.rejects(files.purge(id), /its journal is open/)
      await journal.close()
      await (await files.journal(id)).close()
    }))

  it('reads a journal again only when its file is another one than it was', () =>
    inScratch(async (folder) => {
      const files = open(folder)
      const path = join(folder, id, 'journal.jsonl')
      const past = async (...entries: JournalEntry[]) => {
        const journal = await files.journal(id)
        await journal.append(entries)
        await journal.close()
        return journal.past
      }
      const entry = (change: number): JournalEntry => ({ kind: 'intent', changes: [change], at: 'now' })
      assert.deepEqual(await past(entry(1)), [])
      const first = await past()
      assert.deepEqual(first, [entry(1)])
      assert.equal(await past(entry(2)), first, 'one reading for both')
      assert.deepEqual(await past(), [entry(1), entry(2)])
      const bytes = await readFile(path)
      await writeFile(path, bytes.toString().replace('[2]', '[3]'))
      await assert.rejects(files.journal(id), /line 2 is not what was written there/)
      await writeFile(path, bytes)
      assert.deepEqual(await past(), [entry(1), entry(2)])
    }))

  it('purges the folder of a job, and does so again without complaint', () =>
    inScratch(async (folder) => {
      const files = open(folder)
      await files.saveInput(id, inputs)
      await files.purge(id)
      await files.purge(id)
      assert.deepEqual(await readdir(folder), [])
    }))

  it('makes no path of what is not the id of a job', () =>
    inScratch(async (folder) => {
      await mkdir(join(folder, 'jobs'))
      await writeFile(join(folder, 'precious'), '')
      const files = open(join(folder, 'jobs'))
      for (const wrong of ['..', '../precious', 'J-../..', '', 'J-0001/..', 'J-0001\0', '/etc', 'J-abcd']) {
        await assert.rejects(files.purge(jobId(wrong)), /is not the id of a job/)
        await assert.rejects(files.loadPlan(jobId(wrong)), /is not the id of a job/)
        await assert.rejects(files.saveInput(jobId(wrong), inputs), /is not the id of a job/)
        await assert.rejects(files.journal(jobId(wrong)), /is not the id of a job/)
        await assert.rejects(files.before(jobId(wrong)), /is not the id of a job/)
        await assert.rejects(files.hasBefore(jobId(wrong)), /is not the id of a job/)
      }
      await stat(join(folder, 'precious'))
    }))
})

/**
 * The most that was done between two turns of the event loop while `work` goes on, in milliseconds of the processor's time: what others
 * on the machine do is not counted.
 */
async function longestHold(work: () => Promise<void>): Promise<number> {
  let longest = 0
  let last = process.cpuUsage()
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(last)
    longest = Math.max(longest, (user + system) / 1000)
    last = process.cpuUsage()
  }, 1)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
  return longest
}
