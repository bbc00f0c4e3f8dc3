import type { Wanted } from '../../src/intake/read-table.ts'
import type { UploadedFile } from '../../src/model/rows.ts'
import type { Placed } from './write-csv.ts'

/** One message with its files, and what whoever made it knows of them. */
export interface InputCase {
  readonly family: Family
  readonly files: readonly UploadedFile[]
  readonly wanted: Wanted
  /** For a vendor's message, a reason, a display name. */
  readonly evil: string
  /** Of each file, where it is well-formed and must be read: its records, cell by cell. */
  readonly records?: readonly (readonly Placed[])[]
  /** Of each file, where at least the lines that are not blank are known: those below the header on which a record starts. */
  readonly lines?: readonly (readonly number[])[]
  /** Words that stand once in the files each: where the files are read, each is in one cell. */
  readonly tokens?: readonly string[]
}

export const FAMILIES = [
  'tables',
  'line ends',
  'quotes',
  'bytes',
  'formulas',
  'markup',
  'look-alikes',
  'headers',
  'several files',
  'own reports',
  '1 MB',
] as const
export type Family = (typeof FAMILIES)[number]
