/** Deactivates accounts and brings them back. Does nothing to an account that is where it should be. */
import type { Clock } from '../../model/clock.ts'
import type { Effect } from '../../model/directory.ts'
import { refused } from '../http/effect-of-error.ts'
import type { Account } from './account.ts'
import { type Move, move } from './move.ts'
import type { OktaUser } from './schema.ts'
import { type Step, stepsFor } from './steps.ts'

export interface Lifecycle {
  readonly clock: Clock
  /** Whether Okta writes to whoever is activated. */
  readonly activationMail: boolean
}

/** Throws what reading throws. */
export async function deactivate(account: Account, { clock }: Lifecycle): Promise<Effect> {
  const user = await account.firstLook()
  return user === undefined ? gone(account) : through(account, user, 'deactivate', () => deactivation(account), clock)
}

/** Throws what reading throws. */
export async function restore(account: Account, { clock, activationMail }: Lifecycle): Promise<Effect> {
  const user = await account.firstLook()
  if (user === undefined) return gone(account)
  const moveOf = (step: Step): Move => ({
    doing: step === 'unsuspend' ? 'unsuspending' : 'activating',
    ask: (users) => (step === 'unsuspend' ? users.unsuspend(account.id) : users.activate(account.id, activationMail)),
    isThere: ({ status }) => stepsFor('restore', status)?.length === 0,
    towards: ['ACTIVE', 'PROVISIONED'],
  })
  return through(account, user, 'restore', moveOf, clock)
}

export const deactivation = ({ id }: Account): Move => ({
  doing: 'deactivating',
  ask: (users) => users.deactivate(id),
  isThere: ({ status }) => status === 'DEPROVISIONED',
  towards: ['DEPROVISIONED'],
})

async function through(
  account: Account,
  user: OktaUser,
  operation: 'deactivate' | 'restore',
  moveOf: (step: Step) => Move,
  clock: Clock,
): Promise<Effect> {
  const steps = stepsFor(operation, user.status)
  if (steps === undefined) return unknownStatus(account, user)
  const [step] = steps
  if (step === undefined) return { kind: 'already-done' }
  const moved = await move(account, user, moveOf(step), clock)
  if (moved.kind === 'there') return { kind: 'done' }
  return moved.kind === 'gone' ? gone(account) : moved.effect
}

export const unknownStatus = ({ id }: Account, { status }: OktaUser): Effect =>
  nothingDone('unknown-status', `the user "${id}" has a status that is not documented, "${status}"; look at it by hand`)

export const gone = ({ id }: Account): Effect => nothingDone('gone', `there is no user "${id}" any more`)

/** `why` says all that there is to say. */
export const nothingDone = (code: string, why: string): Effect =>
  refused({ kind: 'refused', code, message: `${why}; nothing was sent`, isRetryable: false })
