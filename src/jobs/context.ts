import type { AuditEvent, AuditLog } from '../model/audit.ts'
import type { Clock, Random } from '../model/clock.ts'
import type { Credential, Directory } from '../model/directory.ts'
import type { FreezeSwitch } from '../model/freeze.ts'
import type { PersonId } from '../model/ids.ts'
import type { Job } from '../model/job.ts'
import type { PersonRef, Standing } from '../model/person.ts'
import type { OutcomeKind } from '../model/run.ts'
import type { JobFiles, JobStore } from '../model/store.ts'
import type { DirectoryName, Operation } from '../model/vendor.ts'
import type { Voice } from '../model/voice.ts'
import type { Limits } from '../plan/check-limits.ts'
import type { Pace } from '../plan/estimate.ts'
import type { ProtectionPolicy } from '../plan/protection-policy.ts'
import { nameOf } from './records-of.ts'
import type { RunningJobs } from './running-jobs.ts'

/** What every use case is given: the ports, the policy, and nothing that it could reach the world with otherwise. */
export interface JobsContext {
  readonly store: JobStore
  readonly files: JobFiles
  readonly audit: AuditLog
  readonly directories: ReadonlyMap<DirectoryName, ConnectedDirectory>
  readonly voice: Voice
  readonly running: RunningJobs
  readonly freeze: FreezeSwitch
  /** What the lists allow a person now, read from the chat's directory at this moment. Throws when it cannot be read. */
  readonly standingOf: (person: PersonId) => Promise<Standing>
  readonly clock: Clock
  readonly random: Random
  /** Unguessable, for the card. */
  readonly newNonce: () => string
  readonly policy: JobPolicy
  /** For the operator's counts. */
  readonly onOutcome: (directory: DirectoryName, kind: OutcomeKind) => void
  readonly log: JobLog
}

export interface ConnectedDirectory {
  readonly directory: Directory
  /** Probes the credential the first time and after it was refused; throws a `WireError` while it cannot be probed. */
  readonly credential: () => Promise<Credential>
  readonly pace: Pace
}

export interface JobPolicy {
  readonly limits: Limits
  readonly intake: { readonly maxRows: number; readonly maxBytes: number }
  readonly protection: ProtectionPolicy
  readonly approvalsRequired: number
  /** Two approvals are needed for more users than this; undefined where the number makes no difference. */
  readonly secondApprovalAbove?: number
  readonly approvalTtlMs: number
  /** What manifest.json knows: whether the operation can be asked of the directory, … */
  readonly supports: (directory: DirectoryName, operation: Operation) => boolean
  /** … whether its effect can be taken back for a time, … */
  readonly canUndo: (directory: DirectoryName, operation: Operation) => boolean
  /** … and what there is to say of that, for a person; empty where the operation is not known. */
  readonly undoWords: (directory: DirectoryName, operation: Operation) => string
}

export interface JobLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void
  warn(fields: Readonly<Record<string, unknown>>, message: string): void
  error(fields: Readonly<Record<string, unknown>>, message: string): void
}

/** Writes one decision about everything, and no job in particular, to the audit log. */
export const noteForAll = (
  { audit, clock }: Pick<JobsContext, 'audit' | 'clock'>,
  what: string,
  who: Pick<PersonRef, 'id' | 'email'> | undefined,
  detail: string,
): Promise<void> => audit.append([{ at: clock.now().toISOString(), what, who: auditName(who), detail }])

const auditName = (who: Pick<PersonRef, 'id' | 'email'> | undefined): string =>
  who === undefined ? 'twokey' : nameOf(who)

/**
 * Writes to the audit log what the head of a job does not show: what was asked for, refused, or begun anew. A decision that the head
 * shows goes through `changeOnRecord`.
 */
export const note = (
  context: Pick<JobsContext, 'audit' | 'clock'>,
  job: Job,
  what: string,
  who: Pick<PersonRef, 'id' | 'email'> | undefined,
  detail?: string,
): Promise<void> => {
  const event: AuditEvent = {
    at: context.clock.now().toISOString(),
    job: job.id,
    what,
    who: auditName(who),
    ...(job.digest === undefined ? {} : { digest: job.digest }),
    ...(detail === undefined ? {} : { detail }),
  }
  return context.audit.append([event])
}
