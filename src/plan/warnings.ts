import type { Subject } from '../model/directory.ts'
import { isPieceEnd, type Pieces } from '../model/pause.ts'
import type { Change, Plan, PlanWarning } from '../model/plan.ts'
import type { DirectoryName, Operation } from '../model/vendor.ts'
import { administrativeRoles } from './protection-policy.ts'

/** What an approver should know before turning the key. Warns and never stops; what stops is in `skip-reason.ts`. */

/** Whether the vendor lets the effect be taken back for a time. */
export type CanUndo = (directory: DirectoryName, operation: Operation) => boolean

export interface WarningOptions {
  readonly canUndo: CanUndo
  /** Seconds that so many effects will take in a directory. */
  readonly estimate: (directory: DirectoryName, count: number) => number
  /** As in `ProtectionPolicy`. */
  readonly verifiedDomains?: readonly string[] | undefined
  /** When the credential of a directory ends, ISO 8601; undefined where it renews itself or does not end. */
  readonly expiresAt?: ((directory: DirectoryName) => string | undefined) | undefined
  /** Whether a directory tells administrators from others; all do when absent. */
  readonly tellsAdmins?: ((directory: DirectoryName) => boolean) | undefined
}

const RECENT_DAYS = 7
const FIRST_NAMED = 3
const DAY_MS = 86_400_000

/** Operations after which the person cannot work: to the others it says nothing that somebody was active or has a phone. */
const SHUTS_OUT: ReadonlySet<Operation> = new Set(['delete', 'deactivate'])
/** Operations that a directory sync may take back. A restored account is one that the sync should know of first. */
const SYNC_MATTERS: ReadonlySet<Operation> = new Set([...SHUTS_OUT, 'rename'])

/** In the order in which they weigh; each at most once, `credential-ends` once a directory. */
export function* warningsOf(plan: Plan, options: WarningOptions): Pieces<readonly PlanWarning[]> {
  const { changes, operation } = plan
  const admins = yield* named(changes, (subject) => administrativeRoles(subject).length > 0)
  yield
  const warnings: PlanWarning[] = []
  const directories = [...new Set(changes.map(({ directory }) => directory))]
  const finals = directories.filter((name) => !options.canUndo(name, operation))
  if (finals.length > 0) warnings.push({ code: 'no-undo', directories: finals })
  if (admins.count > 0) warnings.push({ code: 'admins', ...admins })
  const blind = directories.filter((name) => options.tellsAdmins?.(name) === false)
  if (blind.length > 0) warnings.push({ code: 'admins-unknown', directories: blind })
  yield
  if (SHUTS_OUT.has(operation)) warnings.push(...(yield* recentlyActive(plan)))
  yield
  if (SYNC_MATTERS.has(operation)) warnings.push(...(yield* ofSync(changes)))
  yield
  if (SHUTS_OUT.has(operation)) warnings.push(...(yield* phonesWiped(changes)))
  if (operation === 'rename' && options.verifiedDomains === undefined && isIn('webex', changes))
    warnings.push({ code: 'domains-unchecked' })
  return [...warnings, ...credentialEnds(plan, options)]
}

const isIn = (name: DirectoryName, changes: readonly Change[]): boolean =>
  changes.some(({ directory }) => directory === name)

function* recentlyActive({ changes, plannedAt }: Plan): Pieces<readonly PlanWarning[]> {
  const since = Date.parse(plannedAt) - RECENT_DAYS * DAY_MS
  const recent = yield* named(changes, (subject) => isActiveSince(subject, since))
  return recent.count > 0 ? [{ code: 'recently-active', days: RECENT_DAYS, ...recent }] : []
}

function* ofSync(changes: readonly Change[]): Pieces<readonly PlanWarning[]> {
  const synced = yield* named(changes, (subject) => subject.isSynced === true)
  // Elsewhere no credential could tell, and no sync is known to bring anybody back.
  const isUnknown = changes.some(({ directory, before }) => directory === 'webex' && before.isSynced === undefined)
  return [
    ...(synced.count > 0 ? [{ code: 'synced', ...synced } as const] : []),
    ...(isUnknown ? [{ code: 'sync-unknown' } as const] : []),
  ]
}

function* phonesWiped(changes: readonly Change[]): Pieces<readonly PlanWarning[]> {
  const withPhone = yield* named(changes, (subject) => subject.hasPhone === true)
  return withPhone.count > 0 ? [{ code: 'phones-wiped', ...withPhone }] : []
}

/** An approval may come a day after the plan was made, and the credential has to hold from then to the end of the work. */
function credentialEnds({ tenants, changes, plannedAt }: Plan, options: WarningOptions): readonly PlanWarning[] {
  const made = Date.parse(plannedAt)
  return tenants.flatMap(({ directory }) => {
    const expiresAt = options.expiresAt?.(directory)
    const count = changes.filter((change) => change.directory === directory).length
    if (expiresAt === undefined || count === 0) return []
    const end = Date.parse(expiresAt)
    const needed = made + DAY_MS + options.estimate(directory, count) * 1000
    return end <= made || end >= needed ? [] : [{ code: 'credential-ends', directory, expiresAt } as const]
  })
}

/** How many people are so, and the logins of the first of them. Whoever is so in two directories is one of them. */
function* named(
  changes: readonly Change[],
  isSo: (subject: Subject) => boolean,
): Pieces<{ readonly count: number; readonly first: readonly string[] }> {
  const logins = new Set<string>()
  for (const { no, before } of changes) {
    if (isPieceEnd(no)) yield
    if (isSo(before)) logins.add(before.login)
  }
  return { count: logins.size, first: [...logins].slice(0, FIRST_NAMED) }
}

/** Exactly so long ago still counts, and so does a time after the plan was made: vendors' clocks differ. */
const isActiveSince = ({ lastActiveAt }: Subject, since: number): boolean =>
  lastActiveAt !== undefined && Date.parse(lastActiveAt) >= since
