import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Job } from '../../src/model/job.ts'
import { startBotProcess } from '../support/bot-process.ts'
import { type BotWorld, button, csvOf, isCard, says } from '../support/bot-world.ts'
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

const PATIENCE_MS = 20_000
const PEOPLE = MEANS['People API, one by one']

/** The newest head as it is on the disk now. */
const headOf = async ({ dataDir }: BotWorld): Promise<Job | undefined> => {
  const text = await readFile(join(dataDir, 'jobs.json'), 'utf8').catch(() => '')
  return /"id":"J-/.test(text) ? findJob(JSON.parse(text)) : undefined
}

const findJob = (value: unknown): Job | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  if ('askedIn' in value) return value as Job
  for (const inner of Object.values(value).reverse()) {
    const found = findJob(inner)
    if (found) return found
  }
  return undefined
}

const hears = (world: BotWorld, words: RegExp) =>
  until(`somebody says ${words}`, async () => (await world.client('alma').messages()).find(says(words)), PATIENCE_MS)

describe('a bot that is killed again and again', () => {
  it('loses nothing and does nothing twice, whether it dies while it plans, starts, deletes or hands the files out', () =>
    inWorld({ settings: PEOPLE.settings }, async (world) => {
      const { sandbox } = world
      const leavers = world.addresses(40)
      const rows = [...leavers, 'nobody@example.com']
      await world.stopBot()
      const more = { WEBEX_ADMIN_TOKEN: peopleToken(sandbox) }
      const written: string[] = []
      const life = async (untilWhen: () => Promise<unknown>): Promise<void> => {
        const bot = startBotProcess(world, more)
        try {
          await untilWhen()
        } catch (error) {
          throw new Error(`${bot.logged().slice(-2_000)}`, { cause: error })
        } finally {
          await bot.kill()
          written.push(bot.logged())
        }
      }
      const status = (wanted: Job['status']) => () =>
        until(`the head is ${wanted}`, async () => (await headOf(world))?.status === wanted, PATIENCE_MS)

      await world.client('alma').mention({ text: 'delete', file: csvOf(rows) })
      sandbox.knobs.set({ rules: [{ path: '^/v1/people\\?max=', effect: 'hang', times: 100 }] })
      await life(status('planning'))
      sandbox.knobs.reset()

      await life(async () => {
        const card = await until(
          'the card is there',
          async () => (await world.client('ben').messages()).find(isCard),
          PATIENCE_MS,
        )
        sandbox.knobs.set({ rules: [{ path: '^/v1/people\\?id=', effect: 'hang', times: 100 }] })
        await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: '40', reason: '' })
        await until('the decision is remembered', async () => (await headOf(world))?.posted.decision, PATIENCE_MS)
      })
      assert.deepEqual(deletedIn(world), [])
      // At the very moment of a deletion: its answer never comes, and nobody will write it down.
      sandbox.knobs.set({ rules: [{ method: 'DELETE', path: PEOPLE.path, skip: 5, times: 100, effect: 'hang-after' }] })
      const sixGone = new Promise<void>((resolve) =>
        sandbox.administration.organisation.onDeleted(() => {
          if (deletedIn(world).length === 6) resolve()
        }),
      )
      await life(() => sixGone)
      sandbox.knobs.set({ latencyMs: 40 })
      const journal = await readFile(
        join(world.dataDir, 'jobs', (await headOf(world))?.id ?? '', 'journal.jsonl'),
        'utf8',
      )
      assert.ok(journal.split('"outcome":').length - 1 < 6, 'a deletion has no outcome yet')
      const afterThird = deletedIn(world).length
      assert.ok(afterThird < 40, 'it died on the way')

      await life(async () => {
        await until('the results are remembered', async () => (await headOf(world))?.posted.results, PATIENCE_MS)
      })

      sandbox.knobs.reset()
      await life(async () => {
        await hears(world, /is completed/)
        await until('the words are remembered', async () => (await headOf(world))?.posted.words, PATIENCE_MS)
      })

      await world.startBot()
      const { id } = await newestJob(world.app())
      const { results, errors } = await assertAccounted(world, rows)
      assert.equal(results.length, 40)
      assert.deepEqual(
        errors.map(({ error_code }) => error_code),
        ['not-found'],
      )
      assert.deepEqual([...deletedIn(world)].sort(), [...leavers].sort())
      for (const words of [`^plan-${id}`, `${id} approved`, `^results-${id}`])
        assert.equal(await countOf(world, new RegExp(words)), 1, words)
      // Between Webex's answer and our note of it a kill can double a message; here that could only be one of those that follow
      // the results, or the control card of the life that was ended right after the decision.
      const last = [await countOf(world, new RegExp(`^errors-${id}`)), await countOf(world, /is completed/)].sort()
      assert.ok(last[0] === 1 && (last[1] ?? 0) <= 2, `errors files and last words: ${last}`)
      assert.ok((await countOf(world, /I was restarted/)) >= 2)
      const cards = (await world.client('alma').messages()).filter(isCard)
      assert.ok(cards.length <= 1, `${cards.length} cards are left`)
      for (const card of cards) assert.ok(button(card, 'Pause'), 'nothing is left to approve')
      const { tokens } = sandbox.administration
      for (const token of [tokens.of('bot'), more.WEBEX_ADMIN_TOKEN])
        assert.ok(!written.join('').includes(token), 'no token is in what it wrote')
    }))

  it('leaves with 0 when it is asked to stop, and a cancel that was answered holds after a kill', () =>
    inWorld({ settings: PEOPLE.settings }, async (world) => {
      const leavers = world.addresses(30)
      await world.stopBot()
      const more = { WEBEX_ADMIN_TOKEN: peopleToken(world.sandbox) }
      const bot = startBotProcess(world, more)
      try {
        await world.client('alma').mention({ text: 'delete', file: csvOf(leavers) })
        const card = await until(
          'the card',
          async () => (await world.client('ben').messages()).find(isCard),
          PATIENCE_MS,
        )
        world.sandbox.knobs.set({
          rules: [{ ...{ path: PEOPLE.path, method: 'DELETE' }, skip: 5, times: 100, effect: 'hang' }],
        })
        await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: '30', reason: '' })
        await until('calls hang', () => deletedIn(world).length === 5, PATIENCE_MS)
        await world.client('ben').mention({ text: `cancel ${(await headOf(world))?.id ?? ''}` })
        await hears(world, /Cancelling after/)
      } finally {
        await bot.kill()
      }
      world.sandbox.knobs.reset()
      const next = startBotProcess(world, more)
      try {
        await hears(world, /is cancelled/)
        assert.equal(deletedIn(world).length, 5)
        await until('the words are remembered', async () => (await headOf(world))?.posted.words, PATIENCE_MS)
      } finally {
        assert.equal(await next.stop(), 0)
      }
      await world.startBot()
      await assertAccounted(world, leavers)
    }))
})
