/** Why an account is not renamed, where this side says so before anything is sent. */
import type { Effect } from '../../model/directory.ts'
import type { UserId } from '../../model/ids.ts'
import type { WireFault } from '../../model/wire.ts'
import { refused } from '../http/effect-of-error.ts'

export const noAddress = (id: UserId): Effect =>
  notSent('no-address', `renaming "${id}": no new address was given; nothing was sent`)

export const notThere = (id: UserId): Effect =>
  notSent('not-found', `renaming "${id}": Webex has no such user any more; nothing was sent`)

/** The order of the addresses is not told, so neither is which of them is the login. */
export const severalAddresses = (id: UserId, emails: readonly string[]): Effect =>
  notSent(
    'several-addresses',
    `renaming "${id}": the account has ${emails.length} addresses, "${emails.join('", "')}", and the People API does not tell which of them is its login; nothing was sent; ${GRANT}`,
  )

/** What is not shown would not be sent back, and lost. */
export const notShownWhole = (id: UserId): WireFault =>
  faultOf(
    'not-shown',
    `renaming "${id}": Webex does not show this credential the whole account, and what is not sent back is lost; nothing was sent; ${GRANT}`,
  )

const GRANT = 'give the credential the scope identity:people_rw, or rename the user in Control Hub'

const faultOf = (code: string, message: string): WireFault => ({ kind: 'refused', code, message, isRetryable: false })

const notSent = (code: string, message: string): Effect => refused(faultOf(code, message))
