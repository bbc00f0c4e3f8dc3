import type { Subject } from '../model/directory.ts'
import type { Change, Plan, PlanWarning } from '../model/plan.ts'
import type { DirectoryName, Operation } from '../model/vendor.ts'
import { administrativeRoles } from './protection-policy.ts'

/** What an approver should know before turning the key. Warns and never stops; what stops is in `skip-reason.ts`. */

/** Whether the vendor lets the effect be taken back for a time. */
export type CanUndo = (directory: DirectoryName, operation: Operation) => boolean

const RECENT_DAYS = 7
const FIRST_NAMED = 3
const DAY_MS = 86_400_000

/** In the order in which they weigh; each at most once. */
export function warningsOf({ changes, operation, plannedAt }: Plan, canUndo: CanUndo): readonly PlanWarning[] {
  const since = Date.parse(plannedAt) - RECENT_DAYS * DAY_MS
  const admins = named(changes, (subject) => administrativeRoles(subject).length > 0)
  const recent = named(changes, (subject) => isActiveSince(subject, since))
  const synced = named(changes, (subject) => subject.isSynced === true)
  const withPhone = named(changes, (subject) => subject.hasPhone === true)

  const warnings: PlanWarning[] = []
  const finals = [...new Set(changes.map(({ directory }) => directory))].filter((name) => !canUndo(name, operation))
  if (finals.length > 0) warnings.push({ code: 'no-undo', directories: finals })
  if (admins.count > 0) warnings.push({ code: 'admins', ...admins })
  if (recent.count > 0) warnings.push({ code: 'recently-active', days: RECENT_DAYS, ...recent })
  if (synced.count > 0) warnings.push({ code: 'synced', ...synced })
  if (changes.some((change) => change.before.isSynced === undefined)) warnings.push({ code: 'sync-unknown' })
  if (withPhone.count > 0) warnings.push({ code: 'phones-wiped', ...withPhone })
  return warnings
}

/** How many accounts are so, and the logins of the first of them. */
function named(changes: readonly Change[], isSo: (subject: Subject) => boolean) {
  const logins = changes.map((change) => change.before).filter(isSo)
  return { count: logins.length, first: logins.slice(0, FIRST_NAMED).map((subject) => subject.login) }
}

/** Exactly so long ago still counts, and so does a time after the plan was made: vendors' clocks differ. */
const isActiveSince = ({ lastActiveAt }: Subject, since: number): boolean =>
  lastActiveAt !== undefined && Date.parse(lastActiveAt) >= since
