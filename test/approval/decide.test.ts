import assert from 'node:assert/strict'
import { decide } from '../../src/approval/decide.ts'
import { evolve } from '../../src/approval/evolve.ts'
import type { ApprovalCommand, ApprovalEvent, ApprovalRefusal, ApprovalState } from '../../src/model/approval.ts'
import { personId, planDigest } from '../../src/model/ids.ts'
import { spellings } from '../support/a-plan.ts'
import {
  anApproval,
  anApprove,
  anExpire,
  aPersonNamed,
  aReject,
  aSupersede,
  aWithdraw,
  DIGEST,
  EXPIRES_AT,
  IN_TIME,
  paul,
  rita,
  after as stateAfter,
  vera,
} from '../support/an-approval.ts'

const JUST_IN_TIME = '2026-03-03T08:59:59.999Z'

/** Given an approval and what was done with it, when a command comes, this is the answer. */
interface Case {
  readonly it: string
  readonly given?: readonly ApprovalCommand[]
  readonly approval?: Partial<ApprovalState>
  readonly when: ApprovalCommand
  readonly answer: ApprovalEvent['kind'] | ApprovalRefusal
}

function check({ given = [], approval, when, answer }: Case): void {
  const state = stateAfter(given, anApproval(approval))
  const decision = decide(state, when)
  if (typeof answer === 'string') assert.deepEqual(decision, { kind: 'accepted', events: [eventOf(answer, when)] })
  else assert.deepEqual(decision, { kind: 'refused', refusal: answer })
}

/** The event that a command asks for, word for word. */
function eventOf(kind: ApprovalEvent['kind'], command: ApprovalCommand): unknown {
  const { kind: _, ...rest } = command
  if (command.kind !== 'review') return { kind, ...rest }
  const { by, verdict, digest, reason, at } = command
  return { kind, review: { by, verdict, digest, reason, at } }
}

const counts = (expected: number, typed: string): ApprovalRefusal => ({ code: 'count-differs', typed, expected })
const tooLate: ApprovalRefusal = { code: 'too-late', expiresAt: EXPIRES_AT }
const two = { required: 2 }
const ritaOnTheList = { by: rita, approvers: [rita.id] }

