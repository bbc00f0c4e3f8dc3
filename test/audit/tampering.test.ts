import assert from 'node:assert/strict'
import { lineOf, NO_RECORD, readRecord, recordAfter } from '../../src/audit/record.ts'
import { verifyAudit } from '../../src/audit/verify-audit.ts'
import type { AuditEvent } from '../../src/model/audit.ts'
import { bytesOf, chainOf, foundIn } from './chain.ts'

const at = '2030-01-01T00:00:00.000Z'
const event = (no: number): AuditEvent => ({
  at,
  job: 'J-0001',
  what: 'user-done',
  who: 'zoë',
  whom: `u-${no}`,
  directory: 'okta',
  digest: 'd'.repeat(8),
})
const forged: AuditEvent = { at, job: 'J-0001', what: 'approved', who: 'eve@example.com eve' }

/** How often the log was tampered with, and how often that was not seen. */
interface Tries {
  tried: number
  readonly unseen: string[]
}

describe('a log that somebody tampers with, held against the head that was posted', () => {
  const SIZE = 6
  const events = Array.from({ length: SIZE }, (_, no) => event(no))
  const { lines, head } = chainOf(events)
  const whole = bytesOf(lines)
  const places = [...lines.keys()]

  const tampered = async (tries: Tries, how: string, bytes: Buffer): Promise<void> => {
    tries.tried += 1
    const verdict = await verifyAudit(foundIn(bytes), head)
    if (verdict.ok) tries.unseen.push(how)
  }
  const allSeen = async (
    tried: number,
    tamper: (into: (how: string, bytes: Buffer) => Promise<void>) => Promise<void>,
  ): Promise<void> => {
    const tries: Tries = { tried: 0, unseen: [] }
    await tamper((how, bytes) => tampered(tries, how, bytes))
    assert.deepEqual(tries, { tried, unseen: [] })
  }

  it('is good as it was written', async () => {
    assert.deepEqual(await verifyAudit(foundIn(whole), head), { ok: true, head, records: SIZE, after: 0 })
  })

  it('is seen to be so with every byte changed into others', () =>
    allSeen(
      whole.length * 12 - [...whole].filter((byte) => [0x00, 0x0a, 0x20, 0xff].includes(byte)).length,
      async (tamper) => {
        for (const [place, byte] of whole.entries()) {
          const others = [...Array.from({ length: 8 }, (_, bit) => byte ^ (1 << bit)), 0x00, 0x0a, 0x20, 0xff]
          for (const other of others) {
            if (other === byte) continue
            const bytes = Buffer.from(whole)
            bytes[place] = other
            await tamper(`byte ${place} from ${byte} to ${other}`, bytes)
          }
        }
      },
    ))

  it('is seen to be so when it ends at any byte, but for the last newline, with which no record is lost', async () => {
    await allSeen(whole.length - 1, async (tamper) => {
      for (let size = 0; size < whole.length - 1; size += 1) await tamper(`cut to ${size}`, whole.subarray(0, size))
    })
    const verdict = await verifyAudit(foundIn(whole.subarray(0, -1)), head)
    assert.deepEqual(verdict, { ok: true, head, records: SIZE, after: 0 })
  })

  it('is seen to be so with a byte put in anywhere, or taken out, but for the last newline', () =>
    allSeen(whole.length * 3 + 1, async (tamper) => {
      for (let place = 0; place <= whole.length; place += 1) {
        const [before, after] = [whole.subarray(0, place), whole.subarray(place)]
        for (const more of [' ', '\n'])
          await tamper(`"${more}" at ${place}`, Buffer.concat([before, Buffer.from(more), after]))
        if (place < whole.length - 1) await tamper(`without byte ${place}`, Buffer.concat([before, after.subarray(1)]))
      }
    }))

  it('is seen to be so with any record dropped, or any run of records', () =>
    allSeen((SIZE * (SIZE + 1)) / 2, async (tamper) => {
      for (const from of places)
        for (let count = 1; from + count <= SIZE; count += 1)
          await tamper(`${count} from ${from}`, bytesOf(lines.toSpliced(from, count)))
    }))

  it('is seen to be so with any two records swapped', () =>
    allSeen((SIZE * (SIZE - 1)) / 2, async (tamper) => {
      for (const a of places)
        for (const b of places.slice(a + 1))
          await tamper(`${a} and ${b}`, bytesOf(lines.with(a, lines[b] ?? '').with(b, lines[a] ?? '')))
    }))

  it('is seen to be so with any record replayed at any place, also at its end', () =>
    allSeen(SIZE * (SIZE + 1), async (tamper) => {
      for (const from of places)
        for (let to = 0; to <= SIZE; to += 1)
          await tamper(`${from} at ${to}`, bytesOf(lines.toSpliced(to, 0, lines[from] ?? '')))
    }))

  it('is seen to be so with a record put in anywhere whose own hash fits the place', () =>
    allSeen(SIZE, async (tamper) => {
      for (const to of places) {
        const before = chainOf(events.slice(0, to))
        await tamper(`at ${to}`, bytesOf(lines.toSpliced(to, 0, lineOf(recordAfter(to + 1, before.head, forged)))))
      }
    }))

  it('is seen to be so with the chain forged anew from any record on, changed, dropped or put in', () =>
    allSeen(SIZE * 3, async (tamper) => {
      for (const from of places) {
        await tamper(`changed ${from}`, bytesOf(chainOf(events.with(from, forged)).lines))
        await tamper(`dropped ${from}`, bytesOf(chainOf(events.toSpliced(from, 1)).lines))
        await tamper(`put in at ${from}`, bytesOf(chainOf(events.toSpliced(from, 0, forged)).lines))
      }
    }))

  it('is not seen to be so without a head when its end was cut off or it was forged anew: that is its limit', async () => {
    for (const from of places) {
      const cut = await verifyAudit(foundIn(bytesOf(lines.slice(0, from))))
      assert.deepEqual([cut.ok, cut.ok && cut.records], [true, from])
      assert.equal((await verifyAudit(foundIn(bytesOf(chainOf(events.with(from, forged)).lines)))).ok, true)
    }
  })

  it('is not seen to be so in what came after the head: that is kept by the next head', async () => {
    const grown = [...events, event(SIZE), event(SIZE + 1)]
    const forgedEnd = chainOf(grown.with(SIZE + 1, forged))
    assert.equal((await verifyAudit(foundIn(bytesOf(forgedEnd.lines)), head)).ok, true)
    assert.equal((await verifyAudit(foundIn(bytesOf(forgedEnd.lines)), chainOf(grown).head)).ok, false)
  })
})

