import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type JournalEntry, OUTCOME_KINDS } from '../../src/model/run.ts'
import { DamagedFile } from '../../src/model/store.ts'
import { type Disk, realDisk } from '../../src/store/disk.ts'
import { openJournal, readJournal } from '../../src/store/journal.ts'
import { openLineFile } from '../../src/store/line-file.ts'
import { firstSeal, sealLine } from '../../src/store/sealed-line.ts'
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
  const found = await readJournal(file, job, (note) => notes.push(note)).catch(async (error: unknown) => {
    await file.close()
    throw error
  })
  return openJournal(file, found)
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

  it('gives back every kind of entry with every field that it may have', () =>
    inScratch(async (folder) => {
      const error = { code: 'http-409', message: 'no', httpStatus: 409, trackingId: 'ROUTER_1', isRetryable: true }
      const entries: readonly JournalEntry[] = [
        { kind: 'unsent', changes: [], at },
        ...OUTCOME_KINDS.map((kind, change): JournalEntry => ({ kind: 'outcome', outcome: { change, kind, at } })),
        { kind: 'outcome', outcome: { change: 9, kind: 'failed', at, error, undoUntil: at } },
      ]
      await written(folder, entries)
      const journal = await open(folder)
      assert.deepEqual(journal.past, entries)
      await journal.close()
    }))

  it('gives back lines whose seals begin with zeros', () =>
    inScratch(async (folder) => {
      const entries = Array.from({ length: 300 }, (_, no) => intent(no))
      const lines = (await written(folder, entries)).toString().split('\n')
      assert.ok(lines.some((line) => line.startsWith('00')))
      assert.ok(lines.slice(0, -1).every((line) => /^[0-9a-f]{8} /.test(line)))
      const journal = await open(folder)
      assert.deepEqual(journal.past, entries)
      await journal.close()
    }))

  it('leaves a file that is whole as it is, for cutting it would lose what is not read yet', () =>
    inScratch(async (folder) => {
      await written(folder)
      const steps: Step[] = []
      const journal = await open(folder, { disk: watchedDisk((step) => steps.push(step)) })
      assert.deepEqual(steps, ['open journal.jsonl'])
      await journal.close()
    }))

  it('says what it cut off, and where', () =>
    inScratch(async (folder) => {
      const whole = await written(folder)
      await writeFile(join(folder, 'journal.jsonl'), whole.subarray(0, whole.length - 5))
      const notes: string[] = []
      await (await open(folder, { notes })).close()
      const bytes = Buffer.byteLength(whole.toString().trimEnd().split('\n').at(-1) ?? '') - 4
      assert.deepEqual(notes, [
        `${basename(folder)}/journal.jsonl: cut ${bytes} bytes of line 4 off, which was torn in mid-write`,
      ])
    }))

  it('says what to do about a damaged line', () =>
    inScratch(async (folder) => {
      const path = join(folder, 'journal.jsonl')
      await writeFile(path, 'x\n')
      await assert.rejects(open(folder), {
        name: 'DamagedFile',
        message: `reading ${path}: line 1 is not what was written there; put it back from a backup and resume the job; without one, leave the job paused, which does no harm, and send the CSV again as a new job: its dry run shows who is still there`,
      })
    }))

  const ERROR = { code: 'http-409', message: 'no', isRetryable: false }
  const outcomeWith = (over: object) => ({ kind: 'outcome', outcome: { change: 0, kind: 'failed', at, ...over } })
  const UNKNOWN: Readonly<Record<string, unknown>> = {
    'a kind that there is not': { kind: 'gone', changes: [0], at },
    'an intent without a time': { kind: 'intent', changes: [0] },
    'an intent with more than there is': { ...intent(0), by: 'nobody' },
    'an intent of a change that has no number': { kind: 'intent', changes: ['0'], at },
    'a call that was not sent, without its changes': { kind: 'unsent', at },
    'an outcome of another kind': outcomeWith({ kind: 'gone' }),
    'an outcome of no change': outcomeWith({ change: -1 }),
    'an outcome of half a change': outcomeWith({ change: 1.5 }),
    'an outcome of a change that is no number': outcomeWith({ change: '1' }),
    'an outcome of no time': outcomeWith({ at: 1 }),
    'an outcome with more than there is': outcomeWith({ by: 'nobody' }),
    'an outcome beside which something stands': { ...outcomeWith({}), at },
    'an error without a code': outcomeWith({ error: { ...ERROR, code: undefined } }),
    'an error with more than there is': outcomeWith({ error: { ...ERROR, token: 'x' } }),
  }
  for (const [what, entry] of Object.entries(UNKNOWN))
    it(`takes a whole line for that of another version, and never skips it: ${what}`, () =>
      inScratch(async (folder) => {
        const path = join(folder, 'journal.jsonl')
        const { line } = sealLine(JSON.stringify(entry), firstSeal('journal 1 J-0001'))
        await writeFile(path, `${line}\n`)
        await assert.rejects(open(folder), (error: Error) => {
          assert.match(
            error.message,
            /journal\.jsonl: line 1 is whole but of a form that this version does not know \([\s\S]+\); start the version that wrote it$/,
          )
          return error instanceof DamagedFile
        })
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

  it('cuts nothing off that was never the beginning of a line', () =>
    inScratch(async (folder) => {
      const whole = await written(folder)
      for (const tail of [
        'x',
        'not a line',
        '0123456g',
        '0123456789',
        '01234567 12x',
        '01234567  12',
        'x01234567 90 {"kind"',
        '0123456701234567 90 {"kind"',
        '01234567 012 {"kind"',
      ]) {
        const bytes = Buffer.concat([whole, Buffer.from(tail)])
        await writeFile(join(folder, 'journal.jsonl'), bytes)
        await assert.rejects(open(folder), DamagedFile, tail)
        assert.deepEqual(await readFile(join(folder, 'journal.jsonl')), bytes)
      }
    }))

  it('cuts no line off that is whole but for its newline, and damaged', () =>
    inScratch(async (folder) => {
      const whole = await written(folder)
      const damaged = Buffer.from(whole.subarray(0, -1))
      damaged[damaged.length - 1] = 0x5d
      await writeFile(join(folder, 'journal.jsonl'), damaged)
      await assert.rejects(open(folder), DamagedFile)
      assert.deepEqual(await readFile(join(folder, 'journal.jsonl')), damaged)
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
