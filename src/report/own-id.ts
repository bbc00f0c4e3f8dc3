/** The id that a row came with in a column named like ours. It must not be lost where no account was found under it. */
import type { RowCells, SourceFile } from '../model/rows.ts'

/** Empty when the row's file has no `user_id` column or the row does not fit its header. */
export const ownId = (files: readonly SourceFile[]): ((row: RowCells) => string) => {
  const byName = new Map(files.map((file) => [file.name, file.columns]))
  return ({ file, cells }) => {
    const columns = byName.get(file) ?? []
    return columns.length === cells.length ? (cells[columns.indexOf('user_id')] ?? '') : ''
  }
}
