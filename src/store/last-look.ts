/**
 * What was read of a file, for whoever opens it again right after: after a restart a long journal is looked into for effects without a
 * record, and then for the run itself. It is read anew once the file is not, to the system, the one that it was.
 */
import { stat } from 'node:fs/promises'

/** A large one is not to stay in memory for good. */
const KEPT_MS = 30_000

/** Of one file, the latest, for half a minute. */
export class LastLook<T> {
  #last: { readonly path: string; readonly mark: string; readonly found: T } | undefined

  /** Rejects when there is no such file, and as `read` does. */
  async into(path: string, read: () => Promise<T>): Promise<T> {
    const last = this.#last
    if (last?.path === path && last.mark === (await markOf(path))) return last.found
    const found = await read()
    // Reading may have cut a torn line off.
    const latest = { path, mark: await markOf(path), found }
    this.#last = latest
    setTimeout(() => {
      if (this.#last === latest) this.#last = undefined
    }, KEPT_MS).unref()
    return found
  }
}

const markOf = async (path: string): Promise<string> => {
  const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true })
  return [ino, size, mtimeNs, ctimeNs].join(' ')
}
