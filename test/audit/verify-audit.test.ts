import assert from 'node:assert/strict'
import fc from 'fast-check'
import { lineOf, NO_RECORD, recordAfter } from '../../src/audit/record.ts'
import { verifyAudit } from '../../src/audit/verify-audit.ts'
import type { AuditEvent } from '../../src/model/audit.ts'
import { bytesOf, chainOf as chain, foundIn } from './chain.ts'

const at = '2030-01-01T00:00:00.000Z'
const event = (no: number): AuditEvent => ({ at, job: 'J-0001', what: 'user-done', who: 'zoë', whom: `u-${no}` })

const SIZE = 5
const { lines, head } = chain(Array.from({ length: SIZE }, (_, no) => event(no)))
const positions = [...lines.keys()]

async function isRefused(changed: readonly string[], firstBad: number): Promise<void> {
  const verdict = await verifyAudit(changed, head)
  assert.deepEqual(verdict.ok ? verdict : verdict.firstBad, firstBad)
}

describe('verifying an audit log', () => {
  it('agrees to a log as it was written, and tells its head', async () => {
    assert.deepEqual(await verifyAudit(lines), { ok: true, head, records: SIZE })
    assert.deepEqual(await verifyAudit(lines, head), { ok: true, head, records: SIZE, after: 0 })
    assert.deepEqual(await verifyAudit([]), { ok: true, head: NO_RECORD, records: 0 })
  })

  it('agrees to a log that has grown since its head was kept', async () => {
    const earlier = chain(positions.slice(0, 2).map(event)).head
    assert.deepEqual(await verifyAudit(lines, earlier), { ok: true, head, records: SIZE, after: SIZE - 2 })
  })

  it('sees every bit that was flipped, in the line where it is', async () => {
    for (const no of positions) {
      const bytes = Buffer.from(lines[no] ?? '')
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const flipped = Buffer.from(bytes)
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        const changed = lines.with(no, flipped.toString('utf8'))
        const verdict = await verifyAudit(changed.slice(0, no + 1))
        assert.deepEqual(verdict.ok ? verdict : verdict.firstBad, no + 1, `bit ${bit} of line ${no + 1}`)
      }
    }
  })

  it('sees every record that was dropped', async () => {
    for (const no of positions) await isRefused(lines.toSpliced(no, 1), no + 1)
  })

  it('sees every two records that changed places', async () => {
    for (const a of positions) {
      for (const b of positions.slice(a + 1)) {
        await isRefused(lines.with(a, lines[b] ?? '').with(b, lines[a] ?? ''), a + 1)
      }
    }
  })

  it('sees every record that is there twice, wherever the second stands', async () => {
    for (const from of positions) {
      for (let to = 0; to <= SIZE; to += 1) {
        const changed = lines.toSpliced(to, 0, lines[from] ?? '')
        await isRefused(changed, to === from ? from + 2 : to + 1)
      }
    }
  })

  it('sees a record that was put in, even with a hash that fits its place', async () => {
    for (const no of positions) {
      const before = chain(positions.slice(0, no).map(event))
      const forged = lineOf(recordAfter(no + 1, before.head, { at, what: 'approved', who: 'eve' }))
      await isRefused(lines.toSpliced(no, 0, forged), no + 2)
      await isRefused(lines.with(no, forged), no + 2)
    }
  })

  it('sees a log cut off at any record, given the head', async () => {
    for (const no of positions) await isRefused(lines.slice(0, no), no + 1)
  })

  it('sees the log of another chain, given the head', async () => {
    const verdict = await verifyAudit(chain(positions.map((no) => event(no + 100))).lines, head)
    assert.equal(verdict.ok, false)
  })

  it('takes a line in another form for no record, though it means the same', async () => {
    const [first = '', ...rest] = lines
    const { seq, prev, event: said, hash } = JSON.parse(first)
    for (const other of [
      `${first} `,
      ` ${first}`,
      JSON.stringify({ hash, seq, prev, event: said }),
      'null',
      '',
      '[]',
    ]) {
      await isRefused([other, ...rest], 1)
    }
    await isRefused([first.replace('"at"', '"at":"x","at"'), ...rest], 1)
  })

  it('takes bytes that are no UTF-8 for no record, though they are read as the same text', async () => {
    const { lines: odd } = chain([{ at, what: 'approved', who: 'anna', detail: '\uFFFD' }])
    const bytes = bytesOf(odd)
    const place = bytes.indexOf(Buffer.from('\uFFFD'))
    for (const other of [[0xff], [0xf0, 0x9f, 0x98]]) {
      const changed = Buffer.concat([bytes.subarray(0, place), Buffer.from(other), bytes.subarray(place + 3)])
      assert.equal(changed.toString(), bytes.toString())
      assert.equal((await verifyAudit(foundIn(changed))).ok, false)
    }
  })

  it('tells of a last line that is being written, and takes no other unfinished line for one', async () => {
    const bytes = bytesOf(lines)
    const ends = [...bytes.keys()].filter((place) => bytes[place] === 0x0a)
    const from = (ends.at(-2) ?? 0) + 1
    for (let size = from + 1; size < bytes.length - 1; size += 1) {
      const unfinished = size - from
      const verdict = await verifyAudit(foundIn(bytes.subarray(0, size)))
      assert.deepEqual(
        [verdict.ok, verdict.ok && verdict.records, verdict.ok && verdict.unfinished],
        [true, 4, unfinished],
      )
    }
    const zeros = await verifyAudit(foundIn(Buffer.concat([bytes, Buffer.alloc(7)])))
    assert.equal(zeros.ok && zeros.unfinished, 7)
    for (const other of ['{"seq":9', 'x', `${lines[4]}x`, `${lines[3]}`])
      assert.equal((await verifyAudit(foundIn(Buffer.concat([bytes, Buffer.from(other)])))).ok, false, other)
  })

  it('names the record before the first bad one, and what stands in its place', async () => {
    const verdict = await verifyAudit(lines.with(2, (lines[2] ?? '').replace('u-2', 'u-9')))
    assert.ok(!verdict.ok)
    assert.deepEqual([verdict.firstBad, verdict.before?.seq, verdict.before?.event.whom], [3, 2, 'u-1'])
    assert.match(verdict.says ?? '', /"whom":"u-9"/)
  })

  it('agrees to whatever was written, and to nothing else that comes of exchanging a character', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ at: fc.string(), what: fc.string(), who: fc.string({ unit: 'binary' }), detail: fc.string() }),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        async (events, seed, character) => {
          const log = chain(events)
          assert.equal((await verifyAudit(log.lines, log.head)).ok, true)
          const no = seed % log.lines.length
          const line = log.lines[no] ?? ''
          const place = seed % line.length
          fc.pre(line[place] !== character)
          const changed = line.slice(0, place) + character + line.slice(place + 1)
          assert.equal((await verifyAudit(log.lines.with(no, changed), log.head)).ok, false)
        },
      ),
    ))
})
