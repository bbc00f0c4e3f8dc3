/**
 * The records of one file → rows with a key, and issues. Every record that is not blank ends in exactly one of the two, or the
 * whole file is refused. A record whose cells are all empty is blank: it says nothing, and spreadsheets write them by the hundred.
 */
import type { DomainChange } from '../model/job.ts'
import type { Row, RowIssue, SourceFile } from '../model/rows.ts'
import type { DirectoryName, Operation } from '../model/vendor.ts'
import { findKeyColumns, hasKeyColumn, type KeyColumns } from './column-aliases.ts'
import { newAddressByDomain, newAddressIn } from './new-address.ts'
import {
  type DirectoryReading,
  isOwnFile,
  keptBy,
  readDirectory,
  reportColumns,
  takeMarkAway,
  verdictColumns,
} from './own-files.ts'
import { quote } from './quote.ts'
import type { CsvRecord } from './read-records.ts'
import {
  MAX_COLUMNS,
  newColumnAndDomain,
  noHeader,
  noKeyColumn,
  noNewColumn,
  ownReport,
  type Refusal,
  tooManyColumns,
} from './refusals.ts'
import { type KeyReading, looksLikeAddress, readKey } from './row-key.ts'

/** What the files were sent for. */
export interface Wanted {
  readonly operation: Operation
  /** With `rename`: the new address is the old one with this domain. */
  readonly domain?: DomainChange | undefined
  /** The rows name those who are left alone. */
  readonly keep?: boolean | undefined
  /** Where the people are looked for; an id says who somebody is in one of them only. */
  readonly directories?: readonly DirectoryName[] | undefined
}

export interface Header {
  readonly wanted: Wanted
  readonly columns: readonly string[]
  readonly keyColumns: KeyColumns
  readonly keyColumn: string
  readonly isOwn: boolean
  readonly line: number
  /** Columns up to the last that has a name. */
  readonly named: number
  /** As `verdictColumns` tells them. */
  readonly verdicts: readonly number[]
}

export const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '')

export const readHeader = ({ cells, line }: CsvRecord, wanted: Wanted): Header | Refusal => {
  if (cells.length > MAX_COLUMNS) return tooManyColumns(cells.length)
  const written = cells.map((cell) => cell.trim())
  const isOwn = isOwnFile(written)
  const columns = isOwn ? written.map(takeMarkAway) : written
  const keyColumns = findKeyColumns(columns, wanted.operation)
  if (!hasKeyColumn(keyColumns)) {
    return columns.some(looksLikeAddress) ? noHeader(columns, line) : noKeyColumn(columns)
  }
  const unfit = unfitFor(wanted, columns, keyColumns)
  if (unfit !== undefined) return unfit
  const [position = 0] = [...keyColumns.ids, ...keyColumns.emails]
  const keyColumn = columns[position] ?? ''
  const verdicts = verdictColumns(columns)
  return { wanted, columns, keyColumns, keyColumn, isOwn, line, named: namedIn(columns), verdicts }
}

const namedIn = (columns: readonly string[]): number => columns.findLastIndex((column) => column !== '') + 1

/**
 * A report lists those who were to go. Read as a list of those to keep, the errors file of a `keep` job would remove everybody whom
 * the first list protected.
 */
const unfitFor = (
  { operation, domain, keep }: Wanted,
  columns: readonly string[],
  { newEmails }: KeyColumns,
): Refusal | undefined => {
  const ours = keep ? reportColumns(columns) : []
  if (ours.length > 0) return ownReport(ours)
  if (operation !== 'rename') return undefined
  const [position] = newEmails
  if (position === undefined) return domain === undefined ? noNewColumn(columns) : undefined
  return domain === undefined ? undefined : newColumnAndDomain(columns[position] ?? '', domain)
}

/**
 * A trailing delimiter is forgiven in both directions: empty cells beyond the header go, and a row may leave out the last cells
 * when the header has no name for them. Anything else stays as it is, and the row is not used.
 */
const align = ({ columns, named }: Header, cells: readonly string[]): readonly string[] => {
  if (cells.length > columns.length && isBlank(cells.slice(columns.length))) return cells.slice(0, columns.length)
  if (cells.length >= named && cells.length < columns.length) {
    return cells.concat(new Array<string>(columns.length - cells.length).fill(''))
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
  const cells = align(header, unmarked)
  const place = { file, line, cells }
  const issue = (
    detail: string,
    where: Pick<RowIssue, 'directory'> = {},
    code: RowIssue['code'] = 'invalid',
  ): RowReading => ({ kind: 'issue', issue: { ...place, code, ...where, detail } })
  if (cells.length !== header.columns.length) return issue(countProblem(header.columns, cells))
  const meant: DirectoryReading = header.isOwn ? readDirectory(header.columns, cells) : NO_DIRECTORY
  const where = meant.kind === 'directory' && meant.directory !== undefined ? { directory: meant.directory } : {}
  const kept = header.wanted.keep ? undefined : keptBy(header.columns, header.verdicts, cells)
  if (kept !== undefined) return issue(`${kept}: the person was on a list of people to keep`, where, 'kept')
  if (meant.kind === 'problem') return issue(meant.detail)
  const isForOne = 'directory' in where
  const reading = readKey(header.columns, header.keyColumns, cells)
  if (reading.kind === 'problem') return issue(reading.detail, where)
  const everywhere = !isForOne && (header.wanted.directories?.length ?? 1) > 1
  if (everywhere && reading.key.by === 'id' && reading.address === undefined)
    return issue(idsDiffer(reading.key.value, header.wanted))
  const target = targetOf(header, reading, cells)
  if (target !== undefined && 'detail' in target) return issue(target.detail, where)
  const { address } = reading
  // Over several directories the address alone counts: the same number can be another person elsewhere.
  const key = everywhere && address !== undefined ? ({ by: 'email', value: address } as const) : reading.key
  const beside = address === undefined || key.by === 'email' ? {} : { address }
  return { kind: 'row', row: { ...place, key, ...beside, ...(target && { to: target.address }), ...where } }
}

const idsDiffer = (id: string, { directories = [] }: Wanted): string =>
  `the id ${quote(id)} can be another person in each of ${directories.join(', ')}; give the e-mail address, or name one directory`

const NO_DIRECTORY = { kind: 'directory' } as const

/** Undefined where nobody is renamed. */
const targetOf = (
  { wanted, columns, keyColumns }: Header,
  { key, address }: Extract<KeyReading, { kind: 'key' }>,
  cells: readonly string[],
) => {
  if (wanted.operation !== 'rename') return undefined
  if (wanted.domain === undefined) return newAddressIn(columns, keyColumns.newEmails, cells)
  return newAddressByDomain(key.by === 'email' ? key.value : address, wanted.domain)
}
