import { findingKey } from '../model/directory.ts'
import type { Intake, RowKey } from '../model/rows.ts'
import type { DirectoryName, Operation } from '../model/vendor.ts'

/**
 * What a directory has to be asked for, each key once: who the rows name and, with `rename`, who has the new addresses. The plan
 * is made from these findings alone and throws when one is missing.
 */

/** Rows that are meant for another directory are left out. */
export function keysOf({ rows }: Intake, operation: Operation, directory: DirectoryName): readonly RowKey[] {
  const keys = new Map<string, RowKey>()
  for (const row of rows) {
    if (row.directory !== undefined && row.directory !== directory) continue
    keys.set(findingKey(row.key), row.key)
    if (operation !== 'rename' || row.to === undefined) continue
    const key: RowKey = { by: 'email', value: row.to }
    keys.set(findingKey(key), key)
  }
  return [...keys.values()]
}
