import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Job } from '../../src/model/job.ts'
import type { Persona } from '../../src/sandbox/administration/personas.ts'
import type { ClientMessage } from '../../src/sandbox/person-client.ts'
import { startBotProcess } from '../support/bot-process.ts'
import { asked, type BotWorld, button, csvOf, heard, isCard, rowsOf, says } from '../support/bot-world.ts'
import {
  assertAccounted,
  countOf,
  deletedIn,
  inWorld,
  MEANS,
  newestJob,
  peopleToken,
  until,
} from '../support/running-world.ts'

/** The kill switch on the real bot, with calls that wait for their turn while somebody pulls it. */

const PEOPLE = MEANS['People API, one by one']
const PATIENCE_MS = 20_000

/** What every deletion beyond the first few meets: the vendor asks for a wait, again and again. */
const heldUpAfter = (limit: number, retryAfter: number) => ({
  quotas: [{ method: 'DELETE', path: PEOPLE.path, limit, windowMs: 3_600_000, retryAfter }],
})

const deletions = ({ sandbox }: BotWorld) =>
  sandbox.traffic.calls.filter(({ method, url }) => method === 'DELETE' && new RegExp(PEOPLE.path).test(url))

const isHeldUp = (world: BotWorld): boolean => deletions(world).some(({ status }) => status === 429)

const types = async (world: BotWorld, who: Persona, text: string, answer: RegExp): Promise<ClientMessage> => {
  const client = world.client(who)
  const before = await client.messages()
  await client.mention({ text })
  return until(
    `${who} is answered ${answer}`,
    async () => {
      const known = new Set(before.map(({ id }) => id))
      return (await client.messages()).find((message) => !known.has(message.id) && says(answer)(message))
    },
    PATIENCE_MS,
  )
}

const wordsOf = ({ markdown, text }: ClientMessage): string => markdown ?? text ?? ''

const approve = (world: BotWorld, card: ClientMessage, count: number): Promise<unknown> =>
  world.client('ben').click(card.id, { ...button(card, 'Approve'), count: String(count), reason: '' })

