import type { PauseReason } from '../model/run.ts'
import { DamagedFile } from '../model/store.ts'

/** What is said of an error that nobody foresaw. A disk that refused a write is told apart: the operator can mend it. */
export const accidentOf = (error: unknown): PauseReason => ({
  code: isStorage(error) ? 'storage-refused' : 'accident',
  message: error instanceof Error ? error.message : String(error),
})

/** The last ones: the data folder is gone or is not what it was, such as a volume that is no longer there. */
const STORAGE_CODES: ReadonlySet<unknown> = new Set([
  'ENOSPC',
  'EROFS',
  'EACCES',
  'EPERM',
  'EIO',
  'EDQUOT',
  'EMFILE',
  'ENFILE',
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'ENODEV',
  'ENXIO',
  'ESTALE',
])

const isStorage = (error: unknown): boolean => {
  if (error instanceof DamagedFile) return true
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (STORAGE_CODES.has((cause as NodeJS.ErrnoException).code)) return true
  return false
}
