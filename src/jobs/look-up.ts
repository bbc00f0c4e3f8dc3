import {
  type Credential,
  type FindProgress,
  type PeopleLimit,
  type Subject,
  TooManyPeople,
} from '../model/directory.ts'
import type { Job, JobRefusal, UnreachableCause } from '../model/job.ts'
import type { Intake } from '../model/rows.ts'
import type { DirectoryName } from '../model/vendor.ts'
import { WireError, type WireFault } from '../model/wire.ts'
import type { PlanPart } from '../plan/build-plan.ts'
import { countEveryoneElse } from '../plan/keep-plan.ts'
import { keysOf } from '../plan/keys-of.ts'
import { onBehalfOf } from '../run/whose-call.ts'
import type { ConnectedDirectory, JobPolicy, JobsContext } from './context.ts'
import { showLookup } from './show-lookup.ts'

/**
 * Asks the directories of a job for the accounts of its rows, side by side. Must never give a part of what was asked for: one
 * directory that cannot be read to the end refuses the job.
 */

/** `everyone` is empty unless the job is a `keep`. */
export interface LookedUp extends PlanPart {
  readonly everyone: readonly Subject[]
}

export const lookUp = async (
  context: JobsContext,
  job: Job,
  intake: Intake,
): Promise<readonly LookedUp[] | JobRefusal> => {
  const shown = showLookup(context, job)
  const progressIn = addedUp(job.directories, shown.onProgress)
  try {
    const looked = await onBehalfOf(job.id, () =>
      Promise.allSettled(job.directories.map((name) => lookUpOrRefuse(context, job, name, intake, progressIn(name)))),
    )
    const parts: LookedUp[] = []
    for (const one of looked) {
      if (one.status === 'rejected') throw one.reason
      if ('code' in one.value) return one.value
      parts.push(one.value)
    }
    return parts
  } finally {
    await shown.end()
  }
}

/** What manifest.json does not know is not asked of a vendor, whoever typed it. */
export const unknownOperation = ({ supports }: JobPolicy, { operation, directories }: Job): JobRefusal | undefined => {
  const directory = directories.find((name) => !supports(name, operation))
  const detail = 'it is not among what can be asked there; type `help` to see what is'
  return directory && { code: 'not-supported', directory, operation, detail }
}

const lookUpOrRefuse = async (
  context: JobsContext,
  job: Job,
  name: DirectoryName,
  intake: Intake,
  onProgress: (progress: FindProgress) => void,
): Promise<LookedUp | JobRefusal> => {
  const connected = context.directories.get(name)
  if (connected === undefined) throw new Error(`planning: the directory "${name}" is not on; add it to DIRECTORIES`)
  try {
    const credential = await connected.credential()
    const detail = credential.unable?.[job.operation] ?? (job.keep && ownerUnknown(credential))
    if (detail !== undefined) return { code: 'not-supported', directory: name, operation: job.operation, detail }
    return await lookUpIn(context, connected, job, credential, intake, onProgress)
  } catch (error) {
    const limit = context.policy.limits.maxUsers
    if (error instanceof TooManyPeople)
      return { code: 'limit', limit: { code: 'too-many-users', planned: error.people, limit } }
    if (!(error instanceof WireError)) throw error
    context.log.warn(
      { job: job.id, directory: name, error },
      'looking users up: the directory did not answer to the end',
    )
    const cause = causeOf(error.fault)
    return { code: 'directory-unreachable', directory: name, message: error.fault.message, ...(cause && { cause }) }
  }
}

/** Told apart, because what has to be done next is not the same. */
const causeOf = ({ code, until }: WireFault): UnreachableCause | undefined => {
  if (code === 'credential-refused' || code === 'budget-too-small') return { code }
  if (code === 'budget-spent') return { code, ...(until !== undefined && { until }) }
  return undefined
}

/** Everybody who is not on the list would go, and with its owner the credential itself. */
const ownerUnknown = ({ blindTo = [] }: Credential): string | undefined =>
  blindTo.includes('owner')
    ? 'it does not tell whose its key is, and keeping a list would remove the owner with everybody else; an operator has to name the owner in the settings'
    : undefined

const lookUpIn = async (
  context: JobsContext,
  { directory }: ConnectedDirectory,
  job: Job,
  credential: Credential,
  intake: Intake,
  onProgress: (progress: FindProgress) => void,
): Promise<LookedUp> => {
  const { operation, keep } = job
  const { signal } = new AbortController()
  const pure: Pick<Required<PlanPart>, 'stepsLeft' | 'notPossible'> = {
    stepsLeft: (...asked) => directory.stepsLeft(...asked),
    notPossible: (...asked) => directory.notPossible?.(...asked),
  }
  const found = await directory.find(keysOf(intake, operation, directory.name), onProgress, signal)
  if (!keep) return { credential, ...pure, everyone: [], ...found }
  const limit = limitOf(context, job, intake, { credential, ...pure, ...found })
  const { tenant, subjects } = await directory.everyone(onProgress, signal, limit)
  return { credential, ...pure, findings: found.findings, tenant, everyone: subjects }
}

/** More people than these have no administrative role in any organisation that Twokey is made for. */
const MOST_ADMINS = 1_000

/**
 * Refuses before the roles of everybody are read what `checkLimits` would refuse after it, and nothing that it would allow. The
 * plan itself is counted, so whoever it skips by a list, a domain or the state of the account does not count here either. Only
 * who administers is not known yet; for those there is room beyond the limit.
 */
const limitOf = ({ policy, clock }: JobsContext, job: Job, intake: Intake, part: PlanPart): PeopleLimit => ({
  atMost: policy.limits.maxUsers + MOST_ADMINS,
  count: (everyone) =>
    countEveryoneElse({
      job: job.id,
      operation: job.operation,
      requester: job.requester,
      plannedAt: clock.now().toISOString(),
      intake,
      policy: policy.protection,
      parts: [{ ...part, everyone }],
    }),
})

/** One count for all directories that are asked at the same time. */
const addedUp = (
  names: readonly DirectoryName[],
  onProgress: (progress: FindProgress) => void,
): ((name: DirectoryName) => (progress: FindProgress) => void) => {
  const latest = new Map<DirectoryName, FindProgress>(names.map((name) => [name, { done: 0, total: 0 }]))
  return (name) => (progress) => {
    latest.set(name, progress)
    const all = [...latest.values()]
    onProgress({
      done: all.reduce((sum, { done }) => sum + done, 0),
      total: all.reduce((sum, { total }) => sum + total, 0),
    })
  }
}
