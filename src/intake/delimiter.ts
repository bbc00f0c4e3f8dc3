/**
 * Finds the delimiter of a file from its header record, with quotes respected, and Excel's `sep=;` line before it.
 * The header is known text, so a delimiter under which it has a known column beats one that only cuts more often.
 */
import { parse } from 'csv-parse/sync'
import type { SourceFile } from '../model/rows.ts'
import { findKeyColumns, hasKeyColumn } from './column-aliases.ts'

type Delimiter = SourceFile['delimiter']

export type DelimiterFound =
  /** `skip` bytes of a `sep=` line stand before the header. */
  | { readonly kind: 'delimiter'; readonly delimiter: Delimiter; readonly skip: number }
  | { readonly kind: 'unsupported'; readonly separator: string }

export const DELIMITERS: readonly Delimiter[] = [',', ';', '\t']

/** How every record is cut, whatever the delimiter: stray quotes inside an unquoted cell are letters, blanks around cells go. */
export const CELL_RULES = {
  bom: false,
  columns: false,
  ltrim: true,
  rtrim: true,
  relax_column_count: true,
  relax_quotes: true,
  record_delimiter: ['\r\n', '\n', '\r'],
  /** Far above any row of a user list; it stops a lost quote from taking the rest of the file into one cell. */
  max_record_size: 256 * 1024,
} as const

const HEAD_BYTES = 64 * 1024
const SEPARATOR_LINE = /^\s*"?sep=(.)"?[ ,;\t]*(?:\r\n|\n|\r|$)/iu

const firstRecord = (head: Buffer, delimiter: Delimiter): readonly string[] => {
  try {
    const rules = { ...CELL_RULES, record_delimiter: [...CELL_RULES.record_delimiter] }
    const records: string[][] = parse(head, { ...rules, delimiter, to: 1, skip_records_with_empty_values: true })
    return records[0] ?? []
  } catch {
    // A header that cannot be cut this way speaks against the delimiter; reading the file tells what is wrong.
    return []
  }
}

/**
 * A record of nothing but other delimiters is a blank line of another kind of file. `rename` knows the most names of columns, and a
 * name tells the delimiter whatever is asked of the file.
 */
const score = (cells: readonly string[]): number => {
  if (cells.every((cell) => /^[\s,;]*$/.test(cell))) return 0
  return cells.length + (hasKeyColumn(findKeyColumns(cells, 'rename')) ? HEAD_BYTES : 0)
}

const sniff = (text: Buffer): Delimiter => {
  const head = text.subarray(0, HEAD_BYTES)
  const candidates = DELIMITERS.map((delimiter) => ({ delimiter, score: score(firstRecord(head, delimiter)) }))
  return candidates.reduce((best, candidate) => (candidate.score > best.score ? candidate : best)).delimiter
}

export const findDelimiter = (text: Buffer): DelimiterFound => {
  const line = SEPARATOR_LINE.exec(text.subarray(0, 64).toString())
  if (line === null) return { kind: 'delimiter', delimiter: sniff(text), skip: 0 }
  const [whole, separator = ''] = line
  const delimiter = DELIMITERS.find((known) => known === separator)
  if (delimiter === undefined) return { kind: 'unsupported', separator }
  return { kind: 'delimiter', delimiter, skip: Buffer.byteLength(whole) }
}
