import type { ApprovalState } from '../../model/approval.ts'
import type { JobId, PlanDigest } from '../../model/ids.ts'
import type { DomainChange, Job } from '../../model/job.ts'
import type { PersonRef } from '../../model/person.ts'
import { type PlanSummary, SKIP_CODES } from '../../model/plan.ts'
import type { Manifest } from '../manifest.ts'
import { type Escape, SENTENCE } from '../markdown.ts'
import { manifestOperation } from '../offers.ts'
import { count, duration, firstOf, listed, shortDigest, span, utc } from '../quantities.ts'
import { keepWords, unitOf } from '../task-words.ts'
import { loudestFirst, warningWords } from '../warning-words.ts'
import { DIRECTORY_WORDS, directoriesListed, OPERATION_WORDS, SKIP_WORDS } from '../words.ts'
import { type PartWords, partsOf, statusesOf } from './plan-parts.ts'

/**
 * What is said of a plan, once for the card and for the text beside it, so that both carry the same facts.
 * Every piece of foreign text passes the escape that the caller hands in, and every list is cut.
 */

export interface PlanView {
  readonly job: JobId
  readonly nonce: string
  readonly requester: PersonRef
  readonly summary: PlanSummary
  readonly domain?: DomainChange
  readonly approval: ApprovalState
  readonly digest: PlanDigest
  /** Further things that the approver should know, e.g. that this job retries another. Hostile text. */
  readonly notes: readonly string[]
  /** What the operation is in each directory comes from here. */
  readonly manifest: Manifest
}

/** Throws when the job has not been planned: then there is nothing to approve. */
export function planView(job: Job, manifest: Manifest, notes: readonly string[] = []): PlanView {
  const { id, nonce, requester, summary, approval, digest, domain } = job
  if (nonce === undefined || summary === undefined || approval === undefined || digest === undefined) {
    throw new Error(`making the plan card of ${id}: the job is ${job.status} and has no plan to approve; plan it first`)
  }
  return { job: id, nonce, requester, summary, approval, digest, notes, manifest, ...(domain && { domain }) }
}

type Facts = readonly (readonly [label: string, value: string])[]

export interface PlanWords {
  readonly title: string
  readonly askedBy: string
  /** What is done in the directory, where there is only one. */
  readonly means: string
  /** The first is the loudest. */
  readonly warnings: readonly string[]
  readonly facts: Facts
  /** One for each directory, where there are several. */
  readonly parts: readonly PartWords[]
  /** What the numbers count, for who has to type one. */
  readonly unit: 'user' | 'account'
  readonly skipTitle: string
  readonly skips: readonly string[]
  readonly notes: readonly string[]
  readonly digest: string
}

const FILES_SHOWN = 5
const TENANTS_SHOWN = 4
const SKIPS_SHOWN = SKIP_CODES.length
const NOTES_SHOWN = 3
const WARNINGS_SHOWN = 8

/** `names` is how many names at most stand beside a number; 0 for none. */
export function planWords(view: PlanView, safe: Escape, names: number): PlanWords {
  const { job, summary, requester, digest, manifest } = view
  const parts = partsOf(summary, manifest, safe)
  return {
    title: titleOf(summary),
    askedBy: `${job}, asked by ${safe(requester.displayName)} (${safe(requester.email)})`,
    means: parts.length > 0 ? '' : meansOf(summary, manifest),
    warnings: warningsOf(summary, safe, names),
    facts: factsOf(view, safe, names),
    parts,
    unit: unitOf(summary),
    skipTitle: `${summary.keep ? 'Left alone' : 'Skipped'}: ${count(skippedRows(summary), 'row')}`,
    skips: skipsOf(summary, safe, names),
    notes: view.notes.slice(0, NOTES_SHOWN).map((note) => safe(note, SENTENCE)),
    digest: `Plan ${shortDigest(digest)}: the fingerprint (SHA-256) of exactly this list of users. An approval counts for this plan and no other.`,
  }
}

function titleOf(summary: PlanSummary): string {
  const { operation, planned, keep, parts } = summary
  if (keep) return `Remove ${keepWords(summary)}?`
  const changed = parts.filter((part) => part.planned > 0).map(({ directory }) => directory)
  const where = parts.length > 1 && changed.length > 0 ? ` in ${directoriesListed(changed)}` : ''
  if (operation === 'rename') return `Rename ${ofThem(planned, unitOf(summary))}${where}?`
  return `${OPERATION_WORDS[operation].verb} ${count(planned, unitOf(summary))}${where}?`
}

