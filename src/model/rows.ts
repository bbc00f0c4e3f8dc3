import type { DirectoryName } from './vendor.ts'

/** What intake makes of the attached files: rows to look up, and rows that cannot be used, each with its place. */

/** One attachment as it was downloaded. `name` is hostile text. */
export interface UploadedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface SourceFile {
  /** As the sender named it; made unique within a job (`users.csv`, `users.csv (2)`). */
  readonly name: string
  /** Data records, without the header and blank lines. */
  readonly rows: number
  /** Lower-case hex of the bytes. */
  readonly sha256: string
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'
  readonly delimiter: ',' | ';' | '\t'
  /** Header cells as written, trimmed, in order. */
  readonly columns: readonly string[]
  /** The column that names the person. */
  readonly keyColumn: string
  /** Not attached by anybody: Twokey wrote the rows itself, e.g. of everybody who is not to be kept. */
  readonly isMade?: true
}

/** Where a record stands: file name, and the 1-based line on which it starts. */
export interface RowRef {
  readonly file: string
  readonly line: number
}

/** How a row names its person: an address (trimmed, lower-case) or a vendor's id (trimmed). */
export interface RowKey {
  readonly by: 'email' | 'id'
  readonly value: string
}

/** Cells as written, aligned with the columns of the row's file; shorter or longer only in an invalid row. */
export interface RowCells extends RowRef {
  readonly cells: readonly string[]
}

export interface Row extends RowCells {
  readonly key: RowKey
  /** The address that stands beside an id in the same row: both must name the same account. */
  readonly address?: string
  /** The address that a `rename` gives to the person (trimmed, lower-case). */
  readonly to?: string
  /** The row is meant for this directory alone: it comes from a report of ours, or takes up an earlier job. */
  readonly directory?: DirectoryName
}

export interface RowIssue extends RowCells {
  /** `kept`: a report of ours says that the person was left alone on purpose. The row stays marked so in the next reports. */
  readonly code: 'invalid' | 'duplicate' | 'kept' | 'too-late' | 'no-way-back'
  /** As in `Row`. */
  readonly directory?: DirectoryName
  /** What is wrong, with the value quoted, e.g. `"anna@" is not an e-mail address`. */
  readonly detail: string
}

export interface Intake {
  readonly files: readonly SourceFile[]
  readonly rows: readonly Row[]
  readonly issues: readonly RowIssue[]
}

/** Why a whole file cannot be read. `found` and `expected` are for the sender, who can mend it. */
export interface FileRefusal {
  readonly file: string
  readonly code:
    | 'empty'
    | 'not-text'
    | 'spreadsheet'
    | 'archive'
    | 'no-header'
    | 'no-key-column'
    /** With `rename`: neither a column of new addresses nor a change of domain, or both. */
    | 'no-new-column'
    | 'new-column-and-domain'
    /** With `keep`: one of Twokey's own reports, which lists those who were to go. */
    | 'own-report'
    | 'malformed'
    | 'too-large'
    | 'too-many-rows'
    | 'no-rows'
  readonly found: string
  readonly expected: string
  readonly next: string
}
