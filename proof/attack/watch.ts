/**
 * The oracle of what is there: accounts of every directory and what the bot has on record. What may change is said beforehand by the
 * one control that is under way; everything else must be as it was, to the letter.
 */
import type { BotState } from './bot-process.ts'
import type { Asked } from './requests.ts'
import type { Stage } from './stage.ts'

/** What one control is to bring about, and nothing else. */
export interface Allowed {
  readonly job: Asked
  readonly status: string
  readonly directory: 'webex' | 'okta'
  readonly approvedBy: readonly string[]
  /** Of the directory; empty where the job comes to nothing. */
  readonly deleted: readonly string[]
}

type Accounts = Readonly<Record<string, ReadonlyMap<string, string>>>
type Jobs = ReadonlyMap<string, string>

export interface Seen {
  readonly accounts: Accounts
  readonly jobs: Jobs
}

const mapOf = <T>(items: readonly T[], key: (item: T) => string | number): ReadonlyMap<string, string> =>
  new Map(items.map((item) => [String(key(item)), JSON.stringify(item)]))

export const accountsIn = ({ cloud }: Stage): Accounts => ({
  webex: mapOf(cloud.administration.organisation.snapshot().users, ({ emails }) => emails[0]?.value ?? ''),
  okta: mapOf(cloud.okta.organisation.snapshot().users, ({ profile }) => profile.login),
  bevy: mapOf(cloud.bevy.site.snapshot().accounts, ({ id }) => id),
  'aac members': mapOf([cloud.aac.workspace.snapshot().members], () => 'all'),
})

/** All of a job that a person could change, or the bot say in its thread. */
export const jobsIn = ({ jobs }: BotState): Jobs => new Map(jobs.map((job) => [job.id, JSON.stringify(job)]))

/** Differences in words that nothing allows. */
export const unauthorised = (before: Seen, now: Seen, allowed?: Allowed): readonly string[] => [
  ...Object.entries(now.accounts).flatMap(([directory, accounts]) => {
    const gone = allowed?.directory === directory ? new Set(allowed.deleted) : new Set<string>()
    return differences(before.accounts[directory] ?? new Map(), accounts)
      .filter((key) => !gone.has(key) || accounts.has(key))
      .map((key) => `${directory}: ${key} is ${accounts.get(key)?.slice(0, 300) ?? 'gone'}`)
  }),
  ...differences(before.jobs, now.jobs)
    .filter((id) => id !== allowed?.job.id)
    .map((id) => `job ${id}: ${before.jobs.get(id) ?? 'was not there'} → ${now.jobs.get(id) ?? 'is gone'}`),
]

/** Whether the control came about as it was meant to: the oracle is not blind, and the bot alive. */
export const undone = (now: Seen, allowed: Allowed): readonly string[] => {
  const job = JSON.parse(now.jobs.get(allowed.job.id) ?? '{}') as Partial<BotState['jobs'][number]>
  const approvals = (job.approval?.reviews ?? []).filter(({ verdict }) => verdict === 'approve').map(({ by }) => by.id)
  return [
    ...(job.status === allowed.status ? [] : [`control ${allowed.job.id} is ${job.status}, not ${allowed.status}`]),
    ...(String(approvals) === String(allowed.approvedBy) ? [] : [`control ${allowed.job.id} was approved by others`]),
    ...allowed.deleted
      .filter((address) => now.accounts[allowed.directory]?.has(address))
      .map((address) => `control ${allowed.job.id}: ${address} is still there`),
  ]
}

const differences = (before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): readonly string[] =>
  [...new Set([...before.keys(), ...now.keys()])].filter((key) => before.get(key) !== now.get(key))
