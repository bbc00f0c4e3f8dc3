/**
 * Files that Twokey wrote and somebody attaches again. Report puts an apostrophe before whatever a spreadsheet would run as a
 * formula; only here, and only in such a file, is it taken away again. In any other file an apostrophe is part of the cell.
 * Must never let a row that was kept in one job become a row that is removed in another.
 */
import { asciiLowerCase } from '../model/address.ts'
import { REPORT_COLUMNS } from '../model/report-columns.ts'
import { DIRECTORY_NAMES, type DirectoryName } from '../model/vendor.ts'
import { quote } from './quote.ts'

/** The mirror of the pattern in `report/formula-safe.ts`; a test holds that the one undoes the other. */
const MARK =
  /(?<=^|[;\t\r\n])'(?='*(?:(?![\t\r\n])[\s\p{C}\p{Default_Ignorable_Code_Point}])*[=+\-@＝＋－＠])|^'(?='*[\t\r\n])/gu

export const isOwnFile = (columns: readonly string[]): boolean =>
  columns.includes('source_file') && columns.includes('source_line')

/** One may well stand in a list that somebody wrote. */
const LEAST_OF_REPORT = 2

/**
 * The columns by which a file is a report of ours, in their order; none when it is not. Seen more widely than `isOwnFile`: a report
 * remains one when somebody has taken a column away or written its name otherwise.
 */
export const reportColumns = (columns: readonly string[]): readonly string[] => {
  const ours = columns.filter((column) => REPORT_COLUMNS.has(asciiLowerCase(column)))
  return ours.length < LEAST_OF_REPORT ? [] : ours
}

/** The cell as it was before report made it safe. */
export const takeMarkAway = (cell: string): string => (cell.includes("'") ? cell.replace(MARK, '') : cell)

export type DirectoryReading =
  | { readonly kind: 'directory'; readonly directory?: DirectoryName }
  | { readonly kind: 'problem'; readonly detail: string }

/** For which directory a row of ours is meant. `cells` are aligned with `columns`, those of a file that Twokey wrote. */
export const readDirectory = (columns: readonly string[], cells: readonly string[]): DirectoryReading => {
  const position = columns.indexOf('directory')
  if (position < 0) return { kind: 'directory' }
  const cell = cells[position] ?? ''
  const directory = DIRECTORY_NAMES.find((name) => name === asciiLowerCase(cell.trim()))
  if (directory !== undefined) return { kind: 'directory', directory }
  return {
    kind: 'problem',
    detail: `column "directory" says ${quote(cell)}, which is none of ${DIRECTORY_NAMES.join(', ')}`,
  }
}

/** Positions of the columns that say what was done with a row, or is to be done. */
export const verdictColumns = (columns: readonly string[]): readonly number[] =>
  columns.flatMap((column, place) => (['action', 'outcome'].includes(asciiLowerCase(column)) ? [place] : []))

const KEPT: ReadonlySet<string> = new Set(['keep', 'kept'])

/**
 * The column of `verdictColumns` and the cell by which a row says that its person was left alone on purpose, as reports of a `keep` job do. Asked of every
 * file, since the columns that tell a file of ours are easily taken away, and a row that says `keep` is not to be removed in any file.
 * Such a row goes on as `kept`, not as `invalid`: in an errors file it would have lost its mark, and come back as one to remove.
 */
export const keptBy = (
  columns: readonly string[],
  verdicts: readonly number[],
  cells: readonly string[],
): string | undefined => {
  const position = verdicts.find((place) => KEPT.has(asciiLowerCase((cells[place] ?? '').trim())))
  if (position === undefined) return undefined
  return `column ${quote(columns[position] ?? '')} says ${quote(cells[position] ?? '')}`
}
