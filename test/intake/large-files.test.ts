import assert from 'node:assert/strict'
import { readFiles } from '../../src/intake/read-files.ts'
import { accepted, aFile, DELETE, LIMITS } from './reading.ts'

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
