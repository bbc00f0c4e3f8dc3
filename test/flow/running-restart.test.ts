import assert from 'node:assert/strict'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Job } from '../../src/model/job.ts'
import type { PinnedPlan } from '../../src/model/plan.ts'
import { planSerializer } from '../../src/plan/plan-serializer.ts'
import { realDisk } from '../../src/store/disk.ts'
import { writePlan } from '../../src/store/plan-file.ts'
import { asked, type BotWorld, button, csvOf, heard, isCard, says } from '../support/bot-world.ts'
import {
  assertAccounted,
  clicked,
  controlCard,
  countOf,
  deletedIn,
  ended,
  fastClock,
  inWorld,
  jobIs,
  MEANS,
  newestJob,
  typed,
  until,
} from '../support/running-world.ts'

const PEOPLE = MEANS['People API, one by one']

const approve = async (world: BotWorld, users: number): Promise<void> => {
  const ben = world.client('ben')
  const card = await heard(ben, isCard)
  await ben.click(card.id, { ...button(card, 'Approve'), count: String(users), reason: '' })
}

const runningFor = async (world: BotWorld, users: number): Promise<readonly string[]> => {
  const leavers = world.addresses(users)
  await asked(world, leavers)
  world.sandbox.knobs.set({ latencyMs: 20 })
  await approve(world, users)
  await until('some are deleted', () => deletedIn(world).length > 3)
  return leavers
}

const assertSaidOnce = async (world: BotWorld, { id }: Job): Promise<void> => {
  for (const words of [
    `${id} approved`,
    `^plan-${id}`,
    `^results-${id}`,
    `${id} is (completed|cancelled)`,
    `${id} [█░]+ \\d+ of`,
  ])
    assert.equal(await countOf(world, new RegExp(words)), 1, words)
}