const cases: readonly Case[] = [
  { it: 'takes an approval by another person', when: anApprove(), answer: 'reviewed' },
  { it: 'takes a rejection by another person', when: aReject(), answer: 'reviewed' },
  { it: 'takes a rejection without a reason', when: aReject({ reason: '' }), answer: 'reviewed' },
  {
    it: 'takes a rejection whatever was typed for the count',
    when: aReject({ typedCount: 'no idea' }),
    answer: 'reviewed',
  },

  { it: 'refuses an approval by the requester', when: anApprove({ by: rita }), answer: { code: 'own-request' } },
  {
    it: 'refuses an approval by the requester who is an approver',
    when: anApprove(ritaOnTheList),
    answer: { code: 'own-request' },
  },
  {
    it: 'refuses a rejection by the requester, who can withdraw',
    when: aReject(ritaOnTheList),
    answer: { code: 'own-request' },
  },
  {
    it: 'knows the requester by id, under any address',
    when: anApprove({ by: { ...vera, id: rita.id } }),
    answer: { code: 'own-request' },
  },
  {
    it: 'does not take somebody for the requester because of the address',
    when: anApprove({ by: { ...rita, id: personId('person-new-rita') } }),
    answer: 'reviewed',
  },
  {
    it: 'refuses an approval by somebody who is not on the list now',
    when: anApprove({ approvers: [] }),
    answer: { code: 'not-an-approver' },
  },
  {
    it: 'refuses a rejection by somebody who is not on the list now',
    when: aReject({ approvers: [] }),
    answer: { code: 'not-an-approver' },
  },
  {
    it: 'refuses an approval of another plan',
    when: anApprove({ digest: planDigest('e2'.repeat(32)) }),
    answer: { code: 'other-plan' },
  },
  {
    it: 'refuses an approval of a digest in other letters',
    when: anApprove({ digest: planDigest(DIGEST.toUpperCase()) }),
    answer: { code: 'other-plan' },
  },
  {
    it: 'refuses a rejection of another plan',
    when: aReject({ digest: planDigest('') }),
    answer: { code: 'other-plan' },
  },
  { it: 'asks for a count', when: anApprove({ typedCount: ' ' }), answer: { code: 'count-missing', expected: 3 } },
  { it: 'refuses another count', when: anApprove({ typedCount: '4' }), answer: counts(3, '4') },
  {
    it: 'refuses a count that may be a fraction',
    approval: { count: 1234 },
    when: anApprove({ typedCount: '1.234' }),
    answer: counts(1234, '1.234'),
  },
  {
    it: 'takes a count in groups of three',
    approval: { count: 1234 },
    when: anApprove({ typedCount: '1 234' }),
    answer: 'reviewed',
  },

  {
    it: 'waits for the second of two approvals',
    approval: two,
    given: [anApprove()],
    when: anApprove({ by: paul }),
    answer: 'reviewed',
  },
  {
    it: 'counts the same person once',
    approval: two,
    given: [anApprove()],
    when: anApprove({ at: JUST_IN_TIME }),
    answer: { code: 'already-reviewed' },
  },
  {
    it: 'counts the same person once, under any address',
    approval: two,
    given: [anApprove()],
    when: anApprove({ by: { ...vera, email: 'vera.new@acme.example' } }),
    answer: { code: 'already-reviewed' },
  },
  {
    it: 'lets an approver think better of it',
    approval: two,
    given: [anApprove()],
    when: aReject(),
    answer: 'reviewed',
  },

  { it: 'takes a review just before the time is over', when: anApprove({ at: JUST_IN_TIME }), answer: 'reviewed' },
  { it: 'is too late at the moment of expiry', when: anApprove({ at: EXPIRES_AT }), answer: tooLate },
  { it: 'is too late for a rejection too', when: aReject({ at: '2026-04-01T00:00:00.000Z' }), answer: tooLate },
  {
    it: 'compares times, not their texts',
    when: anApprove({ at: '2026-03-03T01:00:00.000-08:00' }),
    answer: tooLate,
  },
  { it: 'takes a time that it cannot read for late', when: anApprove({ at: 'just now' }), answer: tooLate },

  {
    it: 'does not expire early',
    when: anExpire(JUST_IN_TIME),
    answer: { code: 'not-yet-expired', expiresAt: EXPIRES_AT },
  },
  { it: 'expires at the moment', when: anExpire(), answer: 'expired' },
  { it: 'expires after it', when: anExpire('2026-03-04T00:00:00.000Z'), answer: 'expired' },
  {
    it: 'does not expire at a time that it cannot read',
    when: anExpire('just now'),
    answer: { code: 'not-yet-expired', expiresAt: EXPIRES_AT },
  },

  { it: 'lets the requester withdraw', when: aWithdraw(), answer: 'withdrawn' },
  { it: 'lets the requester withdraw late', when: aWithdraw({ at: EXPIRES_AT }), answer: 'withdrawn' },
  {
    it: 'lets no approver withdraw for the requester',
    when: aWithdraw({ by: vera }),
    answer: { code: 'not-the-requester' },
  },
  { it: 'makes way for a newer file of the requester', when: aSupersede(), answer: 'superseded' },
  { it: 'makes way for nobody else', when: aSupersede(vera), answer: { code: 'not-the-requester' } },

  {
    it: 'is over when it is approved',
    given: [anApprove()],
    when: aReject({ by: paul }),
    answer: { code: 'not-pending', status: 'approved' },
  },
  {
    it: 'is over when it is rejected',
    given: [aReject()],
    when: anApprove({ by: paul }),
    answer: { code: 'not-pending', status: 'rejected' },
  },
  {
    it: 'is over when it is withdrawn',
    given: [aWithdraw()],
    when: aWithdraw(),
    answer: { code: 'not-pending', status: 'withdrawn' },
  },
]

describe('decide', () => {
  for (const oneCase of cases) it(oneCase.it, () => check(oneCase))
})

