import assert from 'node:assert/strict'
import { RETRY_POLICY } from '../../src/chat/retries.ts'
import { outcomesOf } from '../../src/jobs/outcomes-of.ts'
import { PERSON_AGENT } from '../../src/sandbox/person-client.ts'
import { type BotWorld, MODES, says } from '../support/bot-world.ts'
import {
  approve,
  askFor,
  assertEachRowOnce,
  assertOnlyGone,
  idsOf,
  inOkta,
  loginsOf,
  ordinaryIn,
  organisationOf,
  over,
} from '../support/okta-flow.ts'
import { fastClock, newestJob, until } from '../support/running-world.ts'

/** Calls to the chat are tried twice and given up soon; the patience of the product is tested elsewhere. */
const hasty = () => ({
  clock: fastClock(60),
  directoryTimeoutMs: 4_000,
  gatewayTimeouts: { requestMs: 150, retry: { ...RETRY_POLICY, attempts: 2, baseMs: 1, capMs: 1 } },
})

/** From the moment at which the approval stands, and for the bot alone: its people can still look at the room. */
const downFromApproval = (world: BotWorld, effect: 503 | 'hang'): void => {
  const { store } = world.app().jobs
  const change = store.change.bind(store)
  const rules = [{ path: '^/v1/', agent: `^(?!${PERSON_AGENT})`, times: 1_000_000, effect }]
  const instead: typeof store.change = async (id, decide) => {
    const changed = await change(id, decide)
    if (changed.job.status === 'approved') world.sandbox.knobs.set({ rules })
    return changed
  }
  Object.assign(store, { change: instead })
}

const struck = ({ sandbox }: BotWorld): number =>
  sandbox.traffic.calls.filter(({ fault }) => fault !== undefined).length

for (const mode of MODES)
  for (const effect of [503, 'hang'] as const)
    describe(`a chat that is down from the approval on (${effect}, over ${mode})`, () => {
      it('keeps nobody from being deleted and journalled, and has every file once when it is back', () =>
        inOkta({ mode, app: hasty() }, async (world) => {
          const people = ordinaryIn(world).slice(0, 6)
          const before = organisationOf(world).snapshot()
          const card = await askFor(world, 'delete okta', people)
          const alma = world.client('alma')
          const saidBefore = (await alma.messages()).length
          downFromApproval(world, effect)
          await approve(world, card)
          const job = await until('the run has ended', async () => {
            const newest = await newestJob(world.app())
            return newest.status === 'completed' ? newest : undefined
          })
          assertOnlyGone(world, before, idsOf(people))
          const outcomes = [...(await outcomesOf(world.app().jobs.files, job.id)).values()]
          assert.deepEqual(
            outcomes.map(({ kind }) => kind),
            people.map(() => 'done'),
          )
          // A call that hangs is on record when the bot has given it up.
          await until('a call of the bot was struck', () => struck(world) > 0)
          assert.equal(job.posted.decision, undefined, 'the chat took nothing')
          assert.equal((await alma.messages()).length, saidBefore)
          world.sandbox.knobs.reset()
          await over(world)
          assert.equal((await assertEachRowOnce(world, loginsOf(people))).results.length, 6)
          const messages = await alma.messages()
          for (const words of [
            /approved by/,
            new RegExp(`^results-${job.id}`),
            new RegExp(`^before-${job.id}`),
            /is completed/,
          ])
            assert.equal(messages.filter(says(words)).length, 1, `${words} is there once`)
        }))
    })
