import type { PlanSummary } from '../../model/plan.ts'
import { approvalsWords } from '../approval-words.ts'
import type { Escape } from '../markdown.ts'
import { count, duration, firstOf, shortDigest, span, utc } from '../quantities.ts'
import { keptIn, unitOf } from '../task-words.ts'
import { DIRECTORY_WORDS, OPERATION_WORDS } from '../words.ts'
import { statusesOf } from './plan-parts.ts'
import type { PlanView } from './plan-view.ts'

/** A plan as pairs of label and value. Every piece of foreign text passes the escape that the caller hands in. */

export type Facts = readonly (readonly [label: string, value: string])[]

const FILES_SHOWN = 5
const TENANTS_SHOWN = 4

/** `names` is how many names at most stand beside a number. */
export function factsOf(view: PlanView, safe: Escape, names: number): Facts {
  const { summary, approval, domain } = view
  const isOnePart = summary.parts.length < 2
  const pairs: Facts = [
    ['Organisation', isOnePart ? tenantsOf(summary, safe) : ''],
    ...filesOf(summary, safe),
    ['Change of domain', domain === undefined ? '' : `${safe(domain.from)} becomes ${safe(domain.to)}`],
    ...plannedOf(summary),
    ['Status', isOnePart ? statusesOf(summary.parts[0], safe, names) : ''],
    ['First of them', firstOf(plannedNames(summary, safe), summary.planned, names)],
    ['Will take', duration(summary.estimatedSeconds)],
    ['Decide until', `${utc(approval.expiresAt)}, ${span(approval.askedAt, approval.expiresAt)} after it was asked`],
    ['Approvals', approvalsWords(approval, unitOf(summary.parts.length), safe)],
  ]
  return pairs.filter(([, value]) => value !== '')
}

/** With `rename`, what an approver has to see is the address that each of them gets. */
const plannedNames = ({ firstPlanned, firstTargets = [] }: PlanSummary, safe: Escape): readonly string[] =>
  firstPlanned.map((name, at) => {
    const to = firstTargets[at]
    return to === undefined ? safe(name) : `${safe(name)} → ${safe(to)}`
  })

/** With `keep`, the rows are those of other people than the planned. */
function plannedOf(summary: PlanSummary): Facts {
  const { operation, planned, rows, parts, keep } = summary
  const label = `Will be ${OPERATION_WORDS[operation].done}`
  const unit = unitOf(parts.length)
  const users = count(planned, unit)
  if (!keep) return [[label, `${users} of ${count(rows, 'row')}`]]
  return [
    [label, `${users}: everybody who is not named and not shielded`],
    ['Will be kept', `${count(keptIn(summary), unit)} named in the list`],
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
