import type { Directory } from '../model/directory.ts'
import type { DirectoryName } from '../model/vendor.ts'
import { WireError } from '../model/wire.ts'

/**
 * A directory of a job that the configuration turned off since. Must never answer anything: a run in it stands still with a reason
 * that can be mended, and a cancel still gives every row its outcome.
 */
export const switchedOff = (name: DirectoryName): Directory => {
  const off = (): Promise<never> =>
    Promise.reject(
      new WireError({
        kind: 'no-answer',
        code: 'not-on',
        message: `the directory "${name}" is not on any more; add it to DIRECTORIES and start again`,
        isRetryable: true,
      }),
    )
  return {
    name,
    traits: () => ({ rereadSize: 100, effectSize: 1, concurrency: 1, secondsPerEffect: 0, callsPerAccount: 0 }),
    check: off,
    find: off,
    everyone: off,
    reread: off,
    stepsLeft: () => undefined,
    apply: off,
  }
}
