import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type OpenAuditLog, openAuditLog } from '../../src/audit/audit-log.ts'
import { verifyAudit } from '../../src/audit/verify-audit.ts'
import type { AuditEvent } from '../../src/model/audit.ts'
import type { Clock } from '../../src/model/clock.ts'
import type { FoundLine, LineFile } from '../../src/model/line-file.ts'
import { DamagedFile } from '../../src/model/store.ts'
import { openLineFile } from '../../src/store/line-file.ts'
import { faultyDisk, inScratch, type Step, watchedDisk } from '../store/scratch.ts'

const at = '2030-01-01T00:00:00.000Z'
const EVENTS: readonly AuditEvent[] = [
  { at, job: 'J-0001', what: 'requested', who: 'anna@example.com person-1', digest: 'd'.repeat(64) },
  { at, job: 'J-0001', what: 'approved', who: 'bob@example.com person-2', detail: 'é "ok"' },
  { at, job: 'J-0001', what: 'user-done', who: 'twokey', whom: 'u-1', directory: 'okta' },
]
const clock: Clock = { now: () => new Date('2030-02-02T00:00:00.000Z'), sleep: async () => {} }

const eventsOf = async (log: OpenAuditLog, jobs: readonly string[]): Promise<readonly AuditEvent[]> => {
  const events: AuditEvent[] = []
  for await (const some of log.of(new Set(jobs))) events.push(...some)
  return events
}

/** An append-only file in memory: `bytes` is what would be on the disk. */
function memoryFile(bytes: Buffer = Buffer.alloc(0)) {
  const groups: (readonly string[])[] = []
  const state = { bytes, failing: undefined as Error | undefined, isClosed: false, groups }
  const file: LineFile = {
    path: 'data/audit.jsonl',
    async *read(): AsyncGenerator<FoundLine> {
      for await (const lines of file.pieces()) yield* lines
    },
    // Of three lines each: a piece may end with, before or after the last record that is on the disk.
    async *pieces(): AsyncGenerator<readonly FoundLine[]> {
      const { bytes: all } = state
      let lines: FoundLine[] = []
      for (let from = 0; from < all.length; ) {
        const newline = all.indexOf(0x0a, from)
        const end = newline === -1 ? all.length : newline + 1
        lines.push({ bytes: all.subarray(from, newline === -1 ? end : newline), end, isEnded: newline !== -1 })
        from = end
        if (lines.length < 3) continue
        yield lines
        lines = []
      }
      yield lines
    },
    async cutTo(size) {
      state.bytes = state.bytes.subarray(0, size)
    },
    async append(lines) {
      if (state.failing !== undefined) throw state.failing
      groups.push(lines)
      state.bytes = Buffer.concat([state.bytes, Buffer.from(`${lines.join('\n')}\n`)])
    },
    async close() {
      state.isClosed = true
    },
  }
  return { file, state }
}

const linesIn = (bytes: Buffer): string[] => bytes.toString('utf8').split('\n').slice(0, -1)

async function written(): Promise<{ readonly bytes: Buffer; readonly head: string }> {
  const { file, state } = memoryFile()
  const log = await openAuditLog(file, clock)
  await log.append(EVENTS)
  return { bytes: state.bytes, head: log.head() }
}

