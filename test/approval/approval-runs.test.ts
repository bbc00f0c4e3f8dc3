import assert from 'node:assert/strict'
import fc from 'fast-check'
import { decide } from '../../src/approval/decide.ts'
import { evolve } from '../../src/approval/evolve.ts'
import type { ApprovalCommand, ApprovalState } from '../../src/model/approval.ts'
import { planDigest } from '../../src/model/ids.ts'
import { anApproval, aPersonNamed, DIGEST, EXPIRES_AT, rita } from '../support/an-approval.ts'

/** Long random lives of an approval, told against the rule as it is written down rather than as it is programmed. */

const people = [rita, ...['vera', 'paul', 'olga'].map(aPersonNamed)]
const by = fc.constantFrom(...people)
const digest = fc.constantFrom(DIGEST, DIGEST, DIGEST, planDigest('e2'.repeat(32)))
const isApprover = fc.constantFrom(true, true, false)
/** Around the expiry, now and then in disorder. */
const at = fc
  .constantFrom(-3, -2, -1, 0, 1)
  .map((hours) => new Date(Date.parse(EXPIRES_AT) + hours * 3_600_000).toISOString())

const review = fc
  .record({
    kind: fc.constant('review' as const),
    by,
    /** Everybody, or everybody but whoever reviews. */
    isApprover,
    isRequesterListed: fc.constant(true),
    verdict: fc.constantFrom('approve' as const, 'approve' as const, 'approve' as const, 'reject' as const),
    digest,
    typedCount: fc.constantFrom('3', '3', '3', '4', ''),
    reason: fc.constant(''),
    at,
  })
  .map(({ isApprover: isListed, ...rest }) => ({
    ...rest,
    approvers: people.map(({ id }) => id).filter((id) => isListed || id !== rest.by.id),
  }))
const command: fc.Arbitrary<ApprovalCommand> = fc.oneof(
  { weight: 20, arbitrary: review },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), by, at }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('expire' as const), at }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('supersede' as const), by, at }) },
)
const life = fc.array(command, { maxLength: 25 })
const required = fc.integer({ min: 1, max: 3 })

/** The ids of those whose approval the rule counts, from nothing but the commands. */
function goodApprovers(commands: readonly ApprovalCommand[]): ReadonlySet<string> {
  const good = commands
    .filter((one) => one.kind === 'review')
    .filter((one) => one.verdict === 'approve' && one.approvers.includes(one.by.id) && one.by.id !== rita.id)
    .filter((one) => one.digest === DIGEST && one.typedCount === '3' && one.at < EXPIRES_AT)
  return new Set(good.map((one) => one.by.id))
}

/** The state after each command, beginning with the state before the first. */
function statesOf(commands: readonly ApprovalCommand[], needed: number): readonly ApprovalState[] {
  const states = [anApproval({ required: needed })]
  for (const one of commands) {
    const state = states.at(-1) ?? anApproval()
    const decision = decide(state, one)
    states.push(decision.kind === 'accepted' ? decision.events.reduce(evolve, state) : state)
  }
  return states
}

describe('an approval, whatever is done with it', () => {
  it('is approved only by as many good approvers as are needed, and at once when it has them', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(life, required, (commands, needed) => {
        const states = statesOf(commands, needed)
        for (const [index, state] of states.entries()) {
          seen.add(state.status)
          const approvers = goodApprovers(commands.slice(0, index))
          if (state.status === 'approved') assert.ok(approvers.size >= needed)
          if (state.status === 'pending') assert.ok(approvers.size < needed)
        }
      }),
      { numRuns: 1000 },
    )
    assert.equal(seen.size, 6, `only ${[...seen]} came up`)
  })

  it('never changes once it is over, and answers everybody', () => {
    fc.assert(
      fc.property(life, required, (commands, needed) => {
        const states = statesOf(commands, needed)
        const end = states.find((state) => state.status !== 'pending')
        if (!end) return
        assert.equal(states.at(-1), end)
        for (const one of commands) {
          assert.deepEqual(decide(end, one), { kind: 'refused', refusal: { code: 'not-pending', status: end.status } })
        }
      }),
      { numRuns: 500 },
    )
  })

  it('decides the same after being written to a file and read again', () => {
    fc.assert(
      fc.property(life, command, required, (commands, next, needed) => {
        const state = statesOf(commands, needed).at(-1) ?? anApproval()
        const read: ApprovalState = JSON.parse(JSON.stringify(state))
        assert.deepEqual(read, state)
        assert.deepEqual(decide(read, next), decide(state, next))
      }),
      { numRuns: 200 },
    )
  })
})
