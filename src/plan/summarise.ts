import { identityOf } from '../model/identity.ts'
import { atOnce, inPieces, isPieceEnd, type Pieces } from '../model/pause.ts'
import { type Change, type Plan, type PlanPartSummary, type PlanSummary, SKIP_CODES, type Skip } from '../model/plan.ts'
import type { SourceFile } from '../model/rows.ts'
import type { DirectoryName } from '../model/vendor.ts'
import { nameAsWritten } from './name-as-written.ts'
import { type WarningOptions, warningsOf } from './warnings.ts'

/**
 * What the card and the words say of a plan. Must stay small whatever the plan's size, because it is kept in the head
 * of the job: few names, and each of them cut.
 */

export type SummaryOptions = WarningOptions

const FIRST_PLANNED = 5
const FIRST_SKIPPED = 3
const STATUSES_SHOWN = 8

export function summarise(plan: Plan, options: SummaryOptions): PlanSummary {
  return atOnce(summing(plan, options))
}

/** As `summarise`; the event loop has its turns meanwhile. */
export function summariseInPieces(plan: Plan, options: SummaryOptions): Promise<PlanSummary> {
  return inPieces(summing(plan, options))
}

function* summing(plan: Plan, options: SummaryOptions): Pieces<PlanSummary> {
  const files = attachedFiles(plan)
  const first = firstPlanned(plan)
  const parts: PlanPartSummary[] = []
  for (const { directory } of plan.tenants) {
    parts.push(yield* partOf(plan, directory))
    yield
  }
  const skipped = skippedByReason(plan)
  yield
  const warnings = yield* warningsOf(plan, options)
  return {
    operation: plan.operation,
    ...(plan.keep && { keep: plan.keep }),
    tenants: plan.tenants,
    parts,
    files: files.map(({ name, rows, sha256 }) => ({ name, rows, sha256 })),
    rows: files.reduce((sum, file) => sum + file.rows, 0),
    planned: plan.changes.length,
    firstPlanned: first.map(({ before }) => before.login),
    ...(plan.operation === 'rename' && { firstTargets: first.map(({ to = '' }) => to) }),
    skipped,
    warnings,
    estimatedSeconds: estimatedSeconds(plan, options.estimate),
  }
}

/** A person once, in however many directories, unless they get another address there. */
function firstPlanned({ changes }: Plan): readonly Change[] {
  const first = new Map<string, Change>()
  for (const change of changes) {
    const who = JSON.stringify([change.before.login, change.to])
    if (!first.has(who)) first.set(who, change)
    if (first.size === FIRST_PLANNED) break
  }
  return [...first.values()]
}

/** With `keep` the rows of everybody else were written by nobody. A retry of such a job has no others. */
const attachedFiles = ({ keep, files }: Plan): readonly SourceFile[] =>
  keep ? files.filter((file) => !file.isMade) : files

function* partOf({ changes, skips, keep }: Plan, directory: DirectoryName): Pieces<PlanPartSummary> {
  const kinds = new Map<string, PlanPartSummary['statuses'][number]>()
  let planned = 0
  for (const { no, before, steps, directory: where } of changes) {
    if (isPieceEnd(no)) yield
    if (where !== directory) continue
    planned += 1
    const kind = `${before.status}\n${steps.join('\n')}`
    kinds.set(kind, { status: before.status, steps, count: (kinds.get(kind)?.count ?? 0) + 1 })
  }
  const statuses = [...kinds.values()].sort((a, b) => b.count - a.count).slice(0, STATUSES_SHOWN)
  return { directory, planned, ...(keep && { kept: keptIn(skips, directory) }), statuses }
}

/** People, not rows: two rows of a list may name one person. */
function keptIn(skips: readonly Skip[], directory: DirectoryName): number {
  const kept = skips.filter((skip) => skip.code === 'kept' && skip.directory === directory)
  return new Set(kept.flatMap(({ userId }) => (userId === undefined ? [] : [identityOf(userId)]))).size
}

/** In the order of `SKIP_CODES`, without the reasons that no row has. */
function skippedByReason(plan: Plan): PlanSummary['skipped'] {
  return SKIP_CODES.map((code) => {
    const those = plan.skips.filter((skip) => skip.code === code)
    return { code, count: those.length, first: firstSkipped(those, plan) }
  }).filter((reason) => reason.count > 0)
}

/** A row is named once, with all the directories of a job over several in which it is skipped. */
function firstSkipped(skips: readonly Skip[], { files, tenants }: Plan): PlanSummary['skipped'][number]['first'] {
  const rows = new Map<string, { readonly skip: Skip; readonly directories: Set<DirectoryName> }>()
  for (const skip of skips) {
    const place = JSON.stringify([skip.file, skip.line])
    const row = rows.get(place)
    if (row) row.directories.add(skip.directory)
    else rows.set(place, { skip, directories: new Set([skip.directory]) })
  }
  return [...rows.values()].slice(0, FIRST_SKIPPED).map(({ skip, directories }) => ({
    file: skip.file,
    line: skip.line,
    name: nameAsWritten(skip, files),
    ...(tenants.length > 1 && { directories: [...directories] }),
  }))
}

/** Directories run side by side, so the slowest of them counts. */
function estimatedSeconds({ tenants, changes }: Plan, estimate: SummaryOptions['estimate']): number {
  return tenants.reduce((seconds, { directory }) => {
    const count = changes.filter((change) => change.directory === directory).length
    return count === 0 ? seconds : Math.max(seconds, estimate(directory, count))
  }, 0)
}
