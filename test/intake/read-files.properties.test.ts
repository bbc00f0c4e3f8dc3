import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readFiles } from '../../src/intake/read-files.ts'
import { accepted, aFile, DELETE, LIMITS } from './reading.ts'

interface Style {
  readonly delimiter: string
  readonly newline: string
  readonly encoding: 'utf-8' | 'utf-8-mark' | 'utf-16le' | 'utf-16be' | 'utf-16le-bare' | 'utf-16be-bare'
  readonly quoteAll: boolean
  readonly blankLines: number
  readonly endsWithNewline: boolean
}

const aStyle: fc.Arbitrary<Style> = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t'),
  newline: fc.constantFrom('\n', '\r\n', '\r'),
  encoding: fc.constantFrom('utf-8', 'utf-8-mark', 'utf-16le', 'utf-16be', 'utf-16le-bare', 'utf-16be-bare'),
  quoteAll: fc.boolean(),
  blankLines: fc.nat(2),
  endsWithNewline: fc.boolean(),
})

const aCell = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('"', "'", ',', ';', '\t', '\n', '\r', ' ', 'a', '=', '\ufeff', '\u00a0'),
    maxLength: 8,
  }),
)

/** Written independently of the code under test: quote what has to be quoted, double the quotes. */
const writeCell = (cell: string, quoteAll: boolean): string =>
  quoteAll || /["',;\t\r\n]/.test(cell) || cell !== cell.trim() ? `"${cell.replaceAll('"', '""')}"` : cell

const encode = (text: string, encoding: Style['encoding']): Buffer => {
  const wide = Buffer.from(text, 'utf16le')
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text)
    case 'utf-8-mark':
      return Buffer.from(`\ufeff${text}`)
    case 'utf-16le':
      return Buffer.concat([Buffer.from([0xff, 0xfe]), wide])
    case 'utf-16be':
      return Buffer.concat([Buffer.from([0xfe, 0xff]), wide.swap16()])
    case 'utf-16le-bare':
      return wide
    case 'utf-16be-bare':
      return wide.swap16()
  }
}

const lineEndsIn = (text: string): number => text.split(/\r\n|\r|\n/).length - 1

const HEADER = [
  'first name',
  'email',
  'second column',
  'third column',
  'a column to make the header the longer part of the head',
]

describe('reading any file', () => {
  it('gives back every table cell for cell with the line of each row, however it was written', async () => {
    const aTable = fc.array(fc.tuple(aCell, aCell, aCell, aCell), { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(aTable, aStyle, async (table, style) => {
        const separator = style.newline + style.newline.repeat(style.blankLines)
        const records = table.map(([a, b, c, d], index) => [a, `u${index}@x.org`, b, c, d])
        const expected: { cells: readonly string[]; line: number }[] = []
        let text = HEADER.join(style.delimiter)
        for (const cells of records) {
          text += separator
          expected.push({ cells, line: lineEndsIn(text) + 1 })
          text += cells.map((cell) => writeCell(cell, style.quoteAll)).join(style.delimiter)
        }
        if (style.endsWithNewline) text += style.newline
        const result = accepted(await readFiles([aFile(encode(text, style.encoding))], LIMITS, DELETE))
        assert.deepEqual(result.issues, [])
        assert.deepEqual(
          result.rows.map(({ cells, line }) => ({ cells, line })),
          expected,
        )
      }),
      { numRuns: 200 },
    )
  })

  it('never throws, and either refuses or accounts for every row once', async () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.concat([Buffer.from('email,id\n'), bytes])),
      fc
        .string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', ' ', 'a', '@', '.', '\ufeff', 'é'), maxLength: 200 })
        .map((text) => Buffer.from(`email;login\r\n${text}`)),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { maxLength: 3 }), async (contents) => {
        const result = await readFiles(
          contents.map((content) => aFile(content)),
          LIMITS,
          DELETE,
        )
        if (result.kind === 'refused') {
          assert.ok(result.refusals.length > 0)
          return
        }
        const { files, rows, issues } = result.intake
        const places = [...rows, ...issues].map(({ file, line }) => `${file}:${line}`)
        assert.equal(new Set(places).size, places.length)
        assert.equal(
          places.length,
          files.reduce((sum, file) => sum + file.rows, 0),
        )
        assert.equal(new Set(rows.map(({ key }) => `${key.by}:${key.value}`)).size, rows.length)
      }),
      { numRuns: 300 },
    )
  })

  it('accounts for every physical record of a file without quotes', async () => {
    const aLine = fc.string({ unit: fc.constantFrom(',', 'a', '@', '.', ' ', 'b', 'é'), maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(fc.array(aLine, { maxLength: 30 }), async (lines) => {
        const csv = `email,name\n${[...lines, 'end@x.org,1'].join('\n')}`
        const { rows, issues } = accepted(await readFiles([aFile(csv)], LIMITS, DELETE))
        const written = lines.flatMap((line, index) => (/[^\s,]/.test(line) ? [index + 2] : []))
        const read = [...rows, ...issues].map(({ line }) => line).sort((a, b) => a - b)
        assert.deepEqual(read, [...written, lines.length + 2])
      }),
      { numRuns: 200 },
    )
  })
})
