/**
 * The way into the program for hostile bytes: attached files → rows to look up, rows that cannot be used, or why the message
 * cannot be taken. Never throws on any bytes, never drops a row without a word, never holds the event loop for long.
 */
import { createHash } from 'node:crypto'
import { pause } from '../model/pause.ts'
import type { FileRefusal, Intake, Row, RowIssue, SourceFile, UploadedFile } from '../model/rows.ts'
import { type Decoded, decodeText } from './decode-text.ts'
import { findDelimiter } from './delimiter.ts'
import { foreignKind } from './file-kind.ts'
import { nameFiles } from './file-names.ts'
import { quote } from './quote.ts'
import { type CsvRecord, readRecords } from './read-records.ts'
import { type Header, isBlank, readHeader, readRow, type Wanted } from './read-table.ts'
import * as refusals from './refusals.ts'

export type FilesRead =
  | { readonly kind: 'read'; readonly intake: Intake }
  | { readonly kind: 'refused'; readonly refusals: readonly FileRefusal[] }

type Text = Extract<Decoded, { kind: 'text' }>

/** What is read so far over all files of the message. */
interface Gathered {
  readonly files: SourceFile[]
  readonly rows: Row[]
  readonly issues: RowIssue[]
  /** The first row of each person, by key and by the directory that the row is meant for. */
  readonly seen: Map<string, Row>
  /** Rows times columns. */
  cells: number
}

const HASH_PIECE_BYTES = 4 * 1024 * 1024

const sha256 = async (bytes: Uint8Array): Promise<string> => {
  const hash = createHash('sha256')
  for (let at = 0; at < bytes.length; at += HASH_PIECE_BYTES) {
    hash.update(bytes.subarray(at, at + HASH_PIECE_BYTES))
    await pause()
  }
  return hash.digest('hex')
}

const isRefusal = (read: Header | refusals.Refusal): read is refusals.Refusal => 'found' in read

/** Cells equal to those above them share their text: a user export repeats a few words in most of its columns. */
const shareText = (cells: readonly string[], above: readonly string[]): readonly string[] =>
  cells.map((cell, index) => (cell === above[index] ? (above[index] ?? cell) : cell))

const keep = (gathered: Gathered, row: Row): void => {
  const person = `${row.directory ?? ''} ${row.key.by}:${row.key.value}`
  const first = gathered.seen.get(person)
  if (first === undefined) {
    gathered.seen.set(person, row)
    gathered.rows.push(row)
    return
  }
  const { file, line, cells, directory } = row
  const meantFor = directory === undefined ? {} : { directory }
  gathered.issues.push({ file, line, cells, ...meantFor, ...sameOrNot(row, first) })
}

/** Two rows of one id and two addresses name two persons, or one wrongly: whom the second means cannot be told. */
const sameOrNot = (row: Row, first: Row): Pick<RowIssue, 'code' | 'detail'> => {
  const [here, there] = [row, first].map(({ file, line }) => `${file} line ${line}`)
  const isOther = row.address !== undefined && first.address !== undefined && row.address !== first.address
  const wants =
    row.to === first.to ? '' : `; it asks for ${quote(row.to ?? '')}, the other for ${quote(first.to ?? '')}`
  if (!isOther) return { code: 'duplicate', detail: `${here} is the same person as ${there}${wants}` }
  const detail = `${here} has the id ${quote(row.key.value)} with the address ${quote(row.address)}, ${there} has it with ${quote(first.address)}`
  return { code: 'invalid', detail }
}

type TableRead = refusals.Refusal | (Pick<SourceFile, 'rows' | 'delimiter'> & { readonly header: Header })

const readTable = async (
  name: string,
  text: Buffer,
  limits: refusals.ReadLimits,
  wanted: Wanted,
  gathered: Gathered,
): Promise<TableRead> => {
  const found = findDelimiter(text)
  if (found.kind === 'unsupported') return refusals.unsupportedSeparator(found.separator)
  const before = gathered.rows.length + gathered.issues.length
  let header: Header | refusals.Refusal | undefined
  let rows = 0
  let above: readonly string[] = []
  const take = (record: CsvRecord): boolean => {
    if (isBlank(record.cells)) return true
    if (header === undefined) {
      header = readHeader(record, wanted)
      return !isRefusal(header)
    }
    if (isRefusal(header)) return false
    rows += 1
    gathered.cells += header.columns.length
    if (before + rows > limits.maxRows || gathered.cells > refusals.MAX_CELLS) return false
    above = shareText(record.cells, above)
    const reading = readRow(name, header, { cells: above, line: record.line })
    if (reading.kind === 'issue') gathered.issues.push(reading.issue)
    else keep(gathered, reading.row)
    return true
  }
  const malformed = await readRecords(text, found.delimiter, found.skip, take)
  if (malformed !== undefined) return refusals.malformed(malformed)
  if (header === undefined) return refusals.empty()
  if (isRefusal(header)) return header
  if (before + rows > limits.maxRows) return refusals.tooManyRows(limits)
  if (gathered.cells > refusals.MAX_CELLS) return refusals.tooManyCells()
  return rows === 0 ? refusals.noRows(header.line) : { header, rows, delimiter: found.delimiter }
}

const readText = async (bytes: Uint8Array, limits: refusals.ReadLimits): Promise<Text | refusals.Refusal> => {
  if (bytes.length === 0) return refusals.empty()
  if (bytes.length > limits.maxBytes) return refusals.tooLarge(bytes.length, limits)
  const foreign = foreignKind(bytes)
  if (foreign !== undefined) return refusals.foreign(foreign)
  const decoded = await decodeText(bytes)
  return decoded.kind === 'text' ? decoded : refusals.notText()
}

const readFile = async (
  name: string,
  bytes: Uint8Array,
  limits: refusals.ReadLimits,
  wanted: Wanted,
  gathered: Gathered,
): Promise<refusals.Refusal | undefined> => {
  const decoded = await readText(bytes, limits)
  if ('found' in decoded) return decoded
  const table = await readTable(name, decoded.text, limits, wanted, gathered)
  if ('found' in table) return table
  gathered.files.push({
    name,
    rows: table.rows,
    sha256: await sha256(bytes),
    encoding: decoded.encoding,
    delimiter: table.delimiter,
    columns: table.header.columns,
    keyColumn: table.header.keyColumn,
  })
  return undefined
}

/**
 * Reads all files of one message. One file that cannot be read refuses the message, with a refusal for every such file, so that
 * nobody approves half of what was sent. A row that cannot be read becomes an issue and harms no other row.
 */
export const readFiles = async (
  files: readonly UploadedFile[],
  limits: refusals.ReadLimits,
  wanted: Wanted,
): Promise<FilesRead> => {
  const names = nameFiles(files)
  const gathered: Gathered = { files: [], rows: [], issues: [], seen: new Map(), cells: 0 }
  const refused: FileRefusal[] = []
  for (const [index, { bytes }] of files.entries()) {
    const file = names[index] ?? ''
    const refusal = await readFile(file, bytes, limits, wanted, gathered)
    if (refusal !== undefined) refused.push({ file, ...refusal })
  }
  if (refused.length > 0) return { kind: 'refused', refusals: refused }
  const { rows, issues } = gathered
  return { kind: 'read', intake: { files: gathered.files, rows, issues } }
}