/** `1 user's e-mail address`, `12 users' e-mail addresses` */
const ofThem = (planned: number, unit: string): string =>
  planned === 1 ? `1 ${unit}'s e-mail address` : `${count(planned, unit)}' e-mail addresses`

const meansOf = ({ operation, parts }: PlanSummary, manifest: Manifest): string =>
  parts.map(({ directory }) => manifestOperation(manifest, directory, operation)?.means ?? '').join('')

const skippedRows = ({ skipped }: PlanSummary): number => skipped.reduce((sum, skip) => sum + skip.count, 0)

function factsOf(view: PlanView, safe: Escape, names: number): Facts {
  const { summary, approval, domain } = view
  const isOnePart = summary.parts.length < 2
  const pairs: Facts = [
    ['Organisation', isOnePart ? tenantsOf(summary, safe) : ''],
    ...filesOf(summary, safe),
    ['Change of domain', domain === undefined ? '' : `${safe(domain.from)} becomes ${safe(domain.to)}`],
    ...plannedOf(summary),
    ['Status', isOnePart ? statusesOf(summary.parts[0], safe) : ''],
    [
      summary.operation === 'rename' ? 'First old addresses' : 'First of them',
      firstOf(
        summary.firstPlanned.map((name) => safe(name)),
        summary.planned,
        names,
      ),
    ],
    ['Will take', duration(summary.estimatedSeconds)],
    ['Decide until', `${utc(approval.expiresAt)}, ${span(approval.askedAt, approval.expiresAt)} after it was asked`],
    ['Approvals', approvalsOf(approval, safe)],
  ]
  return pairs.filter(([, value]) => value !== '')
}

/** With `keep`, the rows are those of other people than the planned. */
function plannedOf({ operation, planned, rows, parts, keep }: PlanSummary): Facts {
  const label = `Will be ${OPERATION_WORDS[operation].done}`
  const users = count(planned, parts.length > 1 ? 'account' : 'user')
  if (!keep) return [[label, `${users} of ${count(rows, 'row')}`]]
  const kept = parts.reduce((sum, part) => sum + (part.kept ?? 0), 0)
  return [
    [label, `${users}: everybody who is not named and not shielded`],
    ['Will be kept', `${count(kept, parts.length > 1 ? 'account' : 'user')} named in the list`],
  ]
}

const tenantsOf = ({ tenants }: PlanSummary, safe: Escape): string =>
  firstOf(
    tenants.map(({ name, directory }) => `${safe(name)} (${DIRECTORY_WORDS[directory]})`),
    tenants.length,
    TENANTS_SHOWN,
  )

function filesOf({ files }: PlanSummary, safe: Escape): Facts {
  const left = files.length - FILES_SHOWN
  return [
    ...files.slice(0, FILES_SHOWN).map(({ name, rows, sha256 }) => {
      return ['File', `${safe(name)}, ${count(rows, 'row')}, SHA-256 ${shortDigest(sha256)}`] as const
    }),
    ...(left > 0 ? [['More files', count(left, 'file')] as const] : []),
  ]
}

function approvalsOf({ required, reviews }: ApprovalState, safe: Escape): string {
  const given = reviews.filter(({ verdict }) => verdict === 'approve')
  if (given.length === 0) return `${required} needed, none given yet`
  return `${required} needed, given by ${listed(given.slice(0, 3).map(({ by }) => safe(by.displayName)))}`
}

function warningsOf({ warnings, parts, operation }: PlanSummary, safe: Escape, names: number): readonly string[] {
  const of = { directories: parts.map(({ directory }) => directory), operation }
  const shown = loudestFirst(warnings)
    .slice(0, WARNINGS_SHOWN)
    .map((warning) => ('first' in warning ? { ...warning, first: warning.first.slice(0, names) } : warning))
  const left = warnings.length - shown.length
  const said = shown.map((warning) => warningWords(warning, safe, of))
  return left > 0 ? [...said, `${count(left, 'more warning')}: see the plan file`] : said
}

function skipsOf({ skipped }: PlanSummary, safe: Escape, names: number): readonly string[] {
  const shown = skipped.slice(0, SKIPS_SHOWN).map(({ code, count: total, first }) => {
    const who = first.map(({ name, file, line }) => `${safe(name)} (${safe(file)} line ${line})`)
    const list = firstOf(who, total, names)
    return `${total} × ${SKIP_WORDS[code].label}${list === '' ? '' : `: ${list}`}`
  })
  const left = skipped.length - shown.length
  return left > 0 ? [...shown, `${count(left, 'more reason')}: see the plan file`] : shown
}
