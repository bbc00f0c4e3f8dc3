/**
 * The pinned plan of a job: a head line, one line a change and a skip, and a closing line with their numbers and the digest.
 * Must never overwrite a plan, and never give back one that is not what was written. A large plan goes in pieces, so that
 * the event loop is not held.
 */
import { access } from 'node:fs/promises'
import { z } from 'zod'
import type { Change, PinnedPlan, Skip } from '../model/plan.ts'
import { DamagedFile, type LoadedPlan, type PlanWitness } from '../model/store.ts'
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

/**
 * Throws `DamagedFile` when the plan is missing, torn or not what was written for this job. What a witness confirms is the plan that was
 * pinned, to the letter, so that its form need not be looked at; all else is read anew, form and all.
 */
export async function readPlan(path: string, job: string, witness?: PlanWitness): Promise<LoadedPlan> {
  const witnessed = witness && (await readWitnessed(path, job, witness))
  return (
    witnessed ?? { ...(await readLinesOf(path, job, (text, no) => checkedLine(path, text, no))), isConfirmed: false }
  )
}

async function readWitnessed(path: string, job: string, witness: PlanWitness): Promise<LoadedPlan | undefined> {
  try {
    const pinned = await readLinesOf(path, job, (text) => toldLine(text, witness))
    return witness.confirms(pinned.digest) ? { ...pinned, isConfirmed: true } : undefined
  } catch {
    // Whatever is wrong, the other reading has the words for it.
    return undefined
  }
}

async function readLinesOf(
  path: string,
  job: string,
  parse: (text: string, no: number) => PlanLine,
): Promise<PinnedPlan> {
  const read = new PlanReading(path)
  let seal = firstSeal(chainName(job))
  let no = 0
  try {
    for await (const found of readLines(path)) {
      no += 1
      const line = found.isEnded ? unsealLine(found.bytes, seal) : undefined
      if (line === undefined) throw damagedLine(path, no, WAY_OUT)
      seal = line.seal
      read.take(parse(line.text, no), no)
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
    throw new DamagedFile(`reading ${path}: there is no such file; ${WAY_OUT}`, { cause })
  }
  return read.whole(no)
}

function checkedLine(path: string, text: string, no: number): PlanLine {
  const line = planLine.safeParse(JSON.parse(text))
  if (line.success) return line.data
  throw unknownForm(path, no, z.prettifyError(line.error))
}

/** What a line of a row begins with before its JSON; a brace ends it. */
const ROW = { change: '{"is":"change","change":', skip: '{"is":"skip","skip":' } as const

/** Of the form that it says to be: only where the witness confirms all of them is it believed. */
function toldLine(text: string, witness: PlanWitness): PlanLine {
  const line: PlanLine = JSON.parse(text)
  if (line.is === 'head') witness.head(line.head)
  for (const is of ['change', 'skip'] as const)
    if (text.startsWith(ROW[is])) witness[is](text.slice(ROW[is].length, -1))
  return line
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

  take(line: PlanLine, no: number): void {
    if ((line.is === 'head') !== (no === 1) || this.#end !== undefined) throw damagedLine(this.#path, no, WAY_OUT)
    if (line.is === 'head') this.#head = line.head
    if (line.is === 'change') this.#changes.push(line.change)
    if (line.is === 'skip') this.#skips.push(line.skip)
    if (line.is === 'end') this.#end = line.end
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