describe('a freeze of everything', function () {
  this.timeout(90_000)

  it('sends nothing that waits, outlives a kill, and ends when another approver says so', () =>
    inWorld({ settings: PEOPLE.settings }, async (world) => {
      const { sandbox } = world
      const leavers = world.addresses(30)
      await world.stopBot()
      const more = { WEBEX_ADMIN_TOKEN: peopleToken(sandbox) }
      const frozen = async (): Promise<boolean> =>
        /"code":"frozen"/.test(await readFile(join(world.dataDir, 'jobs.json'), 'utf8').catch(() => ''))

      let bot = startBotProcess(world, more)
      let sent = 0
      try {
        await world.client('alma').mention({ text: 'delete', file: csvOf(leavers) })
        const card = await until(
          'the card',
          async () => (await world.client('ben').messages()).find(isCard),
          PATIENCE_MS,
        )
        sandbox.knobs.set(heldUpAfter(8, 600))
        await approve(world, card, 30)
        await until('a deletion has to wait', () => isHeldUp(world), PATIENCE_MS)
        const answer = await types(world, 'ben', 'freeze the *wrong* list', /Everything is frozen/)
        assert.match(wordsOf(answer), /1 run stops.*J-.*`cancel <job>` still works/)
        // Ten minutes before their turn would have come.
        await until('the run stands still', frozen, PATIENCE_MS)
        await until(
          'it is said in the thread',
          () => countOf(world, /is paused.*ben.*froze everything.*thaw/s),
          PATIENCE_MS,
        )
        sent = deletions(world).length
        assert.equal(deletedIn(world).length, 8)
      } finally {
        await bot.kill()
      }
      sandbox.knobs.reset()

      bot = startBotProcess(world, more)
      try {
        const listed = await types(world, 'alma', 'jobs', /Everything is frozen.*1 job/s)
        assert.match(wordsOf(listed), /^\S* ?\*\*Everything is frozen\*\* since .* by Ben Approver: the .*wrong.* list/)
        const [id = ''] = /J-\w{4}/.exec(wordsOf(listed)) ?? []
        assert.match(wordsOf(await types(world, 'alma', `status ${id}`, /is paused/)), /Everything is frozen/)
        await types(world, 'ben', `resume ${id}`, /Everything is frozen since/)
        await types(world, 'alma', 'thaw', /is for approvers/)
        await types(world, 'ben', 'thaw', /You froze everything yourself/)
        await types(world, 'cleo', 'freeze once more', /Everything is frozen.* by Ben Approver/)
        assert.equal(deletions(world).length, sent, 'nothing was sent since')

        const thawed = await types(world, 'cleo', 'thaw', /Thawed/)
        assert.match(wordsOf(thawed), new RegExp(`These go on: \`${id}\``))
        await until('it is completed', () => countOf(world, /is completed/), PATIENCE_MS)
        await types(world, 'cleo', 'thaw', /Nothing is frozen/)
      } finally {
        assert.equal(await bot.stop(), 0)
      }
      await world.startBot()
      const { results, errors } = await assertAccounted(world, leavers)
      assert.deepEqual([results.length, errors.length], [30, 0])
    }))

  it('stops two jobs at once, refuses what is new, and lets exactly those two go on', () =>
    inWorld({ settings: PEOPLE.settings }, async (world) => {
      const people = world.addresses(32)
      const [ones, others, late] = [people.slice(0, 14), people.slice(14, 28), people.slice(28)]
      const thread = async (
        leavers: readonly string[],
      ): Promise<{ readonly card: ClientMessage; readonly job: Job }> => {
        const card = await asked(world, leavers)
        return { card, job: await newestJob(world.app()) }
      }
      const one = await thread(ones)
      world.sandbox.knobs.set(heldUpAfter(5, 1))
      await approve(world, one.card, 14)
      await until('the first has to wait', () => isHeldUp(world))
      const other = await thread(others)
      await approve(world, other.card, 14)
      const { store } = world.app().jobs
      const jobs = [one.job.id, other.job.id]
      const areAll = (status: Job['status']) => async (): Promise<boolean> =>
        (await Promise.all(jobs.map((id) => store.get(id)))).every((job) => job?.status === status)
      await until('both run', areAll('running'))

      const answer = await types(world, 'alma', 'freeze', /Everything is frozen/)
      assert.match(wordsOf(answer), /2 runs stop/)
      const before = deletions(world).length
      await until('both stand still', areAll('paused'))
      assert.ok(deletions(world).length <= before + 8, 'only those in flight')
      assert.equal(deletedIn(world).length, 5)
      assert.match(await metrics(world), /^twokey_frozen 1$/m)
      world.sandbox.knobs.reset()

      const third = await thread(late)
      assert.match(JSON.stringify(third.card), /Everything is frozen since/)
      const refused = await world.client('ben').messages()
      await approve(world, third.card, 4)
      await heard(world.client('ben'), says(/Everything is frozen.*Nothing is approved/), refused)

      const thawed = wordsOf(await types(world, 'ben', 'thaw', /Thawed/))
      for (const id of jobs) assert.ok(thawed.includes(id), thawed)
      assert.ok(!thawed.includes(third.job.id))
      await until('both are completed', areAll('completed'), PATIENCE_MS)
      assert.equal((await store.get(third.job.id))?.status, 'awaiting-approval')
      for (const [id, leavers] of [
        [one.job.id, ones],
        [other.job.id, others],
      ] as const) {
        const rows = await rowsOf(world.client('alma'), `results-${id}`)
        assert.deepEqual(rows.map(({ email }) => email).sort(), [...leavers].sort())
      }
      assert.deepEqual([...deletedIn(world)].sort(), [...ones, ...others].sort())
      assert.match(await metrics(world), /^twokey_frozen 0$/m)
    }))
})

const metrics = async (world: BotWorld): Promise<string> =>
  (await fetch(`http://127.0.0.1:${world.app().port}/metrics`)).text()
