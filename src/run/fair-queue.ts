import type { Queue, QueueAddOptions } from 'p-queue'

/**
 * The queue of a bucket, in the form that p-queue takes: those who wait are taken in turn, one call of each, so that a job of ten
 * users does not stand behind all the calls of one of ten thousand. Within one line whoever came first is first.
 */

export interface InLine extends QueueAddOptions {
  /** Whose line it is. */
  readonly line?: string
}

type Run = () => Promise<unknown>

export class FairQueue implements Queue<Run, InLine> {
  /** In the order in which they have their turns; none of them empty. */
  readonly #lines = new Map<string, Run[]>()
  #size = 0

  get size(): number {
    return this.#size
  }

  enqueue(run: Run, { line = '' }: Partial<InLine> = {}): void {
    const waiting = this.#lines.get(line)
    if (waiting) waiting.push(run)
    else this.#lines.set(line, [run])
    this.#size += 1
  }

  dequeue(): Run | undefined {
    const [next] = this.#lines
    if (next === undefined) return undefined
    const [line, waiting] = next
    const run = waiting.shift()
    this.#size -= 1
    // To the end of those who wait for their turn.
    this.#lines.delete(line)
    if (waiting.length > 0) this.#lines.set(line, waiting)
    return run
  }

  filter({ line = '' }: Readonly<Partial<InLine>>): Run[] {
    return [...(this.#lines.get(line) ?? [])]
  }

  setPriority(id: string): void {
    throw new Error(`giving "${id}" another priority: in a fair queue there are none; use a line of its own`)
  }
}
