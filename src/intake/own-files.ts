/**
 * Files that Twokey wrote and somebody attaches again. Report puts an apostrophe before whatever a spreadsheet would run as a
 * formula; only here, and only in such a file, is it taken away again. In any other file an apostrophe is part of the cell.
 */

/** The mirror of the pattern in `report/formula-safe.ts`; a test holds that the one undoes the other. */
const MARK = /(?<=^|[;\t\r\n])'(?='*[^\S\t\r\n]*[=+\-@＝＋－＠])|^'(?='*[\t\r\n])/gu

export const isOwnFile = (columns: readonly string[]): boolean =>
  columns.includes('source_file') && columns.includes('source_line')

/** The cell as it was before report made it safe. */
export const takeMarkAway = (cell: string): string => (cell.includes("'") ? cell.replace(MARK, '') : cell)
