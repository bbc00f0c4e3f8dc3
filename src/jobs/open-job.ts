import type { JobId, MessageId } from '../model/ids.ts'
import type { DomainChange, Job, ThreadRef } from '../model/job.ts'
import type { PersonRef } from '../model/person.ts'
import type { UploadedFile } from '../model/rows.ts'
import type { DirectoryName, Operation } from '../model/vendor.ts'
import type { JobsContext } from './context.ts'
import { drawJobId } from './job-id.ts'
import { addOnRecord } from './on-record.ts'
import { planJob } from './plan-job.ts'
import { supersedeOlder } from './supersede-jobs.ts'

/** A CSV was posted with a request: keep it, then plan it. */
export interface JobRequest {
  readonly operation: Operation
  readonly directories: readonly DirectoryName[]
  /** The files name those who are left alone. */
  readonly keep?: true
  /** With `rename`, where the files hold no new addresses. */
  readonly domain?: DomainChange
  readonly thread: ThreadRef
  readonly askedIn: MessageId
  readonly requester: PersonRef
  /** Empty for a retry or an undo, whose rows are those of the job that it takes up. */
  readonly files: readonly UploadedFile[]
  readonly retryOf?: JobId
  readonly undoOf?: JobId
}

/** Resolves when the job is planned or refused. A message that was taken up before opens no second job. */
export const openJob = async (context: JobsContext, request: JobRequest): Promise<JobId> => {
  const { job, isNew } = await record(context, request)
  if (isNew) await supersedeOlder(context, job)
  await planJob(context, job.id)
  return job.id
}

const record = async (context: JobsContext, request: JobRequest): Promise<{ job: Job; isNew: boolean }> => {
  const { store, files } = context
  const { files: uploads, ...asked } = request
  const earlier = (await store.list()).find((job) => job.askedIn === request.askedIn)
  if (earlier) return { job: earlier, isNew: false }
  const id = await freeId(context)
  const at = context.clock.now().toISOString()
  const job: Job = { ...asked, id, status: 'received', createdAt: at, posted: {} }
  // The files first: a job that is on record always has what it needs to be planned after a restart.
  await files.saveInput(id, uploads)
  if (await addOnRecord(context, job)) return { job, isNew: true }
  await files.purge(id)
  return record(context, request)
}

const freeId = async (context: JobsContext): Promise<JobId> => {
  for (;;) {
    const id = drawJobId(context.random)
    if ((await context.store.get(id)) === undefined) return id
  }
}
