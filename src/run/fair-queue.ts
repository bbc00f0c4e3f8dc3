import type { Queue, QueueAddOptions } from 'p-queue'

/**
 * The queue of a bucket, in the form that p-queue takes: of those who wait, the line whose latest turn was the longest ago is next, with
 * one call, so that a job of ten users does not stand behind all the calls of one of ten thousand. Within one line whoever came first is
 * first.
 */

export interface InLine extends QueueAddOptions {
  /** Whose line it is. */
  readonly line?: string
}

type Run = () => Promise<unknown>

/** Lines without anybody in them whose latest turn is remembered, for when they come back. */
const REMEMBERED = 100

export class FairQueue implements Queue<Run, InLine> {
  /** None of them empty. */
  readonly #lines = new Map<string, Run[]>()
  /**
   * By their latest turn, the longest ago first. A line of which each call waits for the answer to the one before is empty while the next
   * turn is given away, and must not be taken for a new one when it comes back.
   */
  readonly #turns = new Set<string>()
  #size = 0

  get size(): number {
    return this.#size
  }

  enqueue(run: Run, { line = '' }: Partial<InLine> = {}): void {
    const waiting = this.#lines.get(line)
    if (waiting) waiting.push(run)
    else this.#lines.set(line, [run])
    this.#turns.add(line)
    this.#size += 1
  }

  dequeue(): Run | undefined {
    for (const line of this.#turns) {
      const waiting = this.#lines.get(line)
      const run = waiting?.shift()
      if (run === undefined) continue
      this.#size -= 1
      this.#turns.delete(line)
      this.#turns.add(line)
      if (waiting?.length === 0) this.#lines.delete(line)
      this.#forget()
      return run
    }
    return undefined
  }

  filter({ line = '' }: Readonly<Partial<InLine>>): Run[] {
    return [...(this.#lines.get(line) ?? [])]
  }

  setPriority(id: string): void {
    throw new Error(`giving "${id}" another priority: in a fair queue there are none; use a line of its own`)
  }

  #forget(): void {
    for (const line of this.#turns) {
      if (this.#turns.size - this.#lines.size <= REMEMBERED) return
      if (!this.#lines.has(line)) this.#turns.delete(line)
    }
  }
}
