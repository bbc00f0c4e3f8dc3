/** Files of about a megabyte, each of a kind that is dear to read: one cell, many columns, many rows, nothing at all. */
import type { UploadedFile } from '../../src/model/rows.ts'
import type { InputCase } from './input-case.ts'

const MB = 1024 * 1024

/** Repeats what a count gives until a megabyte is full. */
const filled = (head: string, piece: (at: number) => string, size = MB): string => {
  const pieces = [head]
  let length = head.length
  for (let at = 0; length < size; at += 1) {
    const next = piece(at)
    pieces.push(next)
    length += next.length
  }
  return pieces.join('')
}

const always = (text: string) => (): string => text
const row = (at: number): string => `u${at}@example.com,Name ${at},"Ash, ${at}",Berlin\r\n`

/** `n` is a number from the seed, so that pieces do not always end at the same byte. */
type Kind = (n: number) => string | Uint8Array

export const LARGE: Readonly<Record<string, Kind>> = {
  'one quoted cell': (n) => `email,n\na@x.org,"${'x'.repeat(MB + n)}"\n`,
  'one bare cell': (n) => `email,n\na@x.org,${'x'.repeat(MB + n)}\n`,
  'a huge cell in every row': (n) => filled('email,n\n', (at) => `u${at}@x.org,"${'y'.repeat(200_000 + n)}"\n`),
  'a quote that is never closed': (n) => filled('email,n\na@x.org,"', always(`${'b'.repeat(20 + n)}\n`)),
  'nothing but quotes': (n) => filled('email\n', always('"'.repeat(7 + n))),
  'quotes and blanks': (n) => filled('email,n\n', always(`"a" ${' '.repeat(n)}"b",`)),
  'quotes inside bare cells': (n) => filled('email,n\n', (at) => `u${at}@x.org,a"b"${n}"\n`),
  '100,000 columns': (n) =>
    filled(`email${',c'.repeat(100_000)}\n`, (at) => `u${at}${n}@x.org${',1'.repeat(100_000)}\n`),
  '100,000 columns and short rows': (n) => filled(`email${',c'.repeat(100_000)}\n`, (at) => `u${at}${n}@x.org\n`),
  '100,000 columns without a name and short rows': (n) =>
    filled(`email${','.repeat(100_000)}\n`, (at) => `u${at}${n}@x.org\n`),
  '900 columns without a name and short rows': (n) => filled(`email${','.repeat(900)}\n`, (at) => `u${at}${n}@x.org\n`),
  '100,000 columns of one name': (n) => filled(`email${',email'.repeat(80_000)}\n`, (at) => `u${at}${n}@x.org\n`),
  '100,000 rows of nothing': (n) => filled('email,n\n', always(`,${' '.repeat(n % 3)}\r\n`)),
  'nothing but delimiters': (n) => filled('email', always(','.repeat(n + 1))),
  'nothing but blank lines': (n) => filled(`email,${n}\n`, always('\n')),
  'nothing but carriage returns': (n) => filled(`email,${n}\r`, always('\r')),
  'nothing but blanks': (n) => filled('email\n', always(' '.repeat(n + 1))),
  'nothing but NEL and LS': (n) => filled('email\n', always('\u0085\u2028'.repeat(n + 1))),
  'rows that end with CR': (n) => filled('email,n\r', (at) => `u${at}@x.org,${'n'.repeat(n)}\r`),
  'rows of an ordinary export': () => filled('email,n,d,o\r\n', row),
  'the same in UTF-16': () => Buffer.from(`\ufeff${filled('email,n,d,o\r\n', row, MB / 2)}`, 'utf16le'),
  'the same in Windows-1252': () =>
    Buffer.from(
      filled('email,n,d,o\r\n', (at) => `é${row(at)}`),
      'latin1',
    ),
  'one person again and again': (n) => filled('email,n\n', always(`same@x.org,${n}\n`)),
  'rows that are no person': (n) => filled('email,n\n', (at) => `${'<@all> '.repeat(3 + n)}${at},=1\n`),
  'formulas in every cell': (n) => filled('=email,email\n', (at) => `"${";'\t=1".repeat(5 + n)}",u${at}@x.org\n`),
  'apostrophes and blanks': (n) => filled('email,n\n', (at) => `u${at}@x.org,"${";' ".repeat(10_000 + n)}"\n`),
  'letters of many parts': (n) => filled('email,n\n', (at) => `u${at}@x.org,${'Z\u0351\u036b'.repeat(500 + n)}\n`),
  'text without a line end': (n) => filled('email ', always('lorem ipsum '.repeat(n + 1))),
  'bytes of every kind': (n) => Uint8Array.from({ length: MB }, (_, at) => (at * (n * 2 + 1) * 2_654_435_761) >>> 13),
  'a UTF-16 of one letter': (n) => Buffer.from('a'.repeat(MB / 2 + n), 'utf16le'),
}

export const LARGE_KINDS: readonly string[] = Object.keys(LARGE)

/** The `n`th of all large cases; kinds take turns. */
export const largeCase = (n: number): InputCase & { readonly kind: string } => {
  const kind = LARGE_KINDS[n % LARGE_KINDS.length] ?? ''
  const content = LARGE[kind]?.(n % 17) ?? ''
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const files: readonly UploadedFile[] = [{ name: 'large.csv', bytes }]
  return { family: '1 MB', kind, files, wanted: { operation: 'delete', directories: ['webex'] }, evil: kind }
}
