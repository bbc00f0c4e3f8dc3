/**
 * The records of one file → rows with a key, and issues. Every record that is not blank ends in exactly one of the two, or the
 * whole file is refused. A record whose cells are all empty is blank: it says nothing, and spreadsheets write them by the hundred.
 */
import type { Row, RowIssue, SourceFile } from '../model/rows.ts'
import { findKeyColumns, hasKeyColumn, type KeyColumns } from './column-aliases.ts'
import { isOwnFile, takeMarkAway } from './own-files.ts'
import { quote } from './quote.ts'
import type { CsvRecord } from './read-records.ts'
import { noHeader, noKeyColumn, type Refusal } from './refusals.ts'
import { looksLikeAddress, readKey } from './row-key.ts'

export interface Header {
  readonly columns: readonly string[]
  readonly keyColumns: KeyColumns
  readonly keyColumn: string
  readonly isOwn: boolean
  readonly line: number
}

export const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '')

export const readHeader = ({ cells, line }: CsvRecord): Header | Refusal => {
  const written = cells.map((cell) => cell.trim())
  const isOwn = isOwnFile(written)
  const columns = isOwn ? written.map(takeMarkAway) : written
  const keyColumns = findKeyColumns(columns)
  if (!hasKeyColumn(keyColumns)) {
    return columns.some(looksLikeAddress) ? noHeader(columns, line) : noKeyColumn(columns)
  }
  const [position = 0] = [...keyColumns.ids, ...keyColumns.emails]
  return { columns, keyColumns, keyColumn: columns[position] ?? '', isOwn, line }
}

/**
 * A trailing delimiter is forgiven in both directions: empty cells beyond the header go, and a row may leave out the last cells
 * when the header has no name for them. Anything else stays as it is, and the row is not used.
 */
const align = (columns: readonly string[], cells: readonly string[]): readonly string[] => {
  const named = columns.findLastIndex((column) => column !== '') + 1
  if (cells.length > columns.length && isBlank(cells.slice(columns.length))) return cells.slice(0, columns.length)
  if (cells.length >= named && cells.length < columns.length) {
    return [...cells, ...columns.slice(cells.length).map(() => '')]
  }
  return cells
}

const countProblem = (columns: readonly string[], cells: readonly string[]): string => {
  const shown = cells.slice(0, 12).map((cell) => quote(cell, 40))
  const more = cells.length > shown.length ? ', …' : ''
  return `the row has ${cells.length === 1 ? '1 cell' : `${cells.length} cells`}, the header has ${columns.length}: ${shown.join(', ')}${more}`
}

export type RowReading =
  | { readonly kind: 'row'; readonly row: Row }
  | { readonly kind: 'issue'; readonly issue: RowIssue }

export const readRow = (file: SourceFile['name'], header: Header, { cells: written, line }: CsvRecord): RowReading => {
  const unmarked = header.isOwn ? written.map(takeMarkAway) : written
  const cells = align(header.columns, unmarked)
  if (cells.length !== header.columns.length) {
    return { kind: 'issue', issue: { file, line, cells, code: 'invalid', detail: countProblem(header.columns, cells) } }
  }
  const reading = readKey(header.columns, header.keyColumns, cells)
  if (reading.kind === 'problem') {
    return { kind: 'issue', issue: { file, line, cells, code: 'invalid', detail: reading.detail } }
  }
  const { key, address } = reading
  return { kind: 'row', row: { file, line, cells, key, ...(address === undefined ? {} : { address }) } }
}
