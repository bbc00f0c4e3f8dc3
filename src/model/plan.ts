import type { Subject, Tenant } from './directory.ts'
import type { JobId, PlanDigest, UserId } from './ids.ts'
import type { PersonRef } from './person.ts'
import type { RowCells, RowRef, SourceFile } from './rows.ts'
import type { DirectoryName, Operation } from './vendor.ts'

/** Why a row will not be done. Closed: the sentence for each lives in `chat/words.ts` and the compiler holds it complete. */
export const SKIP_CODES = [
  'invalid',
  'duplicate',
  'not-found',
  'ambiguous',
  'forbidden',
  'kept',
  'protected',
  'self',
  'reviewer',
  'admin',
  'last-admin',
  'credential-owner',
  'bot',
  'other-org',
  'synced',
  'taken',
  'unverified-domain',
  'not-possible',
  'too-late',
  'no-way-back',
  'already-done',
] as const
export type SkipCode = (typeof SKIP_CODES)[number]

/** One planned effect on one immutable user id. */
export interface Change extends RowCells {
  /** Position in `Plan.changes`, counted from 0; the journal speaks of changes by it. */
  readonly no: number
  readonly directory: DirectoryName
  readonly userId: UserId
  /** The account when it was looked up; the run refuses a change whose account has drifted from it. */
  readonly before: Subject
  /** The address that a `rename` gives to the account. */
  readonly to?: string
  /** What will be done, step by step; see `Directory.stepsLeft`. */
  readonly steps: readonly string[]
}

export interface Skip extends RowCells {
  readonly directory: DirectoryName
  readonly code: SkipCode
  readonly detail: string
  /** Where an account was found. */
  readonly userId?: UserId
}

/** The pinned work of a job. Every input row is in exactly one of `changes` and `skips` for each directory that it is meant for. */
export interface Plan {
  readonly version: 1
  readonly job: JobId
  readonly operation: Operation
  /** The rows name those who are left alone, and the changes are everybody else. */
  readonly keep?: true
  readonly requester: PersonRef
  /** ISO 8601. */
  readonly plannedAt: string
  readonly tenants: readonly Tenant[]
  readonly files: readonly SourceFile[]
  readonly changes: readonly Change[]
  readonly skips: readonly Skip[]
}

export interface PinnedPlan {
  readonly plan: Plan
  readonly digest: PlanDigest
}

/** A limit that stops a job before any approval is asked for. */
export type LimitRefusal =
  | { readonly code: 'nothing-to-do'; readonly skipped: number }
  | { readonly code: 'too-many-users'; readonly planned: number; readonly limit: number }
  | {
      readonly code: 'too-large-a-share'
      readonly directory: DirectoryName
      readonly planned: number
      readonly population: number
      /** 0 to 1. */
      readonly limit: number
    }
  /** Somebody who is to be kept is not there: the list may be of another tenant, or misspelt, and the wrong people would go. */
  | {
      readonly code: 'keep-not-found'
      readonly directory: DirectoryName
      readonly count: number
      /** At most 5, as written, with their places. */
      readonly first: readonly (RowRef & { readonly name: string })[]
    }
  /** The credential ends before the work would. */
  | {
      readonly code: 'credential-ends'
      readonly directory: DirectoryName
      /** ISO 8601. */
      readonly expiresAt: string
      readonly estimatedSeconds: number
    }

/** What the card and the words say of a plan; small whatever the plan's size. */
export interface PlanSummary {
  readonly operation: Operation
  readonly keep?: true
  readonly tenants: readonly Tenant[]
  /** In the order of `tenants`. */
  readonly parts: readonly PlanPartSummary[]
  readonly files: readonly Pick<SourceFile, 'name' | 'rows' | 'sha256'>[]
  readonly rows: number
  readonly planned: number
  /** At most 5, in the order of the files. */
  readonly firstPlanned: readonly string[]
  /** With `rename`: the address that each of `firstPlanned` gets. */
  readonly firstTargets?: readonly string[]
  readonly skipped: readonly {
    readonly code: SkipCode
    readonly count: number
    /** At most 3 addresses or ids as written, with their places; the directories in a job over several. */
    readonly first: readonly (RowRef & { readonly name: string; readonly directories?: readonly DirectoryName[] })[]
  }[]
  readonly warnings: readonly PlanWarning[]
  readonly estimatedSeconds: number
}

/** What a plan comes to in one directory. */
export interface PlanPartSummary {
  readonly directory: DirectoryName
  readonly planned: number
  /** People of the list who are left alone; with `keep` only. */
  readonly kept?: number
  /** By the vendor's word for the account's status; most first, at most 8. */
  readonly statuses: readonly {
    readonly status: string
    readonly steps: readonly string[]
    readonly count: number
  }[]
}

export type PlanWarning =
  /** In these directories the effect cannot be taken back. */
  | { readonly code: 'no-undo'; readonly directories: readonly DirectoryName[] }
  | { readonly code: 'admins'; readonly count: number; readonly first: readonly string[] }
  | {
      readonly code: 'recently-active'
      readonly count: number
      readonly days: number
      readonly first: readonly string[]
    }
  | { readonly code: 'synced'; readonly count: number; readonly first: readonly string[] }
  | { readonly code: 'sync-unknown' }
  /** These directories do not tell who administers them. */
  | { readonly code: 'admins-unknown'; readonly directories: readonly DirectoryName[] }
  | { readonly code: 'phones-wiped'; readonly count: number; readonly first: readonly string[] }
  /** No list of verified domains is configured, so the new addresses were not held against one. */
  | { readonly code: 'domains-unchecked' }
  /** Until when the credential holds, where that is less than a day after the estimated end. */
  | { readonly code: 'credential-ends'; readonly directory: DirectoryName; readonly expiresAt: string }
