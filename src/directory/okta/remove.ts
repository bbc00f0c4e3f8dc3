/**
 * Deletes an account: first deactivated, then seen to be, then deleted. Okta answers 204 to a DELETE whether it has deleted the
 * account or only deactivated it, so no DELETE is ever sent but right after a look that showed DEPROVISIONED, and after any
 * answer other than 204 a look comes before anything else.
 */
import type { Clock } from '../../model/clock.ts'
import type { Effect } from '../../model/directory.ts'
import { WireError, type WireFault } from '../../model/wire.ts'
import { effectOfError, refused } from '../http/effect-of-error.ts'
import { badAnswer, NOT_SENT } from '../http/fault.ts'
import { isUnwanted } from '../http/while-wanted.ts'
import type { Account } from './account.ts'
import { deactivation, nothingDone, unknownStatus } from './lifecycle.ts'
import { move } from './move.ts'
import type { OktaUser } from './schema.ts'
import { stepsFor } from './steps.ts'

/** DELETEs of one account that may be sent, each with its own look. */
export const DELETE_TRIES = 5
const FIRST_WAIT_MS = 1_000
/** Who is told to wait for longer gives up. */
const LONGEST_WAIT_MS = 10 * 60_000

/** Throws what reading throws, and `not-sent`. Once `wanted` is aborted it ends between its steps. */
export async function remove(account: Account, clock: Clock, wanted?: AbortSignal): Promise<Effect> {
  const user = await account.firstLook()
  if (user === undefined) return { kind: 'already-done' }
  const steps = stepsFor('delete', user.status)
  if (steps === undefined) return unknownStatus(account, user)
  if (!steps.includes('deactivate')) return erase(account, await account.look(), clock, wanted)
  const moved = await move(account, user, deactivation(account), clock)
  if (moved.kind === 'not-there') return moved.effect
  return erase(account, moved.kind === 'there' ? moved.user : undefined, clock, wanted)
}

/** `seen`: the account as the call right before has shown it. */
async function erase(
  account: Account,
  seen: OktaUser | undefined,
  clock: Clock,
  wanted: AbortSignal | undefined,
): Promise<Effect> {
  let user = seen
  if (user === undefined) return { kind: 'already-done' }
  for (let tries = 1; ; tries += 1) {
    if (user.status !== 'DEPROVISIONED') return broughtBack(account, user)
    const wasTouched = account.isTouched
    const fault = await deleteOnce(account)
    if (fault === undefined) return { kind: 'done' }
    if (isUnwanted(fault)) return wasTouched ? notDeleted(fault, wasTouched) : account.effectOf(fault)
    user = await account.look()
    if (user === undefined) return { kind: 'done' }
    const waitMs = tries < DELETE_TRIES ? waitBeforeAgain(fault.fault, tries) : undefined
    if (waitMs === undefined) return notDeleted(fault, wasTouched)
    if (waitMs > 0) {
      await clock.sleep(waitMs, wanted)
      user = await account.look()
      if (user === undefined) return { kind: 'done' }
    }
  }
}

/** Undefined when Okta has clearly said yes. */
async function deleteOnce(account: Account): Promise<WireError | undefined> {
  try {
    const status = await account.touch((users) => users.remove(account.id))
    if (status === 204) return undefined
    return badAnswer(`deleting the user "${account.id}"`, `${status} is not 204`, { status })
  } catch (error) {
    if (error instanceof WireError) return error
    throw error
  }
}

/** Undefined when it must not be tried again. Only a call that surely came to nothing is: 429, an old token, no connection. */
export function waitBeforeAgain(fault: WireFault, tries: number): number | undefined {
  if (fault.httpStatus === 401) return 0
  if (fault.httpStatus !== 429 && !NOT_SENT.has(fault.code)) return undefined
  const seconds = /^\d{1,6}$/.test(fault.retryAfter ?? '') ? Number(fault.retryAfter) : undefined
  const waitMs = seconds === undefined ? FIRST_WAIT_MS * 2 ** (tries - 1) : seconds * 1000
  return waitMs > LONGEST_WAIT_MS ? undefined : waitMs
}

/** The account is still there. Says that it is deactivated, because it may not have been before. */
function notDeleted(error: WireError, isOurs: boolean): Effect {
  const effect = effectOfError(error)
  if (effect.kind !== 'refused') return effect
  const state = isOurs ? 'the account is deactivated now, and not deleted' : 'the account stays deactivated'
  return refused({ ...effect.fault, message: `${effect.fault.message}; ${state}` })
}

function broughtBack(account: Account, { status }: OktaUser): Effect {
  const words = `the user "${account.id}" was deactivated and is ${status} now: somebody has brought it back`
  return account.isTouched
    ? refused({ kind: 'refused', code: 'brought-back', message: `${words}; it was not deleted`, isRetryable: false })
    : nothingDone('brought-back', words)
}
