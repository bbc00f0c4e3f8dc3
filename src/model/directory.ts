import type { UserId } from './ids.ts'
import type { RowKey } from './rows.ts'
import type { DirectoryName, Operation } from './vendor.ts'
import { WireError, type WireFault } from './wire.ts'

/**
 * The port to one tenant of one vendor. Adapters live in `directory/<vendor>/` and all pass one contract suite.
 * An adapter looks accounts up and changes them; it decides nothing about who may be changed.
 */

/** An account as the vendor shows it now. */
export interface Subject {
  readonly id: UserId
  /** The address that names the account, lower-case. */
  readonly login: string
  /**
   * Further addresses that the vendor has of the person, lower-case, such as the e-mail of an account whose login is another. Held
   * against the lists of people who may not be changed; an account is never found by one.
   */
  readonly otherAddresses?: readonly string[]
  readonly displayName: string
  /** The vendor's id of the tenant that the account belongs to. */
  readonly tenantId: string
  /** The vendor's own word, for the reader: `active`, `inactive`, `pending` … */
  readonly status: string
  /** Every administrative role in words; empty for an ordinary user. */
  readonly adminRoles: readonly string[]
  readonly isFullAdmin: boolean
  /** ISO 8601; absent when the vendor does not tell. */
  readonly lastActiveAt?: string
  /** Managed by a directory sync, which may bring the account back; absent when the credential cannot tell. */
  readonly isSynced?: boolean
  /** Has a phone that is wiped with the account; absent when the credential cannot tell. */
  readonly hasPhone?: boolean
}

export type Found =
  | { readonly kind: 'found'; readonly subject: Subject }
  | { readonly kind: 'absent' }
  /** More than one account, or one whose address is not equal to the one asked for. */
  | { readonly kind: 'ambiguous'; readonly detail: string }
  /** The vendor does not let this credential see or change the account. */
  | { readonly kind: 'forbidden'; readonly detail: string }

/** One account and what is to become of it. */
export interface Target {
  readonly id: UserId
  /** The address that a `rename` gives to the account; lower-case. */
  readonly newLogin?: string
}

export interface Tenant {
  readonly directory: DirectoryName
  readonly id: string
  readonly name: string
  /** Accounts of people in the tenant, for `MAX_SHARE`. */
  readonly population: number
  readonly fullAdmins: readonly UserId[]
}

/** Keyed by `${key.by}:${key.value}`; holds an entry for every key that was asked for. */
export type Findings = ReadonlyMap<string, Found>

export const findingKey = (key: RowKey): string => `${key.by}:${key.value}`

/** What the admin credential is and may do, probed at start. */
export interface Credential {
  readonly directory: DirectoryName
  readonly tenantId: string
  readonly tenantName: string
  /** The account that the credential acts as. Never planned. */
  readonly ownerId: UserId
  readonly ownerLogin: string
  /** For the log and the dry run: how effects will be made, e.g. `SCIM Bulk` or `People API, one by one`. */
  readonly means: string
  /** Scopes and roles that manifest.json asks for and this credential lacks, each with what that costs. */
  readonly lacks: readonly string[]
  /** ISO 8601; absent when it renews itself or does not end. */
  readonly expiresAt?: string
  /** Who cannot be told from others here, and so is shielded by the lists of the configuration alone. */
  readonly blindTo?: readonly ('administrators' | 'owner')[]
  /** Operations that this credential or configuration cannot do, each with why and what to do by hand instead. */
  readonly unable?: Readonly<Partial<Record<Operation, string>>>
}

/** What one effect came to, as far as the answer tells. */
export type Effect =
  | { readonly kind: 'done'; readonly undoUntil?: string }
  | { readonly kind: 'already-done' }
  /**
   * The service said no: nothing was changed. With the code `differs` the account was changed, and not only as was asked: the
   * message tells what was done and each other field with both values.
   */
  | { readonly kind: 'refused'; readonly fault: WireFault }
  /** No usable answer: it may have happened. The caller must look before it tries again. */
  | { readonly kind: 'unclear'; readonly fault: WireFault }

export interface DirectoryTraits {
  /** Accounts that one call of `reread` takes without more than one round of calls. */
  readonly rereadSize: number
  /** Accounts that one call of `apply` takes. 1 where the vendor has no bulk call. */
  readonly effectSize: number
  /** Calls of `apply` that may be under way at once. */
  readonly concurrency: number
  /** Rough seconds that an effect on one account takes, for the dry run's estimate. */
  readonly secondsPerEffect: number
  /** Calls that a run makes for one account, its re-check included; a fraction where a call takes many accounts. */
  readonly callsPerAccount: number
  /** How long the effect can be taken back, from when it was asked for. Absent where it cannot be, or at any time. */
  readonly undoMs?: number
  /** The vendor asks for a rest after so many accounts. */
  readonly batch?: { readonly size: number; readonly restMs: number }
}

