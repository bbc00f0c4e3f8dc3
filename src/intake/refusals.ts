/** The sentences of a file that cannot be read: what was found, what was expected, what to do. Hostile text stands in quotes. */
import type { DomainChange } from '../model/job.ts'
import type { FileRefusal } from '../model/rows.ts'
import type { Foreign } from './file-kind.ts'
import { quote } from './quote.ts'
import type { Malformed } from './read-records.ts'

export interface ReadLimits {
  /** Data records in all files of a message together. */
  readonly maxRows: number
  /** Bytes of one file. */
  readonly maxBytes: number
}

export type Refusal = Omit<FileRefusal, 'file'>

const A_CSV = 'a CSV file with a header line'
const A_KEY_COLUMN = 'a column named "User ID/Email (Required)", "email" or "id"'
const EXPORT_AGAIN = 'Export the list as CSV and send that file.'

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`
const counted = (count: number): string => count.toLocaleString('en-US')
const listed = (cells: readonly string[]): string => {
  const more = cells.length > 12 ? ` and ${cells.length - 12} more` : ''
  return `${cells
    .slice(0, 12)
    .map((cell) => quote(cell, 40))
    .join(', ')}${more}`
}

export const empty = (): Refusal => ({
  code: 'empty',
  found: 'an empty file',
  expected: A_CSV,
  next: 'Check that the export was finished, and send the file again.',
})

export const tooLarge = (bytes: number, limits: ReadLimits): Refusal => ({
  code: 'too-large',
  found: `a file of ${megabytes(bytes)}`,
  expected: `at most ${megabytes(limits.maxBytes)}`,
  next: 'Leave out columns that are not needed or split the list, and send it again.',
})

export const tooManyRows = (limits: ReadLimits): Refusal => ({
  code: 'too-many-rows',
  found: `more than ${counted(limits.maxRows)} rows in the files of this message up to this one`,
  expected: `at most ${counted(limits.maxRows)} rows in one message`,
  next: 'Split the list and send it in several messages.',
})

/** Above what any spreadsheet of users has; a row may leave out its last cells, so a wide header makes every short row as wide. */
export const MAX_COLUMNS = 1_000
/** In all files of a message together: rows times columns. */
export const MAX_CELLS = 4_000_000

export const tooManyColumns = (columns: number): Refusal => ({
  code: 'too-large',
  found: `a header of ${counted(columns)} columns`,
  expected: `at most ${counted(MAX_COLUMNS)} columns`,
  next: 'Leave out columns that are not needed, and send it again.',
})

export const tooManyCells = (): Refusal => ({
  code: 'too-large',
  found: `more than ${counted(MAX_CELLS)} cells in the files of this message up to this one, rows times columns`,
  expected: `at most ${counted(MAX_CELLS)} cells in one message`,
  next: 'Leave out columns that are not needed or split the list, and send it again.',
})

export const foreign = ({ code, what }: Foreign): Refusal => ({
  code,
  found: what,
  expected: A_CSV,
  next:
    code === 'spreadsheet'
      ? 'Open it in the spreadsheet program, save the sheet as "CSV UTF-8", and send that file.'
      : code === 'archive'
        ? 'Unpack it and send the CSV files that are in it.'
        : EXPORT_AGAIN,
})

export const notText = (): Refusal =>
  foreign({ code: 'not-text', what: 'bytes that are not text in UTF-8, UTF-16 or Windows-1252' })

export const unsupportedSeparator = (separator: string): Refusal => ({
  code: 'malformed',
  found: `a first line that sets ${quote(separator)} as the separator`,
  expected: 'a comma, a semicolon or a tab between the cells',
  next: 'Save the list with one of these separators, and send it again.',
})

const MALFORMED: Readonly<Record<Malformed['kind'], string>> = {
  'quote-not-closed': 'is never closed, so the rows after it cannot be told apart',
  'text-after-quote': 'is followed by text after its closing quote, so the rows around it cannot be told apart',
  'record-too-long': 'begins a row of more than 256 KB',
}

export const malformed = ({ line, kind }: Malformed): Refusal => ({
  code: 'malformed',
  found: `the cell that opens on line ${line} ${MALFORMED[kind]}`,
  expected: 'every quoted cell closed, and a quote inside it doubled',
  next: `Mend the quotes at line ${line}, and send the file again. No row of it was used.`,
})

export const noHeader = (cells: readonly string[], line: number): Refusal => ({
  code: 'no-header',
  found: `no header: line ${line}, the first with text, is already a person: ${listed(cells)}`,
  expected: `a header line with ${A_KEY_COLUMN}`,
  next: 'Put a line with the names of the columns on top, for example "email", and send the file again.',
})

export const noKeyColumn = (columns: readonly string[]): Refusal => ({
  code: 'no-key-column',
  found: `the columns ${listed(columns)}`,
  expected: A_KEY_COLUMN,
  next: 'Name the column that holds the login address "email", and send the file again.',
})

export const noNewColumn = (columns: readonly string[]): Refusal => ({
  code: 'no-new-column',
  found: `the columns ${listed(columns)}`,
  expected: 'a column named "new email" beside the one with the old address, or a change of domain',
  next: 'Name the column that holds the new address "new email" and send the file again, or ask with --domain old.example=new.example.',
})

export const newColumnAndDomain = (column: string, { from, to }: DomainChange): Refusal => ({
  code: 'new-column-and-domain',
  found: `the column ${quote(column, 40)} and the change of domain ${quote(`${from}=${to}`)}`,
  expected: 'one of the two, so that it is certain which address each person gets',
  next: 'Ask again without --domain, or take the column out and send the file again.',
})

/** `columns`: those of a report. */
export const ownReport = (columns: readonly string[]): Refusal => ({
  code: 'own-report',
  found: `the columns ${listed(columns)}, as in a report that Twokey wrote`,
  expected: 'the list of the people to keep as you wrote it: a report names those who were to go as well',
  next: 'Send the list itself, which has none of these columns. For those whom a job did not reach, attach its errors file to "delete" or type "retry".',
})

export const noRows = (line: number): Refusal => ({
  code: 'no-rows',
  found: `a header on line ${line} and nothing below it`,
  expected: 'at least one row below the header',
  next: 'Check that the export was finished, and send the file again.',
})
