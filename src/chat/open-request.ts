import { openJob } from '../jobs/open-job.ts'
import type { Actor } from '../model/person.ts'
import type { UploadedFile } from '../model/rows.ts'
import { operationOf } from './offers.ts'
import { fileOfAddresses } from './pasted-addresses.ts'
import { downloadWords } from './refusals.ts'
import type { SettledRequest } from './settle-request.ts'
import { say, type Turn } from './turn.ts'

/**
 * A request of which nothing is open any more → a job. The caller has made sure that the actor may ask. `whenRead` comes before the job
 * and after all that may have to be asked for again.
 */
export const openRequest = async (
  turn: Turn,
  request: SettledRequest,
  actor: Actor,
  whenRead: () => Promise<void> = async () => undefined,
): Promise<void> => {
  const files = await filesOf(turn, request)
  if (files === undefined) return
  await whenRead()
  const { name, directories, domain, askedIn } = request
  const asked = {
    operation: operationOf(name),
    directories,
    ...(name === 'keep' ? { keep: true as const } : {}),
    ...(domain === undefined ? {} : { domain }),
  }
  await openJob(turn.options.jobs, { ...asked, thread: turn.thread, askedIn, requester: actor.person, files })
}

const filesOf = async (
  turn: Turn,
  { addresses, fileUrls }: SettledRequest,
): Promise<readonly UploadedFile[] | undefined> =>
  addresses.length > 0 ? [fileOfAddresses(addresses)] : download(turn, fileUrls)

/** All of the files or none: a plan over half of what was attached is not what was asked for. */
const download = async (turn: Turn, urls: readonly string[]): Promise<readonly UploadedFile[] | undefined> => {
  const { api, downloads } = turn.options
  const files: UploadedFile[] = []
  const refusals: string[] = []
  for (const [index, url] of urls.entries()) {
    const download = await api.download(url, downloads)
    if (download.kind === 'file') files.push({ name: download.name, bytes: download.bytes })
    else refusals.push(downloadWords(download.code, `File ${index + 1}`))
  }
  if (refusals.length === 0) return files
  await say(turn, refusals.join('\n\n'))
  return undefined
}
