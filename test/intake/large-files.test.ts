import assert from 'node:assert/strict'
import { readFiles } from '../../src/intake/read-files.ts'
import { accepted, aFile, DELETE, intakeOf, LIMITS, refusalOf } from './reading.ts'

const HEADER =
  'First Name,Last Name,Display Name,User ID/Email (Required),User Status,Location,Meetings,Messaging,Calling\r\n'

const aLargeFile = (rows: number): Buffer =>
  Buffer.from(
    HEADER +
      Array.from(
        { length: rows },
        (_, index) =>
          `Jürgen,Name${index},"Name${index}, Jürgen",user${index}@example.com,Active,Berlin,TRUE,FALSE,TRUE\r\n`,
      ).join(''),
  )

describe('reading a file of 20,000 rows', () => {
  for (const [name, bytes] of [
    ['UTF-8', aLargeFile(20_000)],
    ['UTF-16', Buffer.from(`\ufeff${aLargeFile(20_000).toString()}`, 'utf16le')],
  ] as const) {
    it(`gives the event loop a turn at least every 64 KB in ${name}`, async () => {
      let turns = 0
      let isReading = true
      const count = () => {
        turns += 1
        if (isReading) setImmediate(count)
      }
      setImmediate(count)
      const intake = accepted(await readFiles([aFile(bytes)], LIMITS, DELETE))
      isReading = false
      assert.equal(intake.rows.length, 20_000)
      assert.equal(intake.rows.at(-1)?.line, 20_001)
      assert.ok(turns >= bytes.length / (64 * 1024), `${turns} turns for ${bytes.length} bytes`)
    })
  }
})

describe('reading a file with very many columns', () => {
  it('refuses it before a short row is made as wide as the header', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `u${index}@x.org\n`).join('')
    const started = process.cpuUsage()
    const refusal = await refusalOf(`email${','.repeat(100_000)}\n${rows}`)
    const { user } = process.cpuUsage(started)
    assert.deepEqual([refusal.code, refusal.found], ['too-large', 'a header of 100,001 columns'])
    assert.ok(user < 2_000_000, `${user / 1000} ms of CPU`)
  })

  it('takes 1,000 columns, and not more than 4,000,000 cells of them', async () => {
    const table = (rows: number): string =>
      `email${','.repeat(999)}\n${Array.from({ length: rows }, (_, index) => `u${index}@x.org\n`).join('')}`
    assert.equal((await intakeOf(table(2))).rows[0]?.cells.length, 1_000)
    const refusal = await refusalOf(table(4_001))
    assert.deepEqual([refusal.code, refusal.expected], ['too-large', 'at most 4,000,000 cells in one message'])
  })
})

describe('reading rows of another length than the header', () => {
  const { captureStackTrace } = Error
  afterEach(() => {
    Error.captureStackTrace = captureStackTrace
  })

  for (const [what, row] of [
    ['blank lines', ''],
    ['rows with a trailing delimiter', 'a@x.org,1,'],
  ] as const)
    it(`makes no error of each of them, which takes far longer than the row (${what})`, async () => {
      let errors = 0
      Error.captureStackTrace = (...of) => {
        errors += 1
        captureStackTrace(...of)
      }
      await readFiles([aFile(`email,n\n${`${row}\n`.repeat(1_000)}`)], LIMITS, DELETE)
      assert.ok(errors < 10, `${errors} errors`)
    })
})
