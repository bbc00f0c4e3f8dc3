/**
 * Asks for one step of an account's life and waits until the account shows it. What the answer to the request says is never
 * enough: Okta moves accounts in its own time, and answers 404 to a second deactivation.
 */
import type { Clock } from '../../model/clock.ts'
import type { Effect } from '../../model/directory.ts'
import { WireError } from '../../model/wire.ts'
import { effectOfError, unclear } from '../http/effect-of-error.ts'
import { badAnswer } from '../http/fault.ts'
import type { Account } from './account.ts'
import type { OktaUser } from './schema.ts'
import type { Users } from './users.ts'

export interface Move {
  /** For messages, e.g. `deactivating`. */
  readonly doing: string
  readonly ask: (users: Users) => Promise<void>
  readonly isThere: (user: OktaUser) => boolean
  /** What the account may be becoming while it is on its way. */
  readonly towards: readonly string[]
}

export type Moved =
  | { readonly kind: 'there'; readonly user: OktaUser }
  | { readonly kind: 'gone' }
  | { readonly kind: 'not-there'; readonly effect: Effect }

/** Between two looks at an account that is on its way; half a minute in all. */
export const LOOK_WAITS_MS = [1_000, 2_000, 4_000, 8_000, 15_000] as const

/** Throws what reading the account throws. */
export async function move(account: Account, from: OktaUser, how: Move, clock: Clock): Promise<Moved> {
  // Somebody asked for it before us: asking again would be refused, or begin it anew.
  const refusal = isOnItsWay(from, how) ? undefined : await asked(account, how)
  if (refusal !== undefined && isSettled(refusal)) return { kind: 'not-there', effect: account.effectOf(refusal) }
  const user = await lookUntilThere(account, how, clock)
  if (user === undefined) return { kind: 'gone' }
  if (how.isThere(user)) return { kind: 'there', user }
  if (refusal !== undefined) return { kind: 'not-there', effect: effectOfError(refusal) }
  const what = `the account is still ${user.status}${isOnItsWay(user, how) ? ', on its way' : ''}`
  return { kind: 'not-there', effect: unclear(badAnswer(`${how.doing} the user "${account.id}"`, what).fault) }
}

async function asked(account: Account, { ask }: Move): Promise<WireError | undefined> {
  try {
    await account.touch(ask)
    return undefined
  } catch (error) {
    if (error instanceof WireError) return error
    throw error
  }
}

/** The request was turned away at the door; the account has nothing to tell of it. */
const isSettled = ({ fault }: WireError): boolean =>
  fault.code === 'credential-refused' ||
  fault.code === 'budget-spent' ||
  fault.code === 'not-sent' ||
  fault.httpStatus === 429

async function lookUntilThere(account: Account, how: Move, clock: Clock): Promise<OktaUser | undefined> {
  let user = await account.look()
  for (const waitMs of LOOK_WAITS_MS) {
    if (user === undefined || how.isThere(user) || !isOnItsWay(user, how)) return user
    await clock.sleep(waitMs)
    user = await account.look()
  }
  return user
}

const isOnItsWay = ({ transitioningToStatus }: OktaUser, { towards }: Move): boolean =>
  typeof transitioningToStatus === 'string' && towards.includes(transitioningToStatus)