describe('audit log', () => {
  it('gives back the events of the jobs that are asked for, and no others, as far as they are on the disk', async () => {
    const { file } = memoryFile()
    const log = await openAuditLog(file, clock)
    const elsewhere: AuditEvent = { at, job: 'J-0002', what: 'requested', who: 'anna@example.com person-1' }
    await log.append([...EVENTS.slice(0, 2), elsewhere, ...EVENTS.slice(2)])
    const told = (...jobs: readonly string[]) => eventsOf(log, jobs)
    assert.deepEqual(await told('J-0001'), EVENTS)
    assert.deepEqual(await told('J-0001', 'J-0002'), [...EVENTS.slice(0, 2), elsewhere, ...EVENTS.slice(2)])
    assert.deepEqual(await told('J-0003'), [])
  })

  it('gives back nothing of what is being written meanwhile, wherever a piece of the file ends', async () => {
    for (let count = 0; count <= EVENTS.length; count += 1) {
      const { file, state } = memoryFile()
      const log = await openAuditLog(file, clock)
      await log.append(EVENTS.slice(0, count))
      state.bytes = Buffer.concat([state.bytes, Buffer.from('{"seq":\n{"se')])
      assert.deepEqual(await eventsOf(log, ['J-0001']), EVENTS.slice(0, count))
    }
  })

  it('says so when another line stands where a record was when it was opened', async () => {
    const { file, state } = memoryFile()
    const log = await openAuditLog(file, clock)
    await log.append(EVENTS)
    const lines = state.bytes.toString('utf8').trimEnd().split('\n')
    for (const damaged of [
      [lines[0], lines[2]],
      [lines[0], 'x', lines[2]],
    ]) {
      state.bytes = Buffer.from(`${damaged.join('\n')}\n`)
      await assert.rejects(eventsOf(log, ['J-0001']), (error: Error) => {
        assert.ok(error instanceof DamagedFile)
        assert.match(error.message, /it is not record 2, which was there when the log was opened/)
        return true
      })
    }
  })

  it('writes records that follow one another from 64 zeros, and goes on after it was opened anew', async () => {
    const { file, state } = memoryFile()
    const log = await openAuditLog(file, clock)
    assert.equal(log.head(), '0'.repeat(64))
    await log.append(EVENTS.slice(0, 2))
    await log.append(EVENTS.slice(2, 3))
    await (await openAuditLog(file, clock)).append([{ at, what: 'started', who: 'twokey' }])
    const records = linesIn(state.bytes).map((line) => JSON.parse(line))
    assert.deepEqual(
      records.map(({ event }) => event),
      [...EVENTS, { at, what: 'started', who: 'twokey' }],
    )
    assert.deepEqual(
      records.map(({ seq }) => seq),
      [1, 2, 3, 4],
    )
    assert.deepEqual(
      records.map(({ prev }) => prev),
      ['0'.repeat(64), ...records.slice(0, 3).map(({ hash }) => hash)],
    )
    const verdict = await verifyAudit(linesIn(state.bytes))
    assert.deepEqual(verdict, { ok: true, head: records[3].hash, records: 4 })
  })

  it('hashes as the format says, so that any other program can check it', async () => {
    const { bytes } = await written()
    const [first = ''] = linesIn(bytes)
    const hash = '"hash":"'
    assert.ok(first.startsWith('{"seq":1,"prev":"0000'))
    const hashed = `${first.slice(0, first.indexOf(hash) - 1)}}`
    assert.equal(createHash('sha256').update(hashed).digest('hex'), JSON.parse(first).hash)
  })

  it('gives the records of one call to the file at once, in order, and writes no field that is not known', async () => {
    const { file, state } = memoryFile()
    const log = await openAuditLog(file, clock)
    await log.append([{ ...EVENTS[0], token: 'secret' } as unknown as AuditEvent, { at, what: 'x', who: 'twokey' }])
    assert.deepEqual(
      state.groups.map((lines) => lines.length),
      [2],
    )
    assert.ok(!state.bytes.toString().includes('secret'))
  })

  it('rejects when the file does, and its head stays with what is on the disk', async () => {
    const { file, state } = memoryFile()
    const log = await openAuditLog(file, clock)
    await log.append(EVENTS.slice(0, 1))
    const head = log.head()
    state.failing = new Error('ENOSPC')
    await assert.rejects(log.append(EVENTS.slice(1)), state.failing)
    assert.equal(log.head(), head)
    await log.close()
    assert.ok(state.isClosed)
  })

  it('cut at any byte goes on from what is whole, and notes what was torn in a record of its own', async () => {
    const { bytes } = await written()
    const ends = linesIn(bytes).map((_, index, all) => Buffer.byteLength(all.slice(0, index + 1).join('\n')))
    for (let size = 0; size <= bytes.length; size += 1) {
      const { file, state } = memoryFile(bytes.subarray(0, size))
      const log = await openAuditLog(file, clock)
      const whole = ends.filter((end) => end <= size).length
      const torn = size === 0 || ends.includes(size) || ends.includes(size - 1) ? 0 : size - (ends[whole - 1] ?? -1) - 1
      const events = linesIn(state.bytes).map((line) => JSON.parse(line).event)
      const note = { at: '2030-02-02T00:00:00.000Z', what: 'recovered', who: 'twokey' }
      const detail = `cut ${torn} bytes off, of a record that was torn in mid-write`
      assert.deepEqual(events, [...EVENTS.slice(0, whole), ...(torn === 0 ? [] : [{ ...note, detail }])])
      assert.deepEqual(await verifyAudit(linesIn(state.bytes), log.head()), {
        ok: true,
        head: log.head(),
        records: events.length,
        after: 0,
      })
    }
  })

  it('does not open after any byte was changed', async () => {
    const { bytes } = await written()
    for (let byte = 0; byte < bytes.length; byte += 1) {
      for (const mask of [1 << (byte % 8), 0xff]) {
        const flipped = Buffer.from(bytes)
        flipped[byte] = (flipped[byte] ?? 0) ^ mask
        await assert.rejects(openAuditLog(memoryFile(flipped).file, clock), DamagedFile, `byte ${byte} with ${mask}`)
      }
    }
  })

  it('stands on the append-only file of the store', () =>
    inScratch(async (folder) => {
      const path = join(folder, 'audit.jsonl')
      const steps: Step[] = []
      const disk = watchedDisk((step) => steps.push(step))
      const log = await openAuditLog(await openLineFile(path, disk), clock)
      steps.length = 0
      await Promise.all(EVENTS.map((event) => log.append([event])))
      assert.deepEqual(steps, ['write audit.jsonl', 'sync audit.jsonl'])
      const head = log.head()
      await log.close()
      await appendFile(path, '{"seq":4,"prev":"')
      const again = await openAuditLog(await openLineFile(path, disk), clock)
      await again.close()
      const lines = linesIn(await readFile(path))
      assert.equal(JSON.parse(lines[3] ?? '').event.what, 'recovered')
      assert.deepEqual(await verifyAudit(lines, head), { ok: true, head: again.head(), records: 4, after: 1 })
    }))

  it('has no head that is not on the disk, also when somebody asks whether records are taken', async () => {
    const { file, state } = memoryFile()
    const log = await openAuditLog(file, clock)
    await log.append(EVENTS.slice(0, 1))
    const head = log.head()
    let write: () => void = () => undefined
    const { append } = file
    Object.assign(file, {
      append: async (lines: readonly string[]) => {
        if (lines.length > 0) await new Promise<void>((resolve) => (write = resolve))
        if (lines.length > 0) await append(lines)
      },
    })
    const underWay = log.append(EVENTS.slice(1))
    await log.append([])
    assert.equal(log.head(), head)
    write()
    await underWay
    assert.equal(log.head(), JSON.parse(linesIn(state.bytes).at(-1) ?? '').hash)
  })

  for (const step of ['write', 'sync'])
    it(`goes on after a ${step} that the disk refused, without what was left of it, once there is room`, () =>
      inScratch(async (folder) => {
        const path = join(folder, 'audit.jsonl')
        const { disk, failAt } = faultyDisk()
        const log = await openAuditLog(await openLineFile(path, disk), clock)
        await log.append(EVENTS.slice(0, 1))
        const head = log.head()
        failAt(new RegExp(`^${step} audit`))
        await Promise.all(EVENTS.slice(1).map((event) => assert.rejects(log.append([event]), /ENOSPC/)))
        await assert.rejects(log.append([]), /ENOSPC/, 'nothing is begun while it takes no record')
        assert.equal(log.head(), head)
        failAt(undefined)
        await Promise.all([log.append([]), ...EVENTS.slice(1).map((event) => log.append([event]))])
        await log.close()
        const lines = linesIn(await readFile(path))
        assert.deepEqual(
          lines.map((line) => JSON.parse(line).event.what),
          ['requested', 'recovered', 'approved', 'user-done'],
        )
        assert.deepEqual(await verifyAudit(lines, head), { ok: true, head: log.head(), records: 4, after: 3 })
        await (await openAuditLog(await openLineFile(path, disk), clock)).close()
      }))

  it('names the file, the line and what to do when it is damaged', async () => {
    const { bytes } = await written()
    const changed = Buffer.from(bytes.toString().replace('bob@', 'eve@'))
    await assert.rejects(
      openAuditLog(memoryFile(changed).file, clock),
      /audit\.jsonl: line 2 was changed after it was written \(its hash differs from what it says\); keep the file/,
    )
  })
})