export interface FindProgress {
  readonly done: number
  readonly total: number
}

/** Beyond how many people the caller of `everyone` has no use for the rest. */
export interface PeopleLimit {
  readonly atMost: number
  /** How many of all the accounts count against it. They are shown without their roles, which are not read by then. */
  count(accounts: readonly Subject[]): number
}

/** There are so many people that nothing more was asked about each of them. */
export class TooManyPeople extends WireError {
  /** Those that count. */
  readonly people: number
  constructor(doing: string, people: number, { atMost }: Pick<PeopleLimit, 'atMost'>) {
    const message = `${doing}: ${people} people count, and more than ${atMost} are of no use; nothing more was asked about them`
    super({ kind: 'refused', code: 'too-many-people', message, isRetryable: false })
    this.name = 'TooManyPeople'
    this.people = people
  }
}

export interface Directory {
  readonly name: DirectoryName

  /** Probes the credential. Throws a `WireError` when the vendor refuses it or cannot be reached. */
  check(): Promise<Credential>

  traits(operation: Operation): DirectoryTraits

  /**
   * Looks every key up, by paging through the tenant where that costs fewer calls than one lookup a key,
   * and counts the tenant's population. An address matches only an account whose address is equal to it.
   * Throws a `WireError` when the vendor cannot be read to the end: half a reading is never returned.
   */
  find(
    keys: readonly RowKey[],
    onProgress: (progress: FindProgress) => void,
    signal: AbortSignal,
  ): Promise<{ readonly tenant: Tenant; readonly findings: Findings }>

  /**
   * Every account of a person in the tenant, read to the end before anything is returned. For `keep`, which removes all others.
   * The population of the tenant is the number of these accounts.
   * Throws a `WireError` when the vendor cannot be read to the end. An adapter that has to ask further for each person throws
   * `TooManyPeople` before it does, when more people than `limit` allows are there; any other may leave `limit` alone.
   */
  everyone(
    onProgress: (progress: FindProgress) => void,
    signal: AbortSignal,
    limit?: PeopleLimit,
  ): Promise<{ readonly tenant: Tenant; readonly subjects: readonly Subject[] }>

  /**
   * Reads accounts anew by immutable id, with their administrative roles. Holds an entry for every id. Throws `WireError`.
   * `operation` is what the reading is for: an adapter may save the calls for what `stepsLeft` of that operation does not need.
   */
  reread(ids: readonly UserId[], operation?: Operation): Promise<ReadonlyMap<UserId, Found>>

  /**
   * What is still to be done to an account as it was read, step by step in a few words each, e.g. `deactivate`, `delete`. Empty
   * when there is nothing left to do; undefined when what was read cannot tell. Pure.
   */
  stepsLeft(operation: Operation, subject: Subject, target: Target): readonly string[] | undefined

  /**
   * Why the vendor would refuse the operation for an account as it was read, and what to do first; undefined when nothing is known
   * against it. For the dry run, which skips such an account. Absent where the vendor has no such rule. Pure.
   */
  notPossible?(operation: Operation, subject: Subject): string | undefined

  /**
   * What the operation takes away from accounts for good (groups, roles, app links …), as plain JSON, to be kept before the
   * first effect. `planned`: the accounts as the dry run has shown them. What the re-check right before an effect holds against
   * them anyway, such as roles that nobody had, need not be read for it. Undefined where this operation takes nothing away, absent
   * where none does. Throws `WireError`.
   */
  snapshot?(
    operation: Operation,
    planned: readonly Pick<Subject, 'id' | 'isFullAdmin'>[],
  ): Promise<ReadonlyMap<UserId, unknown> | undefined>

  /**
   * Makes the effect on at most `effectSize` accounts and tells what came of each, by id. Never repeats an effect whose
   * answer was lost. Throws a `WireError` only for `credential-refused`, `budget-spent` and `not-sent`, when nothing of this call was
   * changed. When `wanted` is aborted, what has not been sent by then is not sent.
   */
  apply(operation: Operation, targets: readonly Target[], wanted?: AbortSignal): Promise<ReadonlyMap<UserId, Effect>>
}
