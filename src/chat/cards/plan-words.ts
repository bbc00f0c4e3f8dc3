import type { ApprovalState } from '../../model/approval.ts'
import type { JobId, PlanDigest } from '../../model/ids.ts'
import type { Job } from '../../model/job.ts'
import type { PersonRef } from '../../model/person.ts'
import type { PlanSummary } from '../../model/plan.ts'
import { type Escape, SENTENCE } from '../markdown.ts'
import { count, duration, firstOf, listed, shortDigest, span, utc } from '../quantities.ts'
import { DIRECTORY_WORDS, loudestFirst, OPERATION_WORDS, SKIP_WORDS, warningWords } from '../words.ts'

/**
 * What is said of a plan, once for the card and for the text beside it, so that both carry the same facts.
 * Every piece of foreign text passes the escape that the caller hands in, and every list is cut.
 */

export interface PlanView {
  readonly job: JobId
  readonly nonce: string
  readonly requester: PersonRef
  readonly summary: PlanSummary
  readonly approval: ApprovalState
  readonly digest: PlanDigest
  /** Further things that the approver should know, e.g. that this job retries another. Hostile text. */
  readonly notes: readonly string[]
}

/** Throws when the job has not been planned: then there is nothing to approve. */
export function planView(job: Job, notes: readonly string[] = []): PlanView {
  const { id, nonce, requester, summary, approval, digest } = job
  if (nonce === undefined || summary === undefined || approval === undefined || digest === undefined) {
    throw new Error(`making the plan card of ${id}: the job is ${job.status} and has no plan to approve; plan it first`)
  }
  return { job: id, nonce, requester, summary, approval, digest, notes }
}

export interface PlanWords {
  readonly title: string
  readonly askedBy: string
  /** The first is the loudest. */
  readonly warnings: readonly string[]
  readonly facts: readonly (readonly [label: string, value: string])[]
  readonly skipTitle: string
  readonly skips: readonly string[]
  readonly notes: readonly string[]
  readonly digest: string
}

const FILES_SHOWN = 5
const TENANTS_SHOWN = 3
const SKIPS_SHOWN = 14
const NOTES_SHOWN = 3
const WARNINGS_SHOWN = 8

/** `names` is how many names at most stand beside a number; 0 for none. */
export function planWords(view: PlanView, safe: Escape, names: number): PlanWords {
  const { job, summary, requester, digest } = view
  const { verb } = OPERATION_WORDS[summary.operation]
  return {
    title: `${verb} ${count(summary.planned, 'user')}?`,
    askedBy: `${job}, asked by ${safe(requester.displayName)} (${safe(requester.email)})`,
    warnings: warningsOf(summary, safe, names),
    facts: factsOf(view, safe, names),
    skipTitle: `Skipped: ${count(skippedRows(summary), 'row')}`,
    skips: skipsOf(summary, safe, names),
    notes: view.notes.slice(0, NOTES_SHOWN).map((note) => safe(note, SENTENCE)),
    digest: `Plan ${shortDigest(digest)}: the fingerprint (SHA-256) of exactly this list of users. An approval counts for this plan and no other.`,
  }
}

const skippedRows = ({ skipped }: PlanSummary): number => skipped.reduce((sum, skip) => sum + skip.count, 0)

function factsOf(view: PlanView, safe: Escape, names: number): PlanWords['facts'] {
  const { summary, approval } = view
  const { done } = OPERATION_WORDS[summary.operation]
  const pairs: PlanWords['facts'] = [
    ['Organisation', tenantsOf(summary, safe)],
    ...filesOf(summary, safe),
    [`Will be ${done}`, `${count(summary.planned, 'user')} of ${count(summary.rows, 'row')}`],
    [
      'First of them',
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

const tenantsOf = ({ tenants }: PlanSummary, safe: Escape): string =>
  firstOf(
    tenants.map(({ name, directory }) => `${safe(name)} (${DIRECTORY_WORDS[directory]})`),
    tenants.length,
    TENANTS_SHOWN,
  )

function filesOf({ files }: PlanSummary, safe: Escape): PlanWords['facts'] {
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

function warningsOf({ warnings }: PlanSummary, safe: Escape, names: number): readonly string[] {
  const shown = loudestFirst(warnings)
    .slice(0, WARNINGS_SHOWN)
    .map((warning) => ('first' in warning ? { ...warning, first: warning.first.slice(0, names) } : warning))
  const left = warnings.length - shown.length
  const said = shown.map((warning) => warningWords(warning, safe))
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
