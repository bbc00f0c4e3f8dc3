/**
 * Small hostile messages of every family but the large one, from a seed. Must know what it wrote: a case says which records it has, or
 * which lines, or at least which words, and never asks the reader that is tried.
 */
import fc from 'fast-check'
import type { Wanted } from '../../src/intake/read-table.ts'
import type { UploadedFile } from '../../src/model/rows.ts'
import { FILE_NAMES, FORMULAS, HEADERS, INVISIBLES, LOOK_ALIKES, MARKUP } from './corpus.ts'
import type { InputCase } from './input-case.ts'
import { ENCODINGS, encode, type Style, writeCsv } from './write-csv.ts'

const anyOf = (texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts)

const plainLetters = fc.string({ unit: fc.constantFrom(...'abz019.-_ éß'), maxLength: 10 })
const punctuation = fc.string({
  unit: fc.constantFrom(...'"\',;\t\n\r =+-@ａ＝|`*_[]()<>&#~\\{}\u00a0\ufeff'),
  maxLength: 8,
})
const anyText = fc.oneof(plainLetters, punctuation, fc.string({ unit: 'grapheme', maxLength: 8 }))
const invisible = fc
  .tuple(plainLetters, anyOf(INVISIBLES), plainLetters)
  .map(([before, unseen, after]) => `${before}${unseen}${after}`)
const formula = fc
  .tuple(fc.constantFrom('', '', '', 'a', ';', '"', "'", ' ', '\n'), anyOf(FORMULAS), fc.constantFrom('', '', ';=2'))
  .map((parts) => parts.join(''))
const markup = fc
  .array(fc.oneof(anyOf(MARKUP), plainLetters), { minLength: 1, maxLength: 3 })
  .map((all) => all.join(' '))
const hostile = fc.oneof(formula, markup, invisible, anyOf(LOOK_ALIKES.flat()), anyText)

const number = fc.nat(40)
const address = fc.oneof(
  { weight: 5, arbitrary: number.map((n) => `u${n}@example.com`) },
  { weight: 1, arbitrary: number.map((n) => ` U${n}@EXAMPLE.com`) },
  { weight: 2, arbitrary: anyOf(LOOK_ALIKES.flat()) },
  {
    weight: 1,
    arbitrary: fc.tuple(anyOf(['=', '+', '-', "'", '＝', "'="]), number).map(([c, n]) => `${c}u${n}@x.org`),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(anyOf(INVISIBLES), number).map(([unseen, n]) => `u${unseen}${n}@example.com`),
  },
)

const style: fc.Arbitrary<Style> = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t'),
  newline: fc.constantFrom('\n', '\r\n', '\r'),
  encoding: fc.constantFrom(...ENCODINGS),
  quotesAll: fc.boolean(),
  blankLines: fc.constantFrom(0, 0, 0, 1, 2),
  endsWithNewline: fc.boolean(),
})

const DELETE: Wanted = { operation: 'delete', directories: ['webex'] }
const wanted: fc.Arbitrary<Wanted> = fc.constantFrom<Wanted>(
  DELETE,
  DELETE,
  { operation: 'deactivate', directories: ['webex', 'okta'] },
  { operation: 'rename', directories: ['webex'] },
  { operation: 'rename', directories: ['webex'], domain: { from: 'example.com', to: 'new.example' } },
  { operation: 'delete', keep: true, directories: ['aac'] },
)

const inUsersCsv = (bytes: Uint8Array): readonly UploadedFile[] => [{ name: 'users.csv', bytes }]

/**
 * Stands in every header. Its length lets the encodings without a mark be told by their zeros; its umlaut is no UTF-8 when it is
 * written in Windows-1252. Without such signs nobody could tell one from the other.
 */
const LONG =
  'a column für making the header the longer part of the head of this file, whatever stands in the rows below'

