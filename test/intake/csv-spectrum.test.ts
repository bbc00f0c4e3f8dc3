import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { intakeOf } from './reading.ts'

/**
 * The cases of csv-spectrum (https://github.com/maxogden/csv-spectrum). None names a person, so a first column with an address is put
 * before each record, at the places where its JSON says that a record begins; the rest of the bytes stays as it is.
 */
interface Spectrum {
  readonly name: string
  readonly csv: Buffer
  readonly json: Buffer
}

const spectrum = createRequire(import.meta.url)('csv-spectrum') as (
  done: (error: Error | null, cases: readonly Spectrum[]) => void,
) => void

const cases: readonly Spectrum[] = await new Promise((resolve, reject) => {
  spectrum((error, found) => (error === null ? resolve(found) : reject(error)))
})

/** Where the JSON of the corpus says something else than its CSV, whose bytes are right. */
const MISTAKES: Readonly<Record<string, readonly [said: string, stands: string]>> = {
  location_coordinates: ['1234567890', '2095257564'],
}

/** Walks the file: a line end outside quotes is the end of a record, which RFC 4180 says and needs no parser. */
const recordsIn = (text: string): readonly string[] => {
  const records: string[] = []
  let isQuoted = false
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') isQuoted = !isQuoted
    if (text[at] !== '\n' || isQuoted) continue
    records.push(text.slice(from, at + 1))
    from = at + 1
  }
  return from < text.length ? [...records, text.slice(from)] : records
}

const withKeys = (text: string): string =>
  recordsIn(text)
    .map((record, at) => (at === 0 ? `email,${record}` : `u${at}@x.org,${record}`))
    .join('')

describe('csv-spectrum', () => {
  it('is there', () => assert.ok(cases.length >= 12, `${cases.length} cases`))

  for (const { name, csv, json } of cases)
    it(`is read as its JSON says: ${name}`, async () => {
      const [said = '', stands = ''] = MISTAKES[name] ?? []
      assert.ok(said === '' || (csv.includes(stands) && !csv.includes(said)), 'the mistake is mended')
      const stated: unknown = JSON.parse(json.toString().replace(said, stands))
      const expected = Array.isArray(stated) ? stated : [stated]
      const { files, rows, issues } = await intakeOf(withKeys(csv.toString()))
      const [, ...columns] = files[0]?.columns ?? []
      const read = rows.map(({ cells }) => Object.fromEntries(columns.map((column, at) => [column, cells[at + 1]])))
      assert.deepEqual(read, expected)
      assert.deepEqual(issues, [])
    })
})