describe('a log of 100,000 records that somebody tampers with', () => {
  const RECORDS = 100_000
  const SAMPLES = 5_000

  /** Numbers that look like chance and are the same in every run. */
  const seeded = (seed: number) => () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed / 2 ** 32
  }

  it('is seen to be so at the record where it was, in every sample', async () => {
    const { lines, head } = chainOf(Array.from({ length: RECORDS }, (_, no) => event(no)))
    const random = seeded(4)
    const below = (limit: number): number => Math.floor(random() * limit)
    const prevOf = (no: number): string => (no === 0 ? NO_RECORD : JSON.parse(lines[no - 1] ?? '').hash)
    const unseen: string[] = []
    // A record is judged by its place and the one before it alone, so a sample needs no reading of all that stands before.
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const no = below(RECORDS)
      const line = Buffer.from(lines[no] ?? '')
      const place = below(line.length)
      line[place] = (line[place] ?? 0) ^ (1 + below(255))
      const another = Buffer.from(lines[below(RECORDS - 1) + 1] ?? '')
      if (!('why' in readRecord(line, no + 1, prevOf(no)))) unseen.push(`byte ${place} of ${no}`)
      if (!another.equals(Buffer.from(lines[no] ?? '')) && !('why' in readRecord(another, no + 1, prevOf(no))))
        unseen.push(`another at ${no}`)
    }
    assert.deepEqual(unseen, [])
    const no = below(RECORDS)
    const whole: readonly (readonly [string, readonly string[]])[] = [
      ['dropped', lines.toSpliced(no, 1)],
      ['cut off', lines.slice(0, -1)],
      [
        'forged anew',
        [...lines.slice(0, no), ...chainOf([forged], { seq: no, hash: prevOf(no) }).lines, ...lines.slice(no + 1)],
      ],
    ]
    for (const [how, changed] of whole) {
      const verdict = await verifyAudit(changed, head)
      assert.equal(
        verdict.ok ? undefined : verdict.firstBad,
        { dropped: no + 1, 'cut off': RECORDS, 'forged anew': no + 2 }[how],
        how,
      )
    }
  })
})