type Cells = readonly [string, string, string]
const tableOf = (cell: fc.Arbitrary<string>): fc.Arbitrary<readonly Cells[]> =>
  fc.array(fc.tuple(cell, address, cell), { minLength: 1, maxLength: 5 })

/** A file that any program could have written; it must be read cell by cell. Control characters are no text in Windows-1252. */
const wellFormed = (cell: fc.Arbitrary<string>) =>
  fc.tuple(tableOf(cell), style).map(([rows, how]) => {
    const header = ['first', 'email', LONG]
    const { bytes, records } = writeCsv([header, ...rows], how)
    return { bytes, records }
  })

const tables = (family: InputCase['family'], cell: fc.Arbitrary<string>): fc.Arbitrary<InputCase> =>
  fc.tuple(wellFormed(cell), markup).map(([{ bytes, records }, evil]) => ({
    family,
    files: inUsersCsv(bytes),
    wanted: DELETE,
    evil,
    records: [records],
  }))

const lineEnd = fc.constantFrom('\n', '\r\n', '\r', '\n\r', '\n\n', '\u0085', '\u2028', '\u2029', '\u000b', '\u000c')
const bareLine = fc.string({ unit: fc.constantFrom(...'ab@.,; é\u200b\u2028'), maxLength: 14 })

/** Without a quote every line is a record, however it ends. */
const lineEnds: fc.Arbitrary<InputCase> = fc
  .tuple(
    fc.array(fc.tuple(bareLine, lineEnd), { maxLength: 8 }),
    fc.constantFrom<'utf-8' | 'utf-8-mark'>('utf-8', 'utf-8-mark'),
  )
  .map(([parts, encoding]) => {
    const text = `email,name\n${parts.flat().join('')}end@x.org,1`
    const lines = text.split(/\r\n|\r|\n/).flatMap((line, at) => (at > 0 && /[^\s,]/.test(line) ? [at + 1] : []))
    return {
      family: 'line ends',
      files: inUsersCsv(encode(text, encoding)),
      wanted: DELETE,
      evil: text,
      lines: [lines],
    }
  })

const debris = fc.string({
  unit: fc.constantFrom('"', '"', '""', ',', ';', '\t', '\n', '\r\n', ' ', "'", '\\'),
  maxLength: 6,
})

/** Words with quotes and delimiters strewn between them. */
const quotes: fc.Arbitrary<InputCase> = fc
  .tuple(
    fc.array(debris, { minLength: 1, maxLength: 14 }),
    fc.constantFrom('email,n\n', 'email;n\r\n', '"email"\tn\r', 'email\n'),
  )
  .map(([parts, header]) => {
    const tokens = parts.map((_, at) => `q${at}z`)
    const text = `${header}${parts.map((part, at) => `${tokens[at]}${part}`).join('')}`
    return { family: 'quotes', files: inUsersCsv(Buffer.from(text)), wanted: DELETE, evil: text, tokens }
  })

const someBytes = fc.uint8Array({ maxLength: 60 })
const brokenUtf8 = fc.constantFrom(
  'c3',
  'c328',
  'a0a1',
  'e28228',
  'f0288cbc',
  'eda080',
  'f4908080',
  'c080',
  'fe',
  'ff',
  '00',
)

/** Whatever the bytes are: UTF-8 with another encoding in its middle, half a UTF-16, NULs, marks in the wrong place. */
const bytes: fc.Arbitrary<InputCase> = fc
  .tuple(
    fc.constantFrom('', 'email,id\n', '\ufeffemail,id\r\n', 'sep=;\nemail;id\n', 'email'),
    fc.array(
      fc.oneof(
        someBytes.map((all) => Buffer.from(all)),
        brokenUtf8.map((hex) => Buffer.from(`a@x.org,${hex}\n`).fill(Buffer.from(hex, 'hex'), 8, 8 + hex.length / 2)),
        fc.tuple(markup, fc.constantFrom(...ENCODINGS)).map(([text, encoding]) => encode(`${text}\n`, encoding)),
        address.map((text) => Buffer.from(`${text},\n`)),
      ),
      { maxLength: 5 },
    ),
    fc.constantFrom<'utf8' | 'utf16le'>('utf8', 'utf8', 'utf8', 'utf16le'),
  )
  .map(([header, parts, encoding]) => {
    const all = Buffer.concat([Buffer.from(header, encoding), ...parts])
    return { family: 'bytes', files: inUsersCsv(all), wanted: DELETE, evil: all.toString('latin1') }
  })

