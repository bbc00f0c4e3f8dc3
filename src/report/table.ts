/**
 * The columns of a report and how a row of any of the input files fills them: the columns of the input in order of first
 * appearance, then ours. A column of ours that is in the input already is replaced, not doubled.
 *
 * `directory` tells which directory a row is about, where there are several. A report of one directory has it all the same when the
 * input has a column of that name: intake takes the column in a file of ours at its word, so none but ours may bear the name.
 */
import { asciiLowerCase } from '../model/address.ts'
import type { Change, Plan, Skip } from '../model/plan.ts'
import { REPORT_COLUMNS } from '../model/report-columns.ts'
import type { RowCells, SourceFile } from '../model/rows.ts'
import { DIRECTORY_NAMES } from '../model/vendor.ts'

export interface Table {
  readonly columns: readonly string[]
  /** One line of the report. `ours` is aligned with our columns; source_file, source_line and directory are put before it. */
  line(row: Change | Skip, ours: readonly string[]): readonly string[]
}

const isOwnFile = (columns: readonly string[]): boolean =>
  columns.includes('source_file') && columns.includes('source_line')

/** Two columns of one file may bear one name; the second `Phone` of a file goes under the second `Phone` of the report. */
const nameNumbered = (columns: readonly string[]): readonly string[] => {
  const times = new Map<string, number>()
  return columns.map((column) => {
    const time = (times.get(column) ?? 0) + 1
    times.set(column, time)
    return `${time} ${column}`
  })
}

/** Where each cell of a row of the file goes; -1 for a cell that is not carried over. */
const layOut = (file: SourceFile, ours: ReadonlySet<string>, carried: Map<string, number>): readonly number[] => {
  const isOwn = isOwnFile(file.columns)
  const numbered = nameNumbered(file.columns)
  return file.columns.map((column, index) => {
    if (ours.has(column) || (isOwn && REPORT_COLUMNS.has(column))) return -1
    const name = numbered[index] ?? column
    const place = carried.get(name) ?? carried.size
    carried.set(name, place)
    return place
  })
}

/**
 * The cells of a row that does not fit its header are left empty: laid under the wrong columns, a row that was refused could come
 * back as a row that is done. Its detail quotes what was there.
 */
export const tableOf = (plan: Plan, own: readonly string[]): Table => {
  const { files } = plan
  const hasDirectory = needsDirectory(plan)
  const ownColumns = ['source_file', 'source_line', ...(hasDirectory ? ['directory'] : []), ...own]
  const ours = new Set(ownColumns)
  const carried = new Map<string, number>()
  const layouts = new Map(files.map((file) => [file.name, layOut(file, ours, carried)]))
  const columns = [...carried.keys()].map((name) => name.slice(name.indexOf(' ') + 1))
  const directoryOf = unreadableOr(files)
  const line = (row: Change | Skip, values: readonly string[]): readonly string[] => {
    const cells = new Array<string>(columns.length).fill('')
    const layout = layouts.get(row.file) ?? []
    if (layout.length === row.cells.length) {
      for (const [index, place] of layout.entries()) if (place >= 0) cells[place] = row.cells[index] ?? ''
    }
    return [...cells, row.file, String(row.line), ...(hasDirectory ? [directoryOf(row)] : []), ...values]
  }
  return { columns: [...columns, ...ownColumns], line }
}

const isDirectory = (cell: string): boolean => DIRECTORY_NAMES.some((name) => name === asciiLowerCase(cell.trim()))

/**
 * The directory that a row is about, or what the row of a file of ours says in its place where that is none: it was refused for that,
 * and with a directory of ours in the cell it would come back as a row that is done.
 */
const unreadableOr = (files: readonly SourceFile[]): ((row: Change | Skip) => string) => {
  const own = files.filter(({ columns }) => isOwnFile(columns) && columns.includes('directory'))
  const byName = new Map(own.map(({ name, columns }) => [name, columns]))
  return (row) => {
    const columns = byName.get(row.file)
    if (columns === undefined || columns.length !== row.cells.length) return row.directory
    const written = row.cells[columns.indexOf('directory')] ?? ''
    return isDirectory(written) ? row.directory : written
  }
}

/** A row may be about a directory that is none of the plan's: see `skipElsewhere` in `plan/`. */
const needsDirectory = ({ tenants, changes, skips, files }: Plan): boolean => {
  const directories = new Set([...tenants, ...changes, ...skips].map(({ directory }) => directory))
  return directories.size > 1 || files.some(({ columns }) => columns.includes('directory'))
}

/** Rows in the order in which their sender wrote them. */
export const inOrderOf = <R extends RowCells>(files: readonly SourceFile[], rows: readonly R[]): readonly R[] => {
  const place = new Map(files.map((file, index) => [file.name, index]))
  return rows.toSorted((a, b) => (place.get(a.file) ?? 0) - (place.get(b.file) ?? 0) || a.line - b.line)
}
