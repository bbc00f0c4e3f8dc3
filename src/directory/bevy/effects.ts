/**
 * Sets users for deletion and calls deletions off, each call sent once. Says `done` only where Bevy clearly said yes; throws
 * only when the credential was refused, the day's calls are used up or the call was not sent, and then nobody was changed.
 */
import type { Effect } from '../../model/directory.ts'
import type { UserId } from '../../model/ids.ts'
import { WireError } from '../../model/wire.ts'
import type { HttpAnswer } from '../http/client.ts'
import { effectOfError, refused, unclear } from '../http/effect-of-error.ts'
import { badAnswer } from '../http/fault.ts'
import { isUnwanted } from '../http/while-wanted.ts'
import type { CancelCall } from './paths.ts'
import type { BevyUser } from './schema.ts'
import type { Users } from './users.ts'

export interface Yes {
  /** Statuses that say that a deletion was set. */
  readonly successCodes: readonly number[]
  /** Until when it can be called off. */
  readonly undoUntil: () => string | undefined
  /** Whether an account, as it is shown, is set for deletion or deleted. */
  readonly isGone: (user: BevyUser) => boolean
}

export async function remove(users: Users, id: UserId, yes: Yes, wanted?: AbortSignal): Promise<Effect> {
  try {
    const answer = await users.remove(id, wanted)
    if (!isYes(answer, yes.successCodes)) return unclear(oddYes(`deleting the Bevy user "${id}"`, answer).fault)
    const undoUntil = yes.undoUntil()
    return { kind: 'done', ...(undoUntil !== undefined && { undoUntil }) }
  } catch (error) {
    const refusal = effectFault(error)
    if (refusal.fault.httpStatus === 404) return goneOrNot(users, id, refusal, yes.isGone)
    return afterRefusal(users, refusal)
  }
}

const CANCEL_CODES = [200, 201, 202, 204]

export async function cancelDeletion(
  users: Users,
  id: UserId,
  cancel: CancelCall,
  wanted?: AbortSignal,
): Promise<Effect> {
  try {
    const answer = await users.cancelDeletion(cancel, id, wanted)
    if (isYes(answer, CANCEL_CODES)) return { kind: 'done' }
    return unclear(oddYes(`cancelling the deletion of the Bevy user "${id}"`, answer).fault)
  } catch (error) {
    return afterRefusal(users, effectFault(error))
  }
}

export const notAnId = (id: UserId): Effect =>
  refused({
    kind: 'refused',
    code: 'not-an-id',
    message: `changing "${id}": this is not the number of a Bevy user; nothing was sent`,
    isRetryable: false,
  })

export const notSupported = (id: UserId, words: string): Effect =>
  refused({
    kind: 'refused',
    code: 'not-supported',
    message: `changing the Bevy user "${id}": ${words}`,
    isRetryable: false,
  })

/** "200 {...}" is documented, so 200 with nothing in it is not that answer; 202 and 204 may be empty. */
const isYes = ({ status, body }: HttpAnswer, codes: readonly number[]): boolean =>
  codes.includes(status) && (status !== 200 || (typeof body === 'object' && body !== null))

const oddYes = (doing: string, answer: HttpAnswer): WireError =>
  badAnswer(
    doing,
    `Bevy answered ${answer.status}${answer.body === undefined ? ' with nothing in it' : ''}, which does not say yes`,
    {
      ...answer,
      body: undefined,
    },
  )

function effectFault(error: unknown): WireError {
  if (!(error instanceof WireError)) throw error
  if (error.fault.code === 'credential-refused' || error.fault.code === 'budget-spent' || isUnwanted(error)) throw error
  return error
}

/**
 * 404 to a deletion is said of a user who is gone and of a path that the site does not know; the second must never pass for a
 * deletion that was made before. Only a look at the user tells them apart.
 */
async function goneOrNot(users: Users, id: UserId, refusal: WireError, isGone: Yes['isGone']): Promise<Effect> {
  try {
    const user = await users.byId(id)
    if (user === undefined || isGone(user)) return { kind: 'already-done' }
    const message = `${refusal.fault.message}; yet Bevy shows the user: it is set for deletion already, or the path of deletions is another`
    return refused({ ...refusal.fault, message })
  } catch (error) {
    effectFault(error)
    return unclear(refusal.fault)
  }
}

/** 403 is said of one account that may not be changed and of a key that may change nobody: then it may not read, either. */
async function afterRefusal(users: Users, refusal: WireError): Promise<Effect> {
  if (refusal.fault.httpStatus !== 403) return effectOfError(refusal)
  try {
    await users.page(1, 1)
  } catch (error) {
    if (error instanceof WireError && error.fault.code === 'credential-refused') throw error
  }
  return effectOfError(refusal)
}
