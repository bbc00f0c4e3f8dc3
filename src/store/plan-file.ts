/**
 * The pinned plan of a job: a head line, one line a change and a skip, and a closing line with their numbers and the digest.
 * Must never overwrite a plan, and never give back one that is not what was written. A large plan goes in pieces, so that
 * the event loop is not held.
 */
import { access } from 'node:fs/promises'
import { z } from 'zod'
import type { Change, PinnedPlan, Skip } from '../model/plan.ts'
import { DamagedFile } from '../model/store.ts'
import type { Disk } from './disk.ts'
import { type PlanEnd, type PlanHead, type PlanLine, planLine } from './plan-schema.ts'
import { readLines } from './read-lines.ts'
import { damagedLine, unknownForm } from './read-sealed.ts'
import { firstSeal, sealLine, unsealLine } from './sealed-line.ts'
import { writeDurably } from './write-durably.ts'

const LINES_A_PIECE = 500
const WAY_OUT = 'open a new job with the same CSV'

/** Throws when there is a plan already. Calls for one path must take turns. */
export async function writePlan(disk: Disk, path: string, pinned: PinnedPlan): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  )
  if (isThere) throw new Error(`writing ${path}: there is a plan already, and a plan is pinned; open a new job`)
  await writeDurably(disk, path, sealedPieces(pinned))
}

function* sealedPieces(pinned: PinnedPlan): Generator<string> {
  let seal = firstSeal(chainName(pinned.plan.job))
  let piece: string[] = []
  for (const line of linesOf(pinned)) {
    const sealed = sealLine(JSON.stringify(line), seal)
    seal = sealed.seal
    piece.push(`${sealed.line}\n`)
    if (piece.length < LINES_A_PIECE) continue
    yield piece.join('')
    piece = []
  }
  yield piece.join('')
}

function* linesOf({ plan, digest }: PinnedPlan): Generator<PlanLine> {
  const { changes, skips, ...head } = plan
  yield { is: 'head', head }
  for (const change of changes) yield { is: 'change', change }
  for (const skip of skips) yield { is: 'skip', skip }
  yield { is: 'end', end: { changes: changes.length, skips: skips.length, digest } }
}

/** Throws `DamagedFile` when the plan is missing, torn or not what was written for this job. */
export async function readPlan(path: string, job: string): Promise<PinnedPlan> {
  const read = new PlanReading(path)
  let seal = firstSeal(chainName(job))
  let no = 0
  try {
    for await (const found of readLines(path)) {
      no += 1
      const line = found.isEnded ? unsealLine(found.bytes, seal) : undefined
      if (line === undefined) throw damagedLine(path, no, WAY_OUT)
      seal = line.seal
      read.take(line.text, no)
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
    throw new DamagedFile(`reading ${path}: there is no such file; ${WAY_OUT}`, { cause })
  }
  return read.whole(no)
}

class PlanReading {
  readonly #path: string
  readonly #changes: Change[] = []
  readonly #skips: Skip[] = []
  #head: PlanHead | undefined
  #end: PlanEnd | undefined

  constructor(path: string) {
    this.#path = path
  }

  take(text: string, no: number): void {
    const line = planLine.safeParse(JSON.parse(text))
    if (!line.success) {
      throw unknownForm(this.#path, no, z.prettifyError(line.error))
    }
    const is = line.data
    if ((is.is === 'head') !== (no === 1) || this.#end !== undefined) throw damagedLine(this.#path, no, WAY_OUT)
    if (is.is === 'head') this.#head = is.head
    if (is.is === 'change') this.#changes.push(is.change)
    if (is.is === 'skip') this.#skips.push(is.skip)
    if (is.is === 'end') this.#end = is.end
  }

  whole(lines: number): PinnedPlan {
    const [head, end, changes, skips] = [this.#head, this.#end, this.#changes, this.#skips]
    if (head === undefined || end?.changes !== changes.length || end.skips !== skips.length) {
      throw new DamagedFile(`reading ${this.#path}: the plan breaks off after line ${lines}; ${WAY_OUT}`)
    }
    return { plan: { ...head, changes, skips }, digest: end.digest }
  }
}

const chainName = (job: string): string => `plan 1 ${job}`
