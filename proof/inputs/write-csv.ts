/**
 * Cells → the bytes of a CSV in one of the ways in which programs write them, with the line on which each record starts. Written
 * from RFC 4180 and from what spreadsheets do, and not from the reader that it tries: it knows how many records it wrote.
 */

export const ENCODINGS = [
  'utf-8',
  'utf-8-mark',
  'utf-16le-mark',
  'utf-16be-mark',
  'utf-16le',
  'utf-16be',
  'windows-1252',
] as const
export type Encoding = (typeof ENCODINGS)[number]

export interface Style {
  readonly delimiter: ',' | ';' | '\t'
  readonly newline: '\n' | '\r\n' | '\r'
  readonly encoding: Encoding
  readonly quotesAll: boolean
  /** Between two records. */
  readonly blankLines: number
  readonly endsWithNewline: boolean
}

export interface Placed {
  readonly line: number
  readonly cells: readonly string[]
}

const NEEDS_QUOTES = /["',;\t\r\n]|^\s|\s$/

/** A lone half of a pair has no form in any encoding. */
const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd')

const writeCell = (cell: string, quotesAll: boolean): string =>
  quotesAll || NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell

const lineEnds = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0

/** The first record is the header. `records` are those after it, each as it must be read. */
export const writeCsv = (
  table: readonly (readonly string[])[],
  style: Style,
): { readonly bytes: Buffer; readonly records: readonly Placed[] } => {
  const { delimiter, newline, quotesAll, blankLines } = style
  const placed: Placed[] = []
  let line = 1
  const texts = table.map((written) => {
    const cells = written.map((cell) => inEncoding(wellFormed(cell), style.encoding))
    placed.push({ line, cells })
    const text = cells.map((cell) => writeCell(cell, quotesAll)).join(delimiter)
    line += lineEnds(text) + 1 + blankLines
    return text
  })
  const text = texts.join(newline.repeat(blankLines + 1)) + (style.endsWithNewline ? newline : '')
  return { bytes: encode(text, style.encoding), records: placed.slice(1) }
}

/** What Windows-1252 has no byte for is written as a question mark, as Excel does. */
const inEncoding = (cell: string, encoding: Encoding): string =>
  encoding === 'windows-1252' ? cell.replace(/[^\t\r\n\x20-\x7e\xa0-\xff]/gu, '?') : cell

export const encode = (text: string, encoding: Encoding): Buffer => {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text)
    case 'utf-8-mark':
      return Buffer.from(`\ufeff${text}`)
    case 'utf-16le-mark':
      return Buffer.from(`\ufeff${text}`, 'utf16le')
    case 'utf-16be-mark':
      return Buffer.from(`\ufeff${text}`, 'utf16le').swap16()
    case 'utf-16le':
      return Buffer.from(text, 'utf16le')
    case 'utf-16be':
      return Buffer.from(text, 'utf16le').swap16()
    case 'windows-1252':
      return Buffer.from(text, 'latin1')
  }
}
