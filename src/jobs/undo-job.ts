import type { JobId, MessageId } from '../model/ids.ts'
import { ENDED, type Job } from '../model/job.ts'
import type { Actor } from '../model/person.ts'
import type { Plan } from '../model/plan.ts'
import { isOurDoing } from '../model/run.ts'
import { DamagedFile } from '../model/store.ts'
import type { DirectoryName, Operation } from '../model/vendor.ts'
import type { Answer } from '../model/voice.ts'
import { WireError } from '../model/wire.ts'
import { outcomeOf } from '../report/outcome-of.ts'
import { tooLateSince, undoByHandCsv } from '../report/undo-rows.ts'
import { type JobsContext, note } from './context.ts'
import { refuseMissing } from './missing-outcomes.ts'
import { openJob } from './open-job.ts'
import { outcomesOf } from './outcomes-of.ts'
import { rowsToUndo } from './rows-to-undo.ts'
import { inThread } from './tell-job.ts'

/**
 * What a job did is taken back where it can be: a new job in the same thread, by the ids of what was done, which needs its own
 * approval. Where Twokey cannot, it says why and, where a person can, for whom it is not too late.
 */

const INVERSE: Readonly<Record<Operation, Operation>> = {
  delete: 'restore',
  deactivate: 'restore',
  restore: 'deactivate',
  rename: 'rename',
}

export const undoJob = async (context: JobsContext, id: JobId, actor: Actor, askedIn: MessageId): Promise<Answer> => {
  const job = await context.store.get(id)
  if (job === undefined) return { kind: 'unknown-job', id }
  if (!actor.isRequester) return { kind: 'not-allowed', wanted: 'undo' }
  if (!ENDED.has(job.status)) return { kind: 'not-possible-now', status: job.status, wanted: 'undo' }
  if (!job.tally?.done && !job.tally?.failed) return { kind: 'nothing-to-undo' }
  try {
    return await undo(context, job, actor, askedIn)
  } catch (error) {
    // Whoever asked gets an answer: asking again would not mend the file.
    if (!(error instanceof DamagedFile)) throw error
    return { kind: 'cannot-undo', reasons: job.directories.map((directory) => ({ directory, words: error.message })) }
  }
}

const undo = async (context: JobsContext, job: Job, actor: Actor, askedIn: MessageId): Promise<Answer> => {
  const { plan } = await context.files.loadPlan(job.id)
  refuseMissing(job, (await outcomesOf(context.files, job.id)).values())
  const inverse = INVERSE[job.operation]
  const ways = await inTime(
    context,
    job,
    plan,
    await waysBack(context, plan, await doneIn(context, job, plan), inverse),
  )
  const unable = ways.filter(({ kind }) => kind !== 'able')
  // What can be taken back is on record with the request of the job that does it.
  if (unable.length > 0) await note(context, job, 'undo-refused', actor.person, wordsOf(unable))
  await postByHand(context, job, plan, ways)
  const able = ways.flatMap(({ kind, directory }) => (kind === 'able' ? [directory] : []))
  const isOpened = await openUndo(context, job, plan, { actor, askedIn, able, inverse })
  const reasons = ways.flatMap((way) => (way.kind === 'able' ? [] : [{ directory: way.directory, words: way.words }]))
  if (reasons.length > 0) return { kind: 'cannot-undo', reasons }
  return isOpened ? { kind: 'ok', did: 'planned-anew' } : { kind: 'nothing-to-undo' }
}

/** How the effects in a directory can be taken back. `by-hand`: the vendor could, and Twokey was not given what it takes. */
type WayBack = { readonly directory: DirectoryName } & (
  | { readonly kind: 'able' }
  | { readonly kind: 'by-hand' | 'unable'; readonly words: string }
)

const wordsOf = (ways: readonly WayBack[]): string =>
  ways.map(({ directory, kind }) => `${directory}: ${kind}`).join(', ')

