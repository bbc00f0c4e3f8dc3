/**
 * The append-only file under journals, the inbox and the audit log. Knows nothing of what the lines say. Must never let an
 * `append` resolve before its lines are fsynced, nor take another one after a write of which nobody knows how far it came, unless
 * that was cut off.
 */
import { access } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { FoundLine, LineFile } from '../model/line-file.ts'
import type { Disk, OpenFile } from './disk.ts'
import { readLines, readPieces } from './read-lines.ts'
import { unwritable } from './write-durably.ts'

/** Makes the file where there is none. The caller sees to it that nobody else has it open. */
export async function openLineFile(path: string, disk: Disk): Promise<LineFile> {
  const isNew = await access(path).then(
    () => false,
    () => true,
  )
  const file = await disk.open(path, 'append').catch(naming(path))
  try {
    if (isNew) await disk.syncFolder(dirname(path))
  } catch (error) {
    await file.close()
    throw unwritable(path, error)
  }
  return new GroupCommitFile(path, file)
}

const naming =
  (path: string) =>
  (cause: unknown): never => {
    throw unwritable(path, cause)
  }

interface Waiting {
  readonly text: string
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

class GroupCommitFile implements LineFile {
  readonly path: string
  readonly #file: OpenFile
  #waiting: Waiting[] = []
  #writing: Promise<void> | undefined
  #broken: Error | undefined
  #isClosed = false

  constructor(path: string, file: OpenFile) {
    this.path = path
    this.#file = file
  }

  read(): AsyncIterable<FoundLine> {
    return readLines(this.path)
  }

  pieces(): AsyncIterable<readonly FoundLine[]> {
    return readPieces(this.path)
  }

  async cutTo(bytes: number): Promise<void> {
    await this.#file.truncate(bytes).catch(naming(this.path))
    await this.#file.sync().catch(naming(this.path))
    this.#broken = undefined
  }

  append(lines: readonly string[]): Promise<void> {
    if (this.#isClosed) return Promise.reject(new Error(`appending to ${this.path}: the file was closed; open it anew`))
    if (this.#broken !== undefined) return Promise.reject(this.#broken)
    if (lines.length === 0) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.#waiting.push({ text: `${lines.join('\n')}\n`, resolve, reject })
      this.#writing ??= this.#writeWaiting()
    })
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.#writing
    await this.#file.close()
  }

  async #writeWaiting(): Promise<void> {
    // Those who ask in the same turn of the event loop go along.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0)
      try {
        await this.#file.write(group.map(({ text }) => text).join(''))
        await this.#file.sync()
      } catch (cause) {
        this.#break(group, cause)
        break
      }
      for (const { resolve } of group) resolve()
    }
    this.#writing = undefined
  }

  #break(group: readonly Waiting[], cause: unknown): void {
    const what = cause instanceof Error ? cause.message : String(cause)
    const error = new Error(
      `appending to ${this.path}: ${what}; nothing more is written to it as long as it is open; make room or mend the disk, then resume the job, and start Twokey again where that is not enough`,
      { cause },
    )
    this.#broken = error
    for (const { reject } of [...group, ...this.#waiting.splice(0)]) reject(error)
  }
}
