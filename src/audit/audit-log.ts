/**
 * The append-only, hash-chained log, over a `LineFile` that is passed in. Checks the whole chain when it is opened, and cuts off
 * what a refused write left of it. Must never go on after damage, and never let a record that was torn in mid-write go without a
 * record that says so.
 */
import type { AuditEvent, AuditLog } from '../model/audit.ts'
import type { Clock } from '../model/clock.ts'
import type { FoundLine, LineFile } from '../model/line-file.ts'
import { DamagedFile } from '../model/store.ts'
import { type AuditRecord, eventIn, lineOf, NO_RECORD, readRecord, recordAfter } from './record.ts'

export interface OpenAuditLog extends AuditLog {
  close(): Promise<void>
}

/** Throws `DamagedFile`, and then leaves `file` to the caller. */
export async function openAuditLog(file: LineFile, clock: Clock): Promise<OpenAuditLog> {
  const chain = new AuditChain(file, clock)
  const cut = await chain.readToEnd()
  if (cut > 0) {
    const detail = `cut ${cut} bytes off, of a record that was torn in mid-write`
    await chain.append([{ at: clock.now().toISOString(), what: 'recovered', who: 'twokey', detail }])
  }
  return chain
}

interface Link {
  readonly seq: number
  readonly hash: string
  /** Where its line ends in the file, newline included. */
  readonly end: number
}

class AuditChain implements OpenAuditLog {
  readonly #file: LineFile
  readonly #clock: Clock
  #last: Link = { seq: 0, hash: NO_RECORD, end: 0 }
  #onDisk: Link = this.#last
  /** A write was refused: the file may hold more than the chain, and takes nothing before that is cut off. */
  #isTorn = false
  #mending: Promise<void> | undefined

  constructor(file: LineFile, clock: Clock) {
    this.#file = file
    this.#clock = clock
  }

  async append(events: readonly AuditEvent[]): Promise<void> {
    if (this.#isTorn) await this.#mended()
    await this.#write(events)
  }

  async #write(events: readonly AuditEvent[]): Promise<void> {
    const lines = events.map((event) => {
      const record = recordAfter(this.#last.seq + 1, this.#last.hash, event)
      const line = lineOf(record)
      this.#last = after(this.#last, record, Buffer.byteLength(line))
      return line
    })
    const last = this.#last
    try {
      await this.#file.append(lines)
    } catch (error) {
      this.#isTorn = true
      throw error
    }
    // Asking whether records are taken puts none on the disk, and does not wait for those under way.
    if (lines.length > 0) this.#onDisk = last
  }

  /** Once for all who wait for it. */
  #mended(): Promise<void> {
    this.#mending ??= this.#mend().finally(() => {
      this.#mending = undefined
    })
    return this.#mending
  }

  /** Nobody was told that what is cut off here is on the disk. Its own record shows that the file takes records again. */
  async #mend(): Promise<void> {
    await this.#file.cutTo(this.#onDisk.end)
    this.#last = this.#onDisk
    const detail = 'cut off what was left of a write that the disk had refused'
    await this.#write([{ at: this.#clock.now().toISOString(), what: 'recovered', who: 'twokey', detail }])
    this.#isTorn = false
  }

  head(): string {
    return this.#onDisk.hash
  }

  async *of(jobs: ReadonlySet<string>): AsyncGenerator<readonly AuditEvent[]> {
    // What is appended meanwhile may be there in half, and was not asked for.
    const end = this.#onDisk.seq
    let seq = 0
    for await (const lines of this.#file.pieces()) {
      const left = end - seq
      yield lines.slice(0, left).flatMap(({ bytes }) => {
        seq += 1
        // The chain was checked when it was opened, and grown by nobody else since.
        const event = eventIn(bytes, seq)
        if (event === undefined)
          throw this.#damaged(`it is not record ${seq}, which was there when the log was opened`, seq)
        return event.job !== undefined && jobs.has(event.job) ? [event] : []
      })
      if (seq === end) return
    }
  }

  close(): Promise<void> {
    return this.#file.close()
  }

  /** Returns how many bytes of a torn record were cut off. */
  async readToEnd(): Promise<number> {
    let end = 0
    for await (const lines of this.#file.pieces())
      for (const found of lines) {
        const record = this.#recordIn(found.bytes)
        if ('why' in record) {
          if (found.isEnded || this.#isWholeAndMore(found)) throw this.#damaged(record.why)
          await this.#file.cutTo(end)
          return found.bytes.length
        }
        if (!found.isEnded) await this.#writeAgain(record, end)
        this.#last = after(this.#last, record, found.bytes.length)
        this.#onDisk = this.#last
        end = found.end
      }
    return 0
  }

  #recordIn(bytes: Uint8Array): AuditRecord | { readonly why: string } {
    return readRecord(bytes, this.#last.seq + 1, this.#last.hash)
  }

  /** A torn record is short; one whose newline turned into something else is damage. */
  #isWholeAndMore({ bytes }: FoundLine): boolean {
    return !('why' in this.#recordIn(bytes.subarray(0, -1)))
  }

  /** Only the newline is missing: the record stays, and has to be ended before another follows it. */
  async #writeAgain(record: AuditRecord, end: number): Promise<void> {
    await this.#file.cutTo(end)
    await this.#file.append([lineOf(record)])
  }

  #damaged(why: string, seq = this.#last.seq + 1): DamagedFile {
    return new DamagedFile(
      `reading ${this.#file.path}: line ${seq} was changed after it was written (${why}); keep the file as it is for whoever looks into it, and move it away before starting again`,
    )
  }
}

const after = ({ end }: Link, { seq, hash }: AuditRecord, bytes: number): Link => ({ seq, hash, end: end + bytes + 1 })