describe('a bot that is stopped while a job runs', () => {
  it('goes on after the next start, says so, and does nothing twice', () =>
    inWorld({ settings: PEOPLE.settings }, async (world) => {
      const leavers = await runningFor(world, 40)
      await world.stopBot()
      const before = deletedIn(world).length
      assert.ok(before < 40)
      await world.startBot()
      await heard(world.client('alma'), says(/I was restarted and take J-.... up where it stood \(running\)/))
      await ended(world)
      assert.equal((await assertAccounted(world, leavers)).results.length, 40)
      await assertSaidOnce(world, await newestJob(world.app()))
      const audit = await readFile(join(world.dataDir, 'audit.jsonl'), 'utf8')
      assert.match(audit, /"what":"picked-up".*"detail":"approved by ben\.approver@example\.com /)
    }))

  it('does not go on with what it was told to cancel', () =>
    inWorld({ settings: PEOPLE.settings }, async (world) => {
      const leavers = await runningFor(world, 40)
      const card = await controlCard(world)
      await world.client('alma').click(card.id, button(card, 'Cancel'))
      await until('it is on the disk', async () => (await newestJob(world.app())).wish?.kind === 'cancel')
      await world.stopBot()
      const before = deletedIn(world).length
      await world.startBot()
      await ended(world, /is cancelled/)
      assert.equal(deletedIn(world).length, before)
      await assertAccounted(world, leavers)
    }))

  it('stands still after the start when it was told to pause, until it is resumed', () =>
    inWorld({ settings: PEOPLE.settings }, async (world) => {
      const leavers = await runningFor(world, 40)
      const card = await controlCard(world)
      await world.client('alma').click(card.id, button(card, 'Pause'))
      await until('it is on the disk', async () => (await newestJob(world.app())).wish?.kind === 'pause')
      await world.stopBot()
      const before = deletedIn(world).length
      await world.startBot()
      await jobIs(world, 'paused')
      assert.equal(deletedIn(world).length, before)
      await clicked(world, 'ben', 'Resume', /Going on/)
      await ended(world)
      assert.equal((await assertAccounted(world, leavers)).results.length, 40)
    }))

  it('does not wait for a chat that is down', () =>
    inWorld({ settings: PEOPLE.settings }, async (world) => {
      const leavers = await runningFor(world, 20)
      world.sandbox.knobs.set({ rules: [{ method: 'POST', path: '^/v1/messages', effect: 503, times: 100_000 }] })
      await jobIs(world, 'completed')
      const before = performance.now()
      await world.stopBot()
      assert.ok(performance.now() - before < 3_000, 'stopped soon')
      world.sandbox.knobs.reset()
      await world.startBot()
      await ended(world)
      assert.equal((await assertAccounted(world, leavers)).results.length, 20)
      await assertSaidOnce(world, await newestJob(world.app()))
    }))
})

describe('a chat that is down while a job runs', () => {
  it('holds nothing up, and hears everything once when it is back', () =>
    inWorld({ app: { clock: fastClock(20) } }, async (world) => {
      const leavers = world.addresses(15)
      await asked(world, [...leavers, 'nobody@example.com'])
      world.sandbox.knobs.set({ rules: [{ method: 'POST', path: '^/v1/messages', effect: 503, times: 100_000 }] })
      await approve(world, 15)
      const job = await jobIs(world, 'completed')
      assert.equal(deletedIn(world).length, 15)
      const tries = () =>
        world.sandbox.traffic.calls.filter(({ status, url }) => status === 503 && url === '/v1/messages').length
      await until('it was tried in several rounds', () => tries() > 14)
      assert.equal(await countOf(world, /approved|completed/), 0)
      world.sandbox.knobs.reset()
      await ended(world)
      await assertAccounted(world, [...leavers, 'nobody@example.com'])
      for (const words of [`${job.id} approved`, `^results-`, `^errors-`, 'is completed'])
        assert.equal(await countOf(world, new RegExp(words)), 1, words)
      assert.ok(!(await world.client('alma').messages()).some(isCard), 'no card is left')
    }))
})

describe('a plan that is not the one that was approved', () => {
  const planOf = async (world: BotWorld): Promise<string> =>
    join(world.dataDir, 'jobs', (await newestJob(world.app())).id, 'plan.jsonl')

  const refusesAfter = (tamper: (world: BotWorld) => Promise<void>): Promise<void> =>
    inWorld({}, async (world) => {
      const before = world.sandbox.administration.organisation.snapshot()
      await asked(world, world.addresses(5))
      await tamper(world)
      await approve(world, 5)
      await jobIs(world, 'stopped')
      const said = await heard(world.client('alma'), says(/nothing was changed|is stopped/))
      assert.match(said.markdown ?? said.text ?? '', /plan/)
      assert.deepEqual(world.sandbox.administration.organisation.snapshot(), before)
      await typed(world, 'alma', 'resume', /"resume" is not possible now: the job is stopped/)
      assert.deepEqual(world.sandbox.administration.organisation.snapshot(), before)
    })

  it('is not carried out when one byte of it was flipped', () =>
    refusesAfter(async (world) => {
      const path = await planOf(world)
      const bytes = await readFile(path)
      const place = bytes.indexOf('userId') + 20
      bytes[place] = (bytes[place] ?? 0) ^ 1
      await writeFile(path, bytes)
    }))

  it('is not carried out when it is another plan, whole and sealed', () =>
    refusesAfter(async (world) => {
      const path = await planOf(world)
      const { id } = await newestJob(world.app())
      const { plan } = await world.app().jobs.files.loadPlan(id)
      const [first, ...others] = plan.changes
      const victim = world.sandbox.administration.organisation.persona('dora').uuid
      assert.ok(first)
      const userId = Buffer.from(`ciscospark://us/PEOPLE/${victim}`).toString('base64url') as typeof first.userId
      const changes = [{ ...first, userId, before: { ...first.before, id: userId } }, ...others]
      const forged: PinnedPlan['plan'] = { ...plan, changes }
      await rm(path)
      await writePlan(realDisk, path, forged, planSerializer())
      assert.equal((await world.app().jobs.files.loadPlan(id)).plan.changes[0]?.userId, userId, 'the store takes it')
    }))

  it('is not carried out when it is gone', () => refusesAfter(async (world) => rm(await planOf(world))))
})

describe('two bots on one data folder', () => {
  it('cannot be: the second refuses to start and names the first', () =>
    inWorld({}, async (world) => {
      await assert.rejects(world.startBot({ PORT: '0' }), (error: Error) => {
        assert.match(
          error.message,
          new RegExp(`process ${process.pid} on .*, started 20.*Z, holds it; stop that one first`),
        )
        return true
      })
      assert.equal((await fetch(`http://127.0.0.1:${world.app().port}/readyz`)).status, 200, 'the first goes on')
      await world.client('alma').mention({ text: 'delete', file: csvOf(world.addresses(2)) })
      await heard(world.client('alma'), isCard)
    }))
})
