/**
 * The pinned plan of a job: a head line, one line a change and a skip, and a closing line with their numbers and the digest.
 * Must never overwrite a plan, and never give back one that is not what was written. A large plan goes in pieces, so that
 * the event loop is not held.
 */
import { access } from 'node:fs/promises'
import { z } from 'zod'
import type { PinnedPlan, Plan } from '../model/plan.ts'
import { DamagedFile, type LoadedPlan, type PlanSerializer, type PlanWitness } from '../model/store.ts'
import type { Disk } from './disk.ts'
import { firstPlanSeal, NEW_JOB, PlanReading } from './plan-reading.ts'
import { type PlanEnd, type PlanLine, planLine } from './plan-schema.ts'
import { readLines } from './read-lines.ts'
import { damagedLine, unknownForm } from './read-sealed.ts'
import { sealLine, unsealLine } from './sealed-line.ts'
import { readToldPlan } from './told-plan.ts'
import { writeDurably } from './write-durably.ts'

const LINES_A_PIECE = 500

/** Throws when there is a plan already. Calls for one path must take turns. */
export async function writePlan(disk: Disk, path: string, plan: Plan, serializer: PlanSerializer): Promise<PinnedPlan> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  )
  if (isThere) throw new Error(`writing ${path}: there is a plan already, and a plan is pinned; open a new job`)
  await writeDurably(disk, path, sealedPieces(plan, serializer))
  return { plan, digest: serializer.digest() }
}

function* sealedPieces(plan: Plan, serializer: PlanSerializer): Generator<string> {
  let seal = firstPlanSeal(plan.job)
  let piece: string[] = []
  for (const line of linesOf(plan, serializer)) {
    const sealed = sealLine(line, seal)
    seal = sealed.seal
    piece.push(`${sealed.line}\n`)
    if (piece.length < LINES_A_PIECE) continue
    yield piece.join('')
    piece = []
  }
  yield piece.join('')
}

/** Each is the JSON of a `PlanLine`. */
function* linesOf({ changes, skips, ...head }: Plan, serializer: PlanSerializer): Generator<string> {
  yield `{"is":"head","head":${serializer.head(head)}}`
  for (const change of changes) yield `{"is":"change","change":${serializer.change(change)}}`
  for (const skip of skips) yield `{"is":"skip","skip":${serializer.skip(skip)}}`
  const end: PlanEnd = { changes: changes.length, skips: skips.length, digest: serializer.digest() }
  yield `{"is":"end","end":${JSON.stringify(end)}}`
}

/**
 * Throws `DamagedFile` when the plan is missing, torn or not what was written for this job. What a witness confirms is the plan that was
 * pinned, to the letter, so that its form need not be looked at; all else is read anew, form and all.
 */
export async function readPlan(path: string, job: string, witness?: PlanWitness): Promise<LoadedPlan> {
  const told = witness && (await readToldPlan(path, job, witness))
  return told ? { ...told, isConfirmed: true } : { ...(await readChecked(path, job)), isConfirmed: false }
}

async function readChecked(path: string, job: string): Promise<PinnedPlan> {
  const read = new PlanReading(path)
  let seal = firstPlanSeal(job)
  let no = 0
  try {
    for await (const found of readLines(path)) {
      no += 1
      const line = found.isEnded ? unsealLine(found.bytes, seal) : undefined
      if (line === undefined) throw damagedLine(path, no, NEW_JOB)
      seal = line.seal
      read.take(checkedLine(path, line.text, no), no)
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
    throw new DamagedFile(`reading ${path}: there is no such file; ${NEW_JOB}`, { cause })
  }
  return read.whole(no)
}

function checkedLine(path: string, text: string, no: number): PlanLine {
  const line = planLine.safeParse(JSON.parse(text))
  if (line.success) return line.data
  throw unknownForm(path, no, z.prettifyError(line.error))
}
