import assert from 'node:assert/strict'
import { reviewJob } from '../../src/jobs/review-job.ts'
import { type PersonId, personId } from '../../src/model/ids.ts'
import type { Actor } from '../../src/model/person.ts'
import { aPersonNamed } from '../support/an-approval.ts'
import { APPROVER, addresses, approved, asked, inJobsWorld, type JobsWorld, REQUESTER } from '../support/jobs-world.ts'
import { scriptedDirectory } from '../support/scripted-directory.ts'

const webex = () => [scriptedDirectory(40)]
const named = (name: string): Actor => ({ person: aPersonNamed(name), isRequester: false, isApprover: true })
const PAUL = named('paul')
const NOWHERE = { isRequester: false, isApprover: false }

const review = async ({ context, job }: JobsWorld, actor: Actor, verdict: 'approve' | 'reject' = 'approve') => {
  const { id, summary } = await job()
  return reviewJob(context, { job: id, actor, verdict, typedCount: String(summary?.planned), reason: '' })
}

const notes = ({ audited }: JobsWorld) =>
  audited.filter(({ what }) => /approv|reject/.test(what)).map(({ what }) => what)

/** A context that cannot ask about anybody. */
const blind = (world: JobsWorld): JobsWorld => ({
  ...world,
  context: { ...world.context, standingOf: () => Promise.reject(new Error('Webex does not answer')) },
})

describe('a review', () => {
  it('voids the approval of somebody who has left the list, before it counts', () =>
    inJobsWorld(
      webex(),
      async (world) => {
        await asked(world, { csv: addresses(2) })
        assert.deepEqual(await review(world, APPROVER), { kind: 'ok', did: 'approved-in-part' })
        world.standings.set(APPROVER.person.id, NOWHERE)
        assert.deepEqual(await review(world, PAUL), { kind: 'ok', did: 'approved-in-part' })
        assert.deepEqual(notes(world), ['approved', 'approval-voided', 'approved'])
        const [voided] = world.audited.filter(({ what }) => what === 'approval-voided')
        assert.deepEqual(
          [voided?.who, voided?.detail],
          ['twokey', 'that of vera@acme.example person-vera at 2026-03-02T09:00:00.000Z, who is no approver any more'],
        )
        assert.equal((await world.job()).status, 'awaiting-approval')
        assert.deepEqual(
          (await world.job()).approval?.reviews.map(({ by }) => by.id),
          [PAUL.person.id],
        )
        assert.deepEqual(await review(world, named('olga')), { kind: 'ok', did: 'approved' })
        assert.equal((await world.settled()).tally?.done, 2)
      },
      { approvalsRequired: 2 },
    ))

  it('is none while the standing of those before cannot be asked, unless it rejects', () =>
    inJobsWorld(
      webex(),
      async (world) => {
        await asked(world, { csv: addresses(2) })
        await review(world, APPROVER)
        await assert.rejects(review(blind(world), PAUL), /Webex does not answer/)
        assert.equal((await world.job()).approval?.reviews.length, 1)
        assert.deepEqual(await review(blind(world), PAUL, 'reject'), { kind: 'ok', did: 'rejected' })
        assert.deepEqual(notes(world), ['approved', 'rejected'])
      },
      { approvalsRequired: 2 },
    ))
})

describe('the approvals that a plan needs', () => {
  it('are two above the limit that was set when it was asked, whatever is set later', () =>
    inJobsWorld(
      webex(),
      async (world) => {
        const two = await asked(world, { csv: addresses(3) })
        assert.deepEqual([two.approval?.required, two.approval?.secondAbove], [2, 2])
        assert.deepEqual(await approved(world), { kind: 'ok', did: 'approved-in-part' })
        const one = await asked(world, { csv: addresses(2) })
        assert.deepEqual([one.approval?.required, one.approval?.secondAbove], [1, undefined])
        await world.restart()
        assert.deepEqual((await world.context.store.get(two.id))?.approval?.required, 2)
      },
      { secondApprovalAbove: 2 },
    ))
})

describe('somebody who always approves what the same person asks for', () => {
  const habit = async (world: JobsWorld, by: Actor, times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      const no = world.directories.get('webex')?.effects.size ?? 0
      await asked(world, { csv: ['email', `user${no}@example.com`] })
      await review(world, by)
      await world.settled()
      world.clock.advance(60_000)
    }
  }
  const next = (world: JobsWorld, requester: PersonId = REQUESTER.person.id) =>
    asked(world, { csv: ['email', 'user39@example.com'], requester: { ...REQUESTER.person, id: requester } })

  it('is named with the next request of that person, from the fifth time on', () =>
    inJobsWorld(webex(), async (world) => {
      await habit(world, APPROVER, 4)
      assert.equal((await next(world)).usualReviewer, undefined)
      await habit(world, APPROVER, 1)
      assert.deepEqual((await next(world)).usualReviewer, { by: APPROVER.person, times: 5 })
      assert.equal((await next(world, personId('somebody-else'))).usualReviewer, undefined)
      await habit(world, PAUL, 1)
      assert.equal((await next(world)).usualReviewer, undefined)
    }))
})