describe('an approver who has left the list', () => {
  const given = [anApprove()]
  const left = { approvers: [paul.id, aPersonNamed('olga').id] }

  it('is not counted when the next approval comes, and the next one is the first', () => {
    const state = stateAfter(given, anApproval({ required: 2 }))
    const when = anApprove({ by: paul, ...left })
    const decision = decide(state, when)
    assert.deepEqual(decision.kind === 'accepted' && decision.events.map(({ kind }) => kind), ['voided', 'reviewed'])
    const next = stateAfter([when], state)
    assert.equal(next.status, 'pending')
    assert.deepEqual(
      next.reviews.map(({ by }) => by.id),
      [paul.id],
    )
  })

  it('may approve again when they are on the list again', () => {
    const without = stateAfter([...given, anApprove({ by: paul, ...left })], anApproval({ required: 3 }))
    const again = stateAfter([anApprove()], without)
    assert.deepEqual(
      again.reviews.map(({ by }) => by.id),
      [paul.id, vera.id],
    )
  })

  it('stays in the record of a rejection, which counts nobody', () => {
    const state = stateAfter(given, anApproval({ required: 2 }))
    const next = stateAfter([aReject({ by: paul, ...left })], state)
    assert.equal(next.status, 'rejected')
    assert.deepEqual(
      next.reviews.map(({ by }) => by.id),
      [vera.id, paul.id],
    )
  })

  it('is not voided by an approval that is refused', () => {
    const state = stateAfter(given, anApproval({ required: 2 }))
    assert.equal(stateAfter([anApprove({ by: paul, ...left, typedCount: '4' })], state), state)
  })
})

describe('a requester who has left the list', () => {
  it('gets no approval any more, but a rejection', () => {
    const refusal = { code: 'requester-not-listed' }
    assert.deepEqual(decide(anApproval(), anApprove({ isRequesterListed: false })), { kind: 'refused', refusal })
    assert.equal(decide(anApproval(), aReject({ isRequesterListed: false })).kind, 'accepted')
  })
})

/** Who does it, and what the lists say of them at that moment. */
const actors = [
  { who: 'the requester', by: rita, isRequester: true, isApprover: false, hasApproved: false },
  { who: 'the requester, who is an approver', by: rita, isRequester: true, isApprover: true, hasApproved: false },
  { who: 'a fresh approver', by: paul, isRequester: false, isApprover: true, hasApproved: false },
  { who: 'an approver who has approved', by: vera, isRequester: false, isApprover: true, hasApproved: true },
  { who: 'one who has approved and left the list', by: vera, isRequester: false, isApprover: false, hasApproved: true },
  { who: 'a stranger', by: aPersonNamed('sam'), isRequester: false, isApprover: false, hasApproved: false },
]
type Actor = (typeof actors)[number]

/** What is done, and what is right or wrong with it. */
const verdicts = ['approve', 'reject'] as const
const digests = { right: DIGEST, wrong: planDigest('e2'.repeat(32)) }
const typedCounts = { right: '3', wrong: '33', missing: '' }
const times = { early: IN_TIME, late: EXPIRES_AT }
type Deed =
  | {
      readonly kind: 'review'
      readonly verdict: (typeof verdicts)[number]
      readonly digest: keyof typeof digests
      readonly count: keyof typeof typedCounts
      readonly time: keyof typeof times
    }
  | { readonly kind: 'withdraw' | 'expire' | 'supersede'; readonly time: keyof typeof times }

const timeNames = ['early', 'late'] as const
const deeds: readonly Deed[] = timeNames.flatMap((time) => [
  { kind: 'withdraw' as const, time },
  { kind: 'expire' as const, time },
  { kind: 'supersede' as const, time },
  ...verdicts.flatMap((verdict) =>
    (['right', 'wrong'] as const).flatMap((digest) =>
      (['right', 'wrong', 'missing'] as const).map((count) => ({
        kind: 'review' as const,
        verdict,
        digest,
        count,
        time,
      })),
    ),
  ),
])

