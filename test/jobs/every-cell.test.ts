import assert from 'node:assert/strict'
import { JOB_STATUSES } from '../../src/model/job.ts'
import { ACTORS, SITUATIONS, type Situation } from '../support/authority-people.ts'
import {
  type Cell,
  type Deed,
  mayChangeUsers,
  reasonsAgainst,
  type State,
  statusAfter,
  type Version,
} from '../support/authority-policy.ts'
import { type AuthorityWorld, openAuthorityWorld } from '../support/authority-world.ts'

/**
 * Every state of a job × everybody × every list × every command × every card, through the real use cases: allowed or refused as
 * the policy says, and nothing done that it does not allow. Commands that speak of no plan are the same for every card, and
 * steering knows no time: each of those is counted once.
 */

/** Each need, with each number of approvals that leaves it open; once it is met where the job was approved. */
const statesOf = (status: State['status']): readonly State[] => {
  if (['received', 'planning', 'refused'].includes(status)) return [{ status, required: 1, given: 0 }]
  const isApproved = ['approved', 'running', 'paused', 'completed', 'cancelled', 'stopped'].includes(status)
  return [1, 2, 3].flatMap((required) =>
    (isApproved ? [required] : Array.from({ length: required }, (_, given) => given)).map((given) => ({
      status,
      required,
      given,
    })),
  )
}
const STATES = JOB_STATUSES.flatMap(statesOf)

const VERSIONS: readonly Version[] = ['typed', 'this card', 'an older card', "another job's card"]

const deedsAt = (isLate: boolean): readonly Deed[] => [
  ...VERSIONS.flatMap((version): readonly Deed[] => [
    ...(['right', 'wrong', 'missing'] as const).map((count) => ({ kind: 'approve' as const, count, version, isLate })),
    { kind: 'reject', version, isLate },
  ]),
  ...(['withdraw', 'expire', 'supersede'] as const).map((kind) => ({ kind, isLate })),
  ...(isLate
    ? []
    : (['pause', 'resume', 'cancel', 'retry', 'undo'] as const).map((kind) => ({ kind, isLate: false as const }))),
]

const situations = Object.keys(SITUATIONS) as readonly Situation[]

const cellsOf = (state: State, isLate: boolean): readonly Cell[] =>
  situations.flatMap((situation) =>
    ACTORS.flatMap((actor) => deedsAt(isLate).map((deed) => ({ state, actor, situation, deed }))),
  )

const nameOf = ({ state, actor, situation, deed }: Cell): string => JSON.stringify([state, actor.who, situation, deed])

/** The names of cells are made for those that are wrong alone: there are very many of them. */
const check = (cell: Cell, isSo: boolean, what: () => string): void => {
  if (!isSo) assert.fail(`${nameOf(cell)}: ${what()}`)
}

/** A refusal changes nothing, but that a request whose time is over is seen to be over. Tells whether anything was written. */
const checkRefusal = async (
  world: AuthorityWorld,
  cell: Cell,
  reasons: readonly string[],
  { answer, before }: { readonly answer: string; readonly before: number },
): Promise<boolean> => {
  const { deed, state } = cell
  const isOver = answer === 'too-late'
  const isNewer = deed.kind === 'supersede' && answer === 'nothing'
  const { status } = await world.job()
  const hasTraces = world.traces() !== before
  check(cell, reasons.includes(answer), () => `"${answer}", and ${reasons} stand against it`)
  check(cell, world.directory.effects.size === 0, () => 'users were changed')
  check(cell, status === (isOver ? 'expired' : state.status), () => `the job is ${status}`)
  check(cell, !hasTraces || isOver || isNewer || deed.kind === 'expire', () => 'it left a trace')
  return hasTraces
}

const checkDeed = async (world: AuthorityWorld, cell: Cell, answer: string): Promise<void> => {
  const { status } = await world.job()
  check(cell, answer === 'ok', () => `"${answer}", and nothing stands against it`)
  check(cell, status === statusAfter(cell), () => `the job is ${status}`)
  check(cell, world.directory.effects.size === (mayChangeUsers(cell) ? 3 : 0), () => 'other users were changed')
}

interface Tried {
  allowed: number
  refused: number
}

/** A job is used again as long as it is as it was. */
const tryAll = async (state: State, isLate: boolean, tried: Tried): Promise<void> => {
  let world = openAuthorityWorld(state, isLate)
  for (const cell of cellsOf(state, isLate)) {
    const before = world.traces()
    const answer = await world.act(cell)
    await world.settled()
    const reasons = reasonsAgainst(cell)
    const isAllowed = reasons.length === 0
    tried[isAllowed ? 'allowed' : 'refused'] += 1
    if (isAllowed) await checkDeed(world, cell, answer)
    if (isAllowed || (await checkRefusal(world, cell, reasons, { answer, before })))
      world = openAuthorityWorld(state, isLate)
  }
}

describe('every state, person, list, card and command', () => {
  const tried: Tried = { allowed: 0, refused: 0 }

  for (const status of JOB_STATUSES)
    it(`has the answer of the policy: ${status}`, async () => {
      for (const state of STATES.filter((one) => one.status === status))
        for (const isLate of [false, true]) await tryAll(state, isLate, tried)
    })

  it('was tried, none left out', () => {
    const people = ACTORS.length * situations.length
    const deeds = deedsAt(false).length + deedsAt(true).length
    assert.deepEqual([STATES.length, people, deeds], [51, 84, 43])
    assert.equal(tried.allowed + tried.refused, 51 * 84 * 43)
    console.info(`      ${tried.allowed + tried.refused} cells: ${tried.allowed} allowed, ${tried.refused} refused`)
  })
})
