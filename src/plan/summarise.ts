import { type Plan, type PlanPartSummary, type PlanSummary, SKIP_CODES, type Skip } from '../model/plan.ts'
import type { SourceFile } from '../model/rows.ts'
import type { DirectoryName } from '../model/vendor.ts'
import { type CanUndo, warningsOf } from './warnings.ts'

/**
 * What the card and the words say of a plan. Must stay small whatever the plan's size, because it is kept in the head
 * of the job: few names, and each of them cut.
 */

export interface SummaryOptions {
  /** Seconds that so many effects will take in a directory. */
  readonly estimate: (directory: DirectoryName, count: number) => number
  readonly canUndo: CanUndo
}

const FIRST_PLANNED = 5
const FIRST_SKIPPED = 3
const STATUSES_SHOWN = 8
/** The longest address that mail knows is shorter (RFC 5321, 4.5.3.1). */
const NAME_CHARS = 320

export function summarise(plan: Plan, { estimate, canUndo }: SummaryOptions): PlanSummary {
  return {
    operation: plan.operation,
    ...(plan.keep && { keep: plan.keep }),
    tenants: plan.tenants,
    parts: plan.tenants.map(({ directory }) => partOf(plan, directory)),
    files: plan.files.map(({ name, rows, sha256 }) => ({ name, rows, sha256 })),
    rows: plan.files.reduce((sum, file) => sum + file.rows, 0),
    planned: plan.changes.length,
    firstPlanned: plan.changes.slice(0, FIRST_PLANNED).map((change) => change.before.login),
    skipped: skippedByReason(plan),
    warnings: warningsOf(plan, canUndo),
    estimatedSeconds: estimatedSeconds(plan, estimate),
  }
}

function partOf({ changes, skips, keep }: Plan, directory: DirectoryName): PlanPartSummary {
  const own = changes.filter((change) => change.directory === directory)
  const kinds = new Map<string, PlanPartSummary['statuses'][number]>()
  for (const { before, steps } of own) {
    const kind = JSON.stringify([before.status, steps])
    kinds.set(kind, { status: before.status, steps, count: (kinds.get(kind)?.count ?? 0) + 1 })
  }
  const statuses = [...kinds.values()].sort((a, b) => b.count - a.count).slice(0, STATUSES_SHOWN)
  const kept = skips.filter((skip) => skip.directory === directory && skip.code === 'kept').length
  return { directory, planned: own.length, ...(keep && { kept }), statuses }
}

/** In the order of `SKIP_CODES`, without the reasons that no row has. */
function skippedByReason({ skips, files }: Plan): PlanSummary['skipped'] {
  return SKIP_CODES.map((code) => {
    const those = skips.filter((skip) => skip.code === code)
    const first = those
      .slice(0, FIRST_SKIPPED)
      .map((skip) => ({ file: skip.file, line: skip.line, name: nameAsWritten(skip, files) }))
    return { code, count: those.length, first }
  }).filter((reason) => reason.count > 0)
}

/** The cell that names the person; empty where an invalid row has none. */
function nameAsWritten(skip: Skip, files: readonly SourceFile[]): string {
  const file = files.find((candidate) => candidate.name === skip.file)
  const cell = file ? (skip.cells[file.columns.indexOf(file.keyColumn)] ?? '') : ''
  if (cell.length <= NAME_CHARS) return cell
  // Half of a surrogate pair at the cut would not survive being written as UTF-8.
  return `${cell.slice(0, NAME_CHARS).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** Directories one after the other: an estimate that is rather too long than too short. */
function estimatedSeconds({ tenants, changes }: Plan, estimate: SummaryOptions['estimate']): number {
  return tenants.reduce((seconds, { directory }) => {
    const count = changes.filter((change) => change.directory === directory).length
    return count === 0 ? seconds : seconds + estimate(directory, count)
  }, 0)
}