/** Directories in which something was done, in the order of the job. */
const doneIn = async (context: JobsContext, job: Job, plan: Plan): Promise<readonly DirectoryName[]> => {
  const outcomes = await outcomesOf(context.files, job.id)
  const done = new Set(
    plan.changes.flatMap((change) => (isOurDoing(outcomeOf(change, outcomes)) ? [change.directory] : [])),
  )
  return job.directories.filter((directory) => done.has(directory))
}

const waysBack = (
  context: JobsContext,
  plan: Plan,
  directories: readonly DirectoryName[],
  inverse: Operation,
): Promise<readonly WayBack[]> =>
  Promise.all(directories.map((directory) => wayBack(context, directory, plan.operation, inverse)))

const wayBack = async (
  { directories, policy }: JobsContext,
  directory: DirectoryName,
  operation: Operation,
  inverse: Operation,
): Promise<WayBack> => {
  const connected = directories.get(directory)
  if (connected === undefined)
    return { directory, kind: 'unable', words: 'this directory is not on any more; add it to DIRECTORIES' }
  try {
    const unable = (await connected.credential()).unable?.[inverse]
    // Where the vendor itself takes nothing back, it would help nobody to mend the credential.
    if (unable !== undefined && !policy.canUndo(directory, operation))
      return { directory, kind: 'by-hand', words: policy.undoWords(directory, operation) || unable }
    if (unable !== undefined) return { directory, kind: 'by-hand', words: unable }
  } catch (error) {
    if (error instanceof WireError) return { directory, kind: 'unable', words: error.fault.message }
    throw error
  }
  const isKnown = policy.canUndo(directory, operation) && policy.supports(directory, inverse)
  return isKnown
    ? { directory, kind: 'able' }
    : { directory, kind: 'unable', words: policy.undoWords(directory, operation) }
}

/** What nobody can do by hand any more is not told how to do. */
const inTime = async (
  { files, clock }: JobsContext,
  { id }: Job,
  plan: Plan,
  ways: readonly WayBack[],
): Promise<readonly WayBack[]> => {
  const outcomes = await outcomesOf(files, id)
  return ways.map((way) => {
    if (way.kind !== 'by-hand') return way
    const since = tooLateSince(plan, outcomes, way.directory, clock.now())
    if (since === undefined) return way
    return { ...way, kind: 'unable', words: `the time in which it could be taken back by hand ended at ${since}` }
  })
}

/** In the thread, beside the answer: those for whom it is not too late, in the directories where a person has to do it. */
const postByHand = async (context: JobsContext, job: Job, plan: Plan, ways: readonly WayBack[]): Promise<void> => {
  const byHand = new Set(ways.flatMap(({ kind, directory }) => (kind === 'by-hand' ? [directory] : [])))
  if (byHand.size === 0) return
  const theirs = { ...plan, changes: plan.changes.filter(({ directory }) => byHand.has(directory)) }
  const list = await undoByHandCsv(theirs, await outcomesOf(context.files, job.id), context.clock.now())
  if (list.rows > 0) await inThread(context, job.id, () => context.voice.file(job, list, 'undo'))
}

interface Undoing {
  readonly actor: Actor
  readonly askedIn: MessageId
  readonly able: readonly DirectoryName[]
  readonly inverse: Operation
}

/** False when there is nobody who could be brought back. */
const openUndo = async (
  context: JobsContext,
  job: Job,
  plan: Plan,
  { actor, askedIn, able, inverse }: Undoing,
): Promise<boolean> => {
  const { rows } = await rowsToUndo(context, plan, inverse)
  if (!rows.some(({ directory }) => directory !== undefined && able.includes(directory))) return false
  await openJob(context, {
    operation: inverse,
    directories: able,
    thread: job.thread,
    askedIn,
    requester: actor.person,
    files: [],
    undoOf: job.id,
  })
  return true
}