function commandOf(deed: Deed, { by, isApprover }: Actor): ApprovalCommand {
  const at = times[deed.time]
  if (deed.kind === 'review') {
    const { verdict } = deed
    const typedCount = typedCounts[deed.count]
    const approvers = [...[vera.id].filter((id) => id !== by.id), ...(isApprover ? [by.id] : [])]
    return {
      kind: 'review',
      by,
      approvers,
      isRequesterListed: true,
      verdict,
      digest: digests[deed.digest],
      typedCount,
      reason: '',
      at,
    }
  }
  if (deed.kind === 'expire') return { kind: 'expire', at }
  if (deed.kind === 'supersede') return { kind: 'supersede', by, at }
  return { kind: 'withdraw', by, at }
}

/** One approval in each status; in each of them two were needed and Vera had approved. */
const veraApproved = anApproval({ required: 2, reviews: [anApprove()] })
const states: readonly ApprovalState[] = (
  ['pending', 'approved', 'rejected', 'withdrawn', 'expired', 'superseded'] as const
).map((status) => ({ ...veraApproved, status }))

/** The rule once more, as plain facts: the first that is true is the answer. */
function expectedOf(status: ApprovalState['status'], actor: Actor, deed: Deed): string {
  const isReview = deed.kind === 'review'
  const isApprove = isReview && deed.verdict === 'approve'
  const needsRequester = deed.kind === 'withdraw' || deed.kind === 'supersede'
  const facts: readonly (readonly [boolean, string])[] = [
    [status !== 'pending', 'not-pending'],
    [deed.kind === 'expire' && deed.time === 'early', 'not-yet-expired'],
    [needsRequester && !actor.isRequester, 'not-the-requester'],
    [isReview && deed.time === 'late', 'too-late'],
    [isReview && actor.isRequester, 'own-request'],
    [isReview && !actor.isApprover, 'not-an-approver'],
    [isReview && deed.digest === 'wrong', 'other-plan'],
    [isApprove && actor.hasApproved, 'already-reviewed'],
    [isApprove && deed.count === 'missing', 'count-missing'],
    [isApprove && deed.count === 'wrong', 'count-differs'],
  ]
  return facts.find(([isSo]) => isSo)?.[1] ?? 'accepted'
}

describe('every status, person and command', () => {
  for (const state of states) {
    for (const actor of actors) {
      it(`${state.status}, ${actor.who}: each command has the answer of the rule`, () => {
        for (const deed of deeds) {
          const decision = decide(state, commandOf(deed, actor))
          const answer = decision.kind === 'accepted' ? 'accepted' : decision.refusal.code
          assert.equal(answer, expectedOf(state.status, actor, deed), JSON.stringify(deed))
          if (decision.kind === 'accepted') assert.equal(decision.events.length, 1)
          else if (decision.refusal.code === 'not-pending') assert.equal(decision.refusal.status, state.status)
        }
      })
    }
  }

  it('were all tried: 6 times 6 times 30', () => {
    assert.equal(states.length * actors.length * deeds.length, 1080)
  })
})

describe('a person whose id comes in another spelling', () => {
  const { usual, ...others } = spellings('f5b36187-c8dd-4727-8b2f-9cc447f29046')
  const asked = anApproval({ requesterId: personId(usual), required: 2 })

  for (const [how, id] of Object.entries(others)) {
    const again = { ...aPersonNamed('again'), id: personId(id) }

    it(`is the requester still, and has no second key (${how})`, () => {
      assert.deepEqual(decide(asked, anApprove({ by: again })), { kind: 'refused', refusal: { code: 'own-request' } })
      assert.equal(decide(asked, aWithdraw({ by: again })).kind, 'accepted')
    })

    it(`approves once (${how})`, () => {
      const first = anApprove({ by: { ...aPersonNamed('first'), id: personId(usual) } })
      const state = stateAfter([first], anApproval({ required: 2 }))
      assert.equal(state.status, 'pending')
      const refusal = { code: 'already-reviewed' }
      assert.deepEqual(decide(state, anApprove({ by: again })), { kind: 'refused', refusal })
      const review = { by: again, verdict: 'approve', digest: DIGEST, reason: '', at: IN_TIME } as const
      assert.equal(evolve(state, { kind: 'reviewed', review }).status, 'pending')
    })
  }
})
