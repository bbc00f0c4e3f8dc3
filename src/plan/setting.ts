import type { Credential, Directory, Findings, Subject, Target, Tenant } from '../model/directory.ts'
import type { PersonRef } from '../model/person.ts'
import type { SkipCode } from '../model/plan.ts'
import type { Row, RowRef } from '../model/rows.ts'
import type { Operation } from '../model/vendor.ts'
import { addressOf, type Protection } from './protection-policy.ts'

/** What the checks of a row are told, and what they answer. Nothing here decides. */

/** What is known of one tenant while its rows are judged, in input order. */
export interface Setting {
  readonly operation: Operation
  readonly requester: PersonRef
  readonly tenant: Tenant
  readonly credential: Credential
  readonly protection: Protection
  readonly findings: Findings
  readonly stepsLeft: Directory['stepsLeft']
  readonly notPossible?: NonNullable<Directory['notPossible']>
  /** The first row of each account that came as far as being planned, by `identityOf` its id. */
  readonly claimed: ReadonlyMap<string, RowRef>
  /** Full administrators of the tenant, by `identityOf` their ids. */
  readonly admins: ReadonlySet<string>
  /** Those of them that the plan removes so far, by `identityOf` their ids. */
  readonly removedAdmins: ReadonlySet<string>
  /** The other directories of the job, and what they said of the keys. */
  readonly others: readonly { readonly tenant: Tenant; readonly findings: Findings }[]
  /** With `rename`: the row that gives an account another address, by `identityOf` its id. */
  readonly leaving: ReadonlyMap<string, RowRef>
  /** With `rename`: the row that is planned to get an address, by `addressOf` it. */
  readonly given: ReadonlyMap<string, RowRef>
}

export interface SkipReason {
  readonly code: SkipCode
  readonly detail: string
}

export type Check = (subject: Subject, setting: Setting, row: Row) => SkipReason | undefined

export const placeOf = ({ file, line }: RowRef): string => `"${file}" line ${line}`

/** Throws when a row of a `rename` came without the new address: intake gives one to each. */
export function targetOf({ id }: Subject, operation: Operation, row: Row): Target {
  if (operation !== 'rename') return { id }
  if (row.to !== undefined) return { id, newLogin: row.to }
  throw new Error(`making a plan: ${placeOf(row)} has no new address; read the files again as a rename`)
}

/** What is left to do to the account, in the vendor's steps; one step where the vendor cannot tell. */
export function stepsOf(subject: Subject, { operation, stepsLeft }: Setting, row: Row): readonly string[] {
  const target = targetOf(subject, operation, row)
  const left = stepsLeft(operation, subject, target)
  if (left !== undefined) return left
  return target.newLogin !== undefined && target.newLogin === subject.login ? [] : [operation]
}

/** A credential that is nobody's account has no address, and an account without one is not its owner. */
export const isOwnersAddress = (address: string, { ownerLogin }: Credential): boolean =>
  ownerLogin !== '' && addressOf(address) === addressOf(ownerLogin)
