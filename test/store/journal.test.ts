import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JournalEntry } from '../../src/model/run.ts'
import { DamagedFile } from '../../src/model/store.ts'
import { type Disk, realDisk } from '../../src/store/disk.ts'
import { openJournal } from '../../src/store/journal.ts'
import { openLineFile } from '../../src/store/line-file.ts'
import { faultyDisk, inScratch, type Step, watchedDisk } from './scratch.ts'

const at = '2030-01-01T00:00:00.000Z'
const intent = (...changes: number[]): JournalEntry => ({ kind: 'intent', changes, at })
const done = (change: number): JournalEntry => ({ kind: 'outcome', outcome: { change, kind: 'done', at } })
const failed: JournalEntry = {
  kind: 'outcome',
  outcome: { change: 2, kind: 'failed', at, error: { code: 'http-409', message: 'é 409', isRetryable: false } },
}
const ENTRIES = [intent(0, 1, 2), done(0), done(1), failed]

async function open(folder: string, { disk = realDisk, job = 'J-0001', notes = [] as string[] } = {}) {
  const file = await openLineFile(join(folder, 'journal.jsonl'), disk as Disk)
  return openJournal(file, job, (note) => notes.push(note)).catch(async (error: unknown) => {
    await file.close()
    throw error
  })
}

async function written(folder: string, entries: readonly JournalEntry[] = ENTRIES): Promise<Buffer> {
  const journal = await open(folder)
  await journal.append(entries)
  await journal.close()
  return readFile(join(folder, 'journal.jsonl'))
}

describe('journal', () => {
  it('gives back what was appended, in order, and goes on from there', () =>
    inScratch(async (folder) => {
      await written(folder)
      const second = await open(folder)
      assert.deepEqual(second.past, ENTRIES)
      await second.append([intent(7)])
      await second.close()
      const third = await open(folder)
      assert.deepEqual(third.past, [...ENTRIES, intent(7)])
      await third.close()
    }))

  it('cut at any byte gives a beginning of what was appended, and can be appended to', () =>
    inScratch(async (folder) => {
      const whole = await written(folder)
      for (let size = 0; size <= whole.length; size += 1) {
        await writeFile(join(folder, 'journal.jsonl'), whole.subarray(0, size))
        const notes: string[] = []
        const cut = await open(folder, { notes })
        const isAtALine = size === 0 || whole[size - 1] === 0x0a || whole[size] === 0x0a
        const lines = whole.subarray(0, size).toString().split('\n').length - (whole[size] === 0x0a ? 0 : 1)
        assert.deepEqual(cut.past, ENTRIES.slice(0, lines), `cut after ${size} bytes`)
        assert.equal(notes.length, isAtALine ? 0 : 1, `cut after ${size} bytes: ${notes}`)
        await cut.append([intent(9)])
        await cut.close()
        const again = await open(folder)
        assert.deepEqual(again.past, [...ENTRIES.slice(0, lines), intent(9)])
        await again.close()
      }
    }))

  it('is never taken for something else when any byte is changed', () =>
    inScratch(async (folder) => {
      const whole = await written(folder)
      for (let byte = 0; byte < whole.length; byte += 1) {
        for (const mask of [1 << (byte % 8), 0x20, 0xff]) {
          const flipped = Buffer.from(whole)
          flipped[byte] = (flipped[byte] ?? 0) ^ mask
          await writeFile(join(folder, 'journal.jsonl'), flipped)
          await assert.rejects(open(folder), DamagedFile, `byte ${byte} with ${mask}`)
        }
      }
    }))

  it('finds a line that is lost, doubled or moved, and the journal of another job', () =>
    inScratch(async (folder) => {
      const lines = (await written(folder)).toString().trimEnd().split('\n')
      const [a, b, c, d] = lines
      for (const wrong of [
        [b, c, d],
        [a, c, d],
        [a, a, b, c, d],
        [a, c, b, d],
      ]) {
        await writeFile(join(folder, 'journal.jsonl'), `${wrong.join('\n')}\n`)
        await assert.rejects(open(folder), DamagedFile)
      }
      await writeFile(join(folder, 'journal.jsonl'), `${lines.join('\n')}\n`)
      await assert.rejects(open(folder, { job: 'J-0002' }), /journal\.jsonl: line 1 is not what was written/)
    }))

  it('takes zeros at the end for a line that was not written', () =>
    inScratch(async (folder) => {
      const whole = await written(folder)
      await writeFile(join(folder, 'journal.jsonl'), Buffer.concat([whole, new Uint8Array(600)]))
      const journal = await open(folder)
      assert.deepEqual(journal.past, ENTRIES)
      await journal.close()
    }))

  it('shares one write and one fsync among the appends that wait together', () =>
    inScratch(async (folder) => {
      const steps: Step[] = []
      const journal = await open(folder, { disk: watchedDisk((step) => steps.push(step)) })
      steps.length = 0
      await Promise.all(ENTRIES.map((entry) => journal.append([entry])))
      assert.deepEqual(steps, ['write journal.jsonl', 'sync journal.jsonl'])
      await journal.close()
      const again = await open(folder)
      assert.deepEqual(again.past, ENTRIES)
      await again.close()
    }))

  it('resolves an append only after its fsync', () =>
    inScratch(async (folder) => {
      const log: string[] = []
      const journal = await open(folder, { disk: watchedDisk((step) => log.push(step)) })
      log.length = 0
      await journal.append([intent(0)]).then(() => log.push('told'))
      assert.deepEqual(log, ['write journal.jsonl', 'sync journal.jsonl', 'told'])
      await journal.close()
    }))

  it('makes the name of a new file durable before anything is appended', () =>
    inScratch(async (folder) => {
      const steps: string[] = []
      const journal = await open(folder, { disk: watchedDisk((step) => steps.push(step.split(' ')[0] ?? '')) })
      await journal.append([intent(0)])
      assert.deepEqual(steps, ['open', 'sync-folder', 'write', 'sync'])
      await journal.close()
    }))

  for (const step of ['write', 'sync']) {
    it(`takes nothing more after a "${step}" that went wrong, until it is opened anew`, () =>
      inScratch(async (folder) => {
        const { disk, failAt } = faultyDisk()
        const journal = await open(folder, { disk })
        await journal.append([intent(0)])
        failAt(new RegExp(`^${step} `))
        const isFull = (error: Error) => (error.cause as NodeJS.ErrnoException).code === 'ENOSPC'
        const both = await Promise.allSettled([journal.append([done(0)]), journal.append([intent(1)])])
        assert.deepEqual(
          both.map((result) => result.status === 'rejected' && isFull(result.reason)),
          [true, true],
        )
        failAt(undefined)
        await assert.rejects(journal.append([intent(2)]), isFull)
        await journal.close()
        const again = await open(folder)
        const all = [intent(0), done(0), intent(1)]
        assert.deepEqual(again.past, all.slice(0, again.past.length))
        assert.ok(again.past.length >= 1)
        await again.append([intent(3)])
        await again.close()
      }))
  }

  it('rejects an append after it was closed, and finishes those before', () =>
    inScratch(async (folder) => {
      const journal = await open(folder)
      const before = journal.append([intent(0)])
      await journal.close()
      await before
      await assert.rejects(journal.append([intent(1)]), /was closed/)
    }))
})