const aHeader = fc.array(fc.oneof(anyOf(HEADERS), hostile), { minLength: 1, maxLength: 6 })

/** Any header, above rows that fit it or do not; or no header, or nothing below it. */
const headers: fc.Arbitrary<InputCase> = fc
  .tuple(
    aHeader,
    fc.boolean(),
    fc.array(fc.array(fc.oneof(address, hostile), { maxLength: 7 }), { maxLength: 5 }),
    style,
    wanted,
  )
  .map(([names, hasEmail, rows, how, what]) => {
    const table = [hasEmail ? [...names, 'email'] : names, ...rows]
    const { bytes: written } = writeCsv(table, { ...how, encoding: 'utf-8' })
    return { family: 'headers', files: inUsersCsv(written), wanted: what, evil: names.join(' ') }
  })

const severalFiles: fc.Arbitrary<InputCase> = fc
  .tuple(fc.array(fc.tuple(anyOf(FILE_NAMES), wellFormed(hostile)), { minLength: 2, maxLength: 4 }), wanted)
  .map(([files, what]) => ({
    family: 'several files',
    files: files.map(([name, { bytes: written }]) => ({ name, bytes: written })),
    wanted: what,
    evil: files[0]?.[0] ?? '',
    ...(what === DELETE ? { records: files.map(([, { records }]) => records) } : {}),
  }))

const REPORT = ['email', 'source_file', 'source_line', 'directory', 'action', 'user_id', 'reason', 'outcome']
const ownCell = fc.oneof(hostile, anyOf(['webex', 'okta', 'WEBEX ', 'keep', 'KEPT', 'skip', 'delete', '7', '']))

/** Reports of ours that somebody has been at. */
const ownReports: fc.Arbitrary<InputCase> = fc
  .tuple(
    fc.subarray(REPORT, { minLength: 3 }),
    fc.array(fc.tuple(address, fc.array(ownCell, { minLength: 7, maxLength: 7 })), { minLength: 1, maxLength: 5 }),
    style,
    wanted,
  )
  .map(([columns, rows, how, what]) => {
    const names = columns.includes('email') ? columns : ['email', ...columns]
    const table = rows.map(([who, cells]) => names.map((name, at) => (name === 'email' ? who : (cells[at - 1] ?? ''))))
    const { bytes: written } = writeCsv([names, ...table], { ...how, encoding: 'utf-8-mark' })
    return { family: 'own reports', files: inUsersCsv(written), wanted: what, evil: rows[0]?.[1][0] ?? '' }
  })

const small: fc.Arbitrary<InputCase> = fc.oneof(
  { weight: 3, arbitrary: tables('tables', anyText) },
  { weight: 3, arbitrary: lineEnds },
  { weight: 3, arbitrary: quotes },
  { weight: 3, arbitrary: bytes },
  { weight: 3, arbitrary: tables('formulas', formula) },
  { weight: 3, arbitrary: tables('markup', fc.oneof(markup, invisible)) },
  { weight: 2, arbitrary: tables('look-alikes', anyOf(LOOK_ALIKES.flat())) },
  { weight: 3, arbitrary: headers },
  { weight: 1, arbitrary: severalFiles },
  { weight: 2, arbitrary: ownReports },
)

/** The same cases for the same seed. */
export const smallCases = (seed: number, count: number): readonly InputCase[] =>
  fc.sample(small, { seed, numRuns: count })
