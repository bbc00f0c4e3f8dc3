import type { Job } from '../../src/model/job.ts'
import { type ActingPerson, listsIn, type Situation } from './authority-people.ts'

/**
 * Who may do what, written down from the rules of the design alone: for one person, one state of a job and one command, every
 * reason that stands against it. Allowed is what nothing stands against. Knows no code of `src/` that decides.
 */

export interface State {
  readonly status: Job['status']
  /** Approvals that the job needs. */
  readonly required: number
  /** Of how many of Vera, Paul and Zoe, in this order, an approval was taken. */
  readonly given: number
}

export type Version = 'typed' | 'this card' | 'an older card' | "another job's card"

export type Deed =
  | {
      readonly kind: 'approve'
      readonly count: 'right' | 'wrong' | 'missing'
      readonly version: Version
      readonly isLate: boolean
    }
  | { readonly kind: 'reject'; readonly version: Version; readonly isLate: boolean }
  | { readonly kind: 'withdraw' | 'supersede'; readonly isLate: boolean }
  | { readonly kind: 'expire'; readonly isLate: boolean }
  | { readonly kind: 'pause' | 'resume' | 'cancel' | 'retry' | 'undo'; readonly isLate: false }

export interface Cell {
  readonly state: State
  readonly actor: ActingPerson
  readonly situation: Situation
  readonly deed: Deed
}

interface Facts {
  readonly isRequester: boolean
  readonly mayAsk: boolean
  readonly mayApprove: boolean
  readonly isRequesterListed: boolean
  readonly hasApproved: boolean
  /** Approvals of the job that count now, before the deed. */
  readonly counted: number
}

const OVER: readonly Job['status'][] = [
  'refused',
  'rejected',
  'withdrawn',
  'expired',
  'superseded',
  'completed',
  'cancelled',
  'stopped',
]
const RAN: readonly Job['status'][] = ['completed', 'cancelled', 'stopped']
const NEVER_ASKED: readonly Job['status'][] = ['received', 'planning', 'refused']

const CAN: Readonly<Record<'pause' | 'resume' | 'cancel', readonly Job['status'][]>> = {
  pause: ['running'],
  resume: ['running', 'paused'],
  cancel: ['approved', 'running', 'paused'],
}

export const factsOf = ({ state, actor, situation }: Cell): Facts => {
  const { requesters, approvers } = listsIn(situation)
  const { email } = actor.person
  const givers = ['vera@example.com', 'paul@example.com', 'zoe@example.com'].slice(0, state.given)
  return {
    isRequester: actor.as === 'requester',
    mayAsk: requesters.includes(email),
    mayApprove: approvers.includes(email),
    isRequesterListed: requesters.includes('rita@example.com'),
    hasApproved: (actor.as === 'first' && state.given >= 1) || (actor.as === 'second' && state.given >= 2),
    counted: givers.filter((giver) => approvers.includes(giver)).length,
  }
}

type Reasons = readonly (readonly [stands: boolean, code: string])[]

/** Who is nobody to the bot, whatever they do. */
const outsiderReasons = ({ actor, situation }: Cell): Reasons => {
  const { requesters, approvers } = listsIn(situation)
  const isListed = [...requesters, ...approvers].includes(actor.person.email)
  const { who } = actor
  return [
    [who.startsWith('a bot'), 'bot'],
    [who.includes('another organisation'), 'other-org'],
    [who.includes('another account'), 'unproven'],
    [!isListed, 'unlisted'],
  ]
}

const reviewReasons = (cell: Cell, deed: Extract<Deed, { readonly kind: 'approve' | 'reject' }>): Reasons => {
  const { isRequester, mayApprove, isRequesterListed, hasApproved } = factsOf(cell)
  const isApproval = deed.kind === 'approve'
  return [
    [deed.isLate, 'too-late'],
    [isRequester, 'own-request'],
    [!mayApprove, 'not-an-approver'],
    [deed.version === 'an older card' || deed.version === "another job's card", 'other-plan'],
    [isApproval && !isRequesterListed, 'requester-not-listed'],
    [isApproval && hasApproved, 'already-reviewed'],
    [isApproval && deed.count === 'missing', 'count-missing'],
    [isApproval && deed.count === 'wrong', 'count-differs'],
  ]
}

const openReasons = ({ status }: State): Reasons => [
  [NEVER_ASKED.includes(status), 'not-possible-now'],
  [status !== 'awaiting-approval' && !NEVER_ASKED.includes(status), 'not-pending'],
]

const deedReasons = (cell: Cell): Reasons => {
  const { state, deed } = cell
  const { isRequester, mayAsk, mayApprove } = factsOf(cell)
  switch (deed.kind) {
    case 'approve':
    case 'reject':
      return [...openReasons(state), ...reviewReasons(cell, deed)]
    case 'withdraw':
      return [...openReasons(state), [!isRequester, 'not-the-requester']]
    case 'supersede':
      return [
        [!mayAsk, 'not-allowed'],
        [!isRequester || state.status !== 'awaiting-approval', 'nothing'],
      ]
    case 'expire':
      return [[state.status !== 'awaiting-approval' || !deed.isLate, 'nothing']]
    case 'pause':
    case 'resume':
    case 'cancel':
      return [
        [!mayApprove && !isRequester, 'not-allowed'],
        [!CAN[deed.kind].includes(state.status), 'not-possible-now'],
      ]
    case 'retry':
    case 'undo':
      return [
        [!mayAsk, 'not-allowed'],
        [!OVER.includes(state.status), 'not-possible-now'],
        [!RAN.includes(state.status), `nothing-to-${deed.kind}`],
      ]
  }
}

/** Every reason against it; none where it is allowed. Nobody in particular lets a request expire. */
export const reasonsAgainst = (cell: Cell): readonly string[] => {
  const outsider = cell.deed.kind === 'expire' ? [] : outsiderReasons(cell).filter(([stands]) => stands)
  const reasons = outsider.length > 0 ? outsider : deedReasons(cell).filter(([stands]) => stands)
  return reasons.map(([, code]) => code)
}

/** What the job is after a deed that is allowed, once the bot has come to rest. */
export const statusAfter = (cell: Cell): Job['status'] => {
  const { state, deed } = cell
  switch (deed.kind) {
    case 'approve':
      return factsOf(cell).counted + 1 >= state.required ? 'completed' : 'awaiting-approval'
    case 'reject':
      return 'rejected'
    case 'withdraw':
      return 'withdrawn'
    case 'expire':
      return 'expired'
    case 'supersede':
      return 'superseded'
    case 'pause':
      return 'running'
    case 'resume':
      return 'completed'
    case 'cancel':
      return 'cancelled'
    case 'retry':
    case 'undo':
      return state.status
  }
}

/** Only an approval that was the last one needed, or going on with a job that had them all, changes anybody. */
export const mayChangeUsers = (cell: Cell): boolean =>
  reasonsAgainst(cell).length === 0 &&
  (cell.deed.kind === 'resume' || (cell.deed.kind === 'approve' && statusAfter(cell) === 'completed'))
