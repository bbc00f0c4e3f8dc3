import type { Freeze } from '../model/freeze.ts'
import type { Job } from '../model/job.ts'
import type { Person } from '../model/person.ts'
import type { DirectoryName } from '../model/vendor.ts'
import type { OutgoingFile } from '../model/voice.ts'
import { approvalRuleWords, approvalsWords } from './approval-words.ts'
import type { CommandName } from './commands.ts'
import { frozenWords } from './freeze-words.ts'
import { fitMarkdown } from './limits.ts'
import type { Manifest, ManifestCommand } from './manifest.ts'
import { markdownText } from './markdown.ts'
import { directoriesFor, type Offers } from './offers.ts'
import { pauseNextStep, pauseWords } from './pause-words.ts'
import { count, listed, utc } from './quantities.ts'
import { REQUEST_NAMES, type RequestName } from './read-request.ts'
import { jobRefusalWords } from './refusals.ts'
import { tallyWords } from './tally-words.ts'
import { taskWords, unitOf } from './task-words.ts'
import { DIRECTORY_WORDS, STATUS_WORDS } from './words.ts'

/**
 * The answers that change nothing: help and templates out of the manifest, who somebody is, which jobs there are and
 * where one stands. The caller has made sure that the reader is on a list.
 */

const WHO = {
  listed: '',
  requesters: ' (requesters)',
  approvers: ' (approvers)',
} as const satisfies Record<ManifestCommand['who'], string>

/** Only what is on: directories, their operations, and the commands for what at least one of them has. */
export function helpWords(offers: Offers, policy?: Parameters<typeof approvalRuleWords>[0]): string {
  const { manifest, directories } = offers
  const hasPlace = (name: RequestName): boolean => directoriesFor(offers, name).length > 0
  const isOn = ({ name }: ManifestCommand): boolean =>
    REQUEST_NAMES.every((request) => request !== name || hasPlace(request))
  const on = manifest.directories.filter(({ name }) => directories.includes(name))
  const undo = on.flatMap(({ displayName, operations }) =>
    operations.map((operation) => `- **${displayName}, ${operation.name}:** ${operation.undo.words}`),
  )
  return fitMarkdown({
    head: [
      `**${manifest.name}.** ${manifest.summary}`,
      'Attach a CSV with an e-mail address or user id in each row, mention me and type what to do with them, e.g. `delete`. I answer with a dry run.',
      ...(policy === undefined ? [] : [approvalRuleWords(policy)]),
      `Directories here: ${on.map(({ name, displayName }) => `\`${name}\` (${displayName})`).join(', ')}.`,
      manifest.commands
        .filter(isOn)
        .map((command) => `- \`${command.usage}\`${WHO[command.who]} ${command.does}`)
        .join('\n'),
      '**What can be taken back:**',
    ],
    details: undo,
    tail: ['In a space, mention me first; in a direct message, just type.'],
  })
}

/** For a `misused` command. Every name is in the manifest; a test compares both. */
export const usageOf = (manifest: Manifest, name: CommandName): string =>
  manifest.commands.find((command) => command.name === name)?.usage ?? name

/** A header and one example line, to be overwritten. */
export function templateFile(manifest: Manifest, operation: RequestName): OutgoingFile {
  const { header, example } = manifest.csv.templates[operation]
  const lines = [header, example].map((cells) => cells.map(quoted).join(','))
  return { name: `template-${operation}.csv`, bytes: Buffer.from(`${lines.join('\r\n')}\r\n`, 'utf8'), rows: 1 }
}

/** RFC 4180. */
const quoted = (cell: string): string => (/[",\r\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

export function templateWords(manifest: Manifest, operation: RequestName): string {
  const { email, id } = manifest.csv.columns
  const columns =
    operation === 'rename'
      ? `Each row has the old address and the new one, in the columns ${listed(manifest.csv.templates.rename.header.map(code))}.`
      : `The column of the users may be called ${email.slice(0, 4).map(code).join(', ')} or, for ids, ${id.slice(0, 2).map(code).join(' or ')}.`
  const kept = operation === 'keep' ? ' Everybody who is not in it would be deleted.' : ''
  return (
    `A CSV for \`${operation}\`: replace the example line.${kept} Other columns may stay; they are kept in the files that come back. ` +
    columns
  )
}

const code = (text: string): string => `\`${text}\``

export interface Standing {
  readonly isRequester: boolean
  readonly isApprover: boolean
}

export function whoamiWords(person: Person, { isRequester, isApprover }: Standing): string {
  const may = [
    ...(isRequester ? ['You may ask for changes to users.'] : ['You may not ask for changes to users.']),
    ...(isApprover ? ['You may approve what others ask for.'] : ['You may not approve.']),
  ]
  return `You are ${markdownText(person.displayName)} (${markdownText(person.email)}). ${may.join(' ')}`
}

const JOBS_SHOWN = 10

/** Newest first, as the store gives them. */
export function jobsWords(jobs: readonly Job[], freeze?: Freeze): string {
  const frozen = freeze === undefined ? [] : [frozenWords(freeze)]
  if (jobs.length === 0)
    return [...frozen, 'There are no jobs yet. Attach a CSV and mention me to start one.'].join('\n\n')
  const shown = jobs.slice(0, JOBS_SHOWN)
  const title =
    shown.length < jobs.length
      ? `The newest ${shown.length} of ${count(jobs.length, 'job')}:`
      : `${count(jobs.length, 'job')}:`
  return fitMarkdown({
    head: [...frozen, `**${title}**`],
    details: shown.map((job) => `- ${jobLine(job)}`),
    tail: ['Type `status <job>` for more.'],
  })
}

const jobLine = (job: Job): string =>
  `\`${job.id}\` ${STATUS_WORDS[job.status]} · ${taskOf(job)} · ${markdownText(job.requester.displayName)} · ${utc(job.createdAt)}`

const taskOf = (job: Job): string => `${taskWords(job)}, ${namesOf(job.directories)}`

const namesOf = (names: readonly DirectoryName[]): string => names.map((name) => DIRECTORY_WORDS[name]).join(', ')

export function statusWords(job: Job, freeze?: Freeze): string {
  return fitMarkdown({
    head: [...(freeze === undefined ? [] : [frozenWords(freeze)]), `**${job.id}** is ${STATUS_WORDS[job.status]}.`],
    details: [
      `${taskOf(job)}. Asked by ${markdownText(job.requester.displayName)} at ${utc(job.createdAt)}.`,
      ...(job.tally === undefined ? [] : [tallyWords(job.tally, job)]),
      ...(job.status === 'paused' && job.pause !== undefined ? [pauseWords(job.pause)] : []),
      ...(job.refusal === undefined ? [] : [jobRefusalWords(job.refusal, job.keep)]),
    ],
    tail: nextStep(job),
  })
}

function nextStep(job: Job): readonly string[] {
  if (job.status === 'awaiting-approval' && job.approval !== undefined) {
    return [
      `Approvals: ${approvalsWords(job.approval, unitOf(job.directories.length), markdownText)}.`,
      `Approvers: \`approve ${job.id} <count>\` or \`reject ${job.id} [reason]\`, until ${utc(job.approval.expiresAt)}. ` +
        `Requester: \`withdraw ${job.id}\`.`,
    ]
  }
  if (job.status === 'running') return [`\`pause ${job.id}\` or \`cancel ${job.id}\`.`]
  if (job.status === 'paused') return [pauseNextStep(job.id, job.pause)]
  return []
}
