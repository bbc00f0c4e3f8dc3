/** What is said at the end of a story: what was done, what it cost, and what is wrong, where something is. Pure. */
import type { Calls } from './call-counter.ts'
import { VENDOR_NAMES, VENDORS, type Vendor } from './clouds.ts'
import type { PlayedJob } from './story.ts'

export interface Told {
  readonly story: string
  readonly jobs: readonly PlayedJob[]
  readonly files: number
  readonly folder: string
  readonly faults: readonly string[]
  readonly calls: Calls
  readonly seconds: number
}

export const summary = (told: Told): string => {
  const { story, jobs, files, folder, faults, calls, seconds } = told
  const lines = [
    '',
    ...jobs.map((job) => `${job.id}: ${doneWords(job)}${leftWords(job)}.`),
    ...callWords(jobs, calls),
    `${plural(files, 'file')} in ${folder}/, ${seconds.toFixed(1)} s, ${throttledWords(calls)}.`,
    faults.length === 0
      ? `The story "${story}" ended well: every directory is exactly as the plans said, and every row came back in exactly one file.`
      : `WRONG in the story "${story}":\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
  ]
  return `${lines.join('\n')}\n`
}

const leftWords = ({ errors }: PlayedJob): string =>
  errors.length === 0 ? '' : `; ${plural(errors.length, 'row')} left over, each with its reason`

const DONE: Readonly<Record<string, string>> = { delete: 'deleted', restore: 'restored', rename: 'renamed' }

/** `31 deleted in Webex, 28 deleted in Okta, 26 kept` */
const doneWords = ({ request, results }: PlayedJob): string => {
  const [does = ''] = request.meant.map((deed) => deed.does)
  const done = request.vendors.map((vendor) => {
    const count = results.filter((row) => row['outcome'] === 'done' && inVendor(row, vendor, request.vendors)).length
    return `${count} ${DONE[does] ?? does} in ${VENDOR_NAMES[vendor]}`
  })
  const kept = new Set(results.flatMap((row) => (row['outcome'] === 'kept' && row['user_id'] ? [row['user_id']] : [])))
    .size
  return [...done, ...(kept === 0 ? [] : [`${kept} kept`])].join(', ')
}

const inVendor = (row: Readonly<Record<string, string>>, vendor: Vendor, all: readonly Vendor[]): boolean =>
  (row['directory'] ?? all[0]) === vendor

/** A user of two jobs counts twice: two things were done. */
const callWords = (jobs: readonly PlayedJob[], { byVendor }: Calls): readonly string[] =>
  VENDORS.flatMap((vendor) => {
    const done = jobs
      .filter(({ request }) => request.vendors.includes(vendor))
      .flatMap(({ request, results }) =>
        results.filter((row) => row['outcome'] === 'done' && inVendor(row, vendor, request.vendors)),
      ).length
    if (done === 0) return []
    const calls = byVendor[vendor]
    return [
      `${VENDOR_NAMES[vendor]}: ${plural(calls, 'call')}, ${(calls / done).toFixed(2)} for each user that was changed.`,
    ]
  })

const throttledWords = ({ throttled }: Calls): string =>
  throttled === 0 ? 'no call was throttled (429)' : `${plural(throttled, 'call')} throttled (429)`

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`
