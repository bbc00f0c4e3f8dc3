import assert from 'node:assert/strict'
import { copyFile, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '../../src/app.ts'
import { jobId, messageId, personId, roomId } from '../../src/model/ids.ts'
import type { Job } from '../../src/model/job.ts'
import { openStore } from '../../src/store/open-store.ts'
import { asked, type BotWorld, button, csvOf, heard, isCard, says } from '../support/bot-world.ts'
import { inOkta, ask as inOktaAsk } from '../support/okta-flow.ts'
import {
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
const fast = () => ({ app: { clock: fastClock(60) }, settings: PEOPLE.settings })

const fileOf = ({ dataDir }: BotWorld, { id }: Job, name: string): string => join(dataDir, 'jobs', id, name)

/** One byte in the middle is another one. */
const flip = async (path: string): Promise<Buffer> => {
  const whole = await readFile(path)
  const damaged = Buffer.from(whole)
  const at = Math.floor(whole.length / 2)
  damaged[at] = (damaged[at] ?? 0) ^ 1
  await writeFile(path, damaged)
  return whole
}

/** Whole lines are gone from the end, which the file itself does not show. */
const shorten = async (path: string): Promise<Buffer> => {
  const whole = await readFile(path)
  await writeFile(path, `${whole.toString('utf8').split('\n').slice(0, 3).join('\n')}\n`)
  return whole
}

const approve = async (world: BotWorld, users: number): Promise<void> => {
  const card = await heard(world.client('ben'), (message) => isCard(message) && hasButton(message, 'Approve'))
  await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: String(users), reason: '' })
}

const hasButton = (message: Parameters<typeof isCard>[0], title: string): boolean =>
  JSON.stringify(message.attachments).includes(`"${title}"`)

/** Two are gone, then the vendor wants an hour's rest. */
const pausedAfterTwo = async (world: BotWorld, leavers: readonly string[]): Promise<Job> => {
  await asked(world, leavers)
  const { path, method } = PEOPLE
  world.sandbox.knobs.set({ rules: [{ path, method, skip: 2, times: 1_000, effect: 429, retryAfter: '3600' }] })
  await approve(world, leavers.length)
  const job = await until('the pause is told', async () => {
    const newest = await newestJob(world.app())
    return newest.status === 'paused' && newest.posted.pause !== undefined ? newest : undefined
  })
  world.sandbox.knobs.reset()
  assert.equal(deletedIn(world).length, 2)
  return job
}

const linesOfLog = (world: BotWorld, words: RegExp): number =>
  world
    .logged()
    .split('\n')
    .filter((line) => words.test(line)).length

describe('a damaged file of one job', () => {
  for (const [kind, damage] of Object.entries({ 'has another byte': flip, 'has lost whole lines': shorten }))
    it(`stops that job with words, as long as the journal ${kind}, and no other`, () =>
      inWorld(fast(), async (world) => {
        const leavers = world.addresses(8)
        const first = await pausedAfterTwo(world, leavers.slice(0, 5))
        const journal = fileOf(world, first, 'journal.jsonl')
        const whole = await damage(journal)
        const said = await typed(world, 'alma', 'resume', /is paused/)
        assert.match(said.markdown ?? '', /cannot be written, or read, as it should/)
        assert.match(said.markdown ?? '', /journal\.jsonl.*put it back from a backup/)
        assert.equal(deletedIn(world).length, 2)

        await asked(world, leavers.slice(5))
        await approve(world, 3)
        await ended(world)
        assert.equal(deletedIn(world).length, 5)

        await writeFile(journal, whole)
        await world.client('alma').mention({ text: `resume ${first.id}` })
        await ended(world, new RegExp(`${first.id} is completed`))
        assert.deepEqual([...deletedIn(world)].sort(), [...leavers].sort())
      }))

  it('is told once in the place of a file that cannot be made of it, and no row is left out in silence', () =>
    inWorld(fast(), async (world) => {
      const leavers = world.addresses(4)
      await asked(world, leavers)
      world.sandbox.knobs.set({ rules: [{ path: '^/v1/messages', method: 'POST', times: 1_000, effect: 503 }] })
      await approve(world, 4)
      const job = await jobIs(world, 'completed')
      await world.stopBot()
      await shorten(fileOf(world, job, 'journal.jsonl'))
      world.sandbox.knobs.reset()
      await world.startBot()
      await ended(world)
      const said = await heard(world.client('alma'), says(/cannot be made/))
      assert.match(said.markdown ?? '', /results-J-....` cannot be made.*journal\.jsonl: lines are missing at its end/)
      assert.equal(await countOf(world, /cannot be made/), 1)
      assert.equal(await countOf(world, /^results-/), 0)
      assert.equal(linesOfLog(world, /a stored file is damaged/), 1)
      assert.match((await typed(world, 'alma', 'undo', /./)).markdown ?? '', /journal|cannot|undo/)
      assert.deepEqual([...deletedIn(world)].sort(), [...leavers].sort())
    }))

  for (const way of ['resumed', 'started again'] as const)
    it(`never runs when it is the plan, and is told so when the job is ${way}`, () =>
      inWorld(fast(), async (world) => {
        const leavers = world.addresses(5)
        const job = await pausedAfterTwo(world, leavers)
        await flip(fileOf(world, job, 'plan.jsonl'))
        if (way === 'started again') {
          await world.stopBot()
          await world.startBot()
        }
        await world.client('alma').mention({ text: `resume ${job.id}` })
        const said = await heard(world.client('alma'), says(/is stopped; nothing more is changed/))
        assert.match(said.markdown ?? '', /plan\.jsonl: line \d+ is not what was written there; open a new job/)
        assert.equal((await newestJob(world.app())).refusal?.code, 'plan-damaged')
        assert.equal(deletedIn(world).length, 2)
      }))

  it('ends a request whose plan nobody could see yet', () =>
    inWorld(fast(), async (world) => {
      await world.client('alma').mention({ text: 'delete', file: csvOf(world.addresses(3)) })
      world.sandbox.knobs.set({ rules: [{ path: '^/v1/messages', method: 'POST', times: 1_000, effect: 503 }] })
      await until('there is a job', async () => (await world.app().jobs.store.list()).length > 0)
      const job = await jobIs(world, 'awaiting-approval')
      await world.stopBot()
      assert.equal((await readHead(world)).includes('"planFile"'), false)
      await flip(fileOf(world, job, 'plan.jsonl'))
      world.sandbox.knobs.reset()
      await world.startBot()
      const said = await heard(world.client('alma'), says(/is refused; nothing was changed/))
      assert.match(said.markdown ?? '', /plan\.jsonl.*open a new job with the same CSV/)
      assert.equal((await newestJob(world.app())).status, 'refused')
    }))

  it('refuses a job whose CSV is not what was sent', () =>
    inWorld(fast(), async (world) => {
      await world.stopBot()
      const csv = csvOf(world.addresses(3))
      const { id, personId: by } = await world.client('alma').mention({ text: 'delete', file: csv })
      const job = received(world, id, by)
      // As a death leaves it between the record of a job and its dry run.
      const store = await openStore(world.dataDir, { clock: systemClock, onNote: () => undefined })
      await store.files.saveInput(job.id, [{ name: csv.name, bytes: Buffer.from(csv.content) }])
      await store.jobs.add(job)
      await store.close()
      await flip(fileOf(world, job, 'input-1.csv'))
      await world.startBot()
      const said = await heard(world.client('alma'), says(/is refused; nothing was changed/))
      assert.match(said.markdown ?? '', /input-1\.csv.*send the CSV again as a new job/)
    }))
})

const received = ({ sandbox }: BotWorld, message: string, by: string): Job => ({
  id: jobId('J-0001'),
  status: 'received',
  operation: 'delete',
  directories: ['webex'],
  thread: { roomId: roomId(sandbox.roomId), rootId: messageId(message) },
  askedIn: messageId(message),
  requester: { id: personId(by), email: 'alma.requester@example.com', displayName: 'Alma' },
  createdAt: new Date().toISOString(),
  posted: {},
})

const readHead = ({ dataDir }: BotWorld): Promise<string> => readFile(join(dataDir, 'jobs.json'), 'utf8')

describe('what was kept of accounts', () => {
  it('is put away when it is damaged, and kept anew of everybody who is not done', () =>
    inOkta({ app: { clock: fastClock(60) } }, async (world) => {
      const users = world.cloud().okta.organisation.users().slice(12, 17)
      const card = await inOktaAsk(world, 'delete', csvOf(users.map(({ profile }) => profile.login)))
      const planned = (await newestJob(world.app())).summary?.planned ?? 0
      assert.ok(planned >= 3, `${planned} planned`)
      const rest = {
        path: '^/okta/',
        method: 'DELETE',
        skip: 1,
        times: 1_000,
        effect: 429,
        retryAfter: '3600',
      } as const
      world.sandbox.knobs.set({ rules: [rest] })
      await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: String(planned), reason: '' })
      const job = await jobIs(world, 'paused')
      await heard(world.client('alma'), says(/is paused/))
      world.sandbox.knobs.reset()
      const before = fileOf(world, job, 'before.jsonl')
      await flip(before)
      const said = await typed(world, 'alma', 'resume', /is paused/)
      assert.match(said.markdown ?? '', /before\.jsonl: line \d+ .*move it away and resume/)
      await rename(before, `${before}.damaged`)
      await world.client('alma').mention({ text: `resume ${job.id}` })
      await ended(world)
      assert.equal((await readFile(before, 'utf8')).trim().split('\n').length, planned - 1)
    }))
})

/** What an operator does who takes the words literally. */
type WayOut = (path: string) => Promise<void>
const moveAway: WayOut = (path) => rename(path, `${path}.damaged`)
const takeCopy: WayOut = (path) => copyFile(`${path}.bak`, path)

const WAYS_OUT: Readonly<Record<string, readonly [words: RegExp, wayOut: WayOut]>> = {
  'jobs.json': [/put "jobs\.json\.bak" in its place .* pause or a cancel/, takeCopy],
  'inbox.jsonl': [/move it away, and start again; without it the messages of the last hour/, moveAway],
  'audit.jsonl': [/keep the file .* move it away before starting again/, moveAway],
  'secrets.json': [/move it away, put fresh refresh tokens/, moveAway],
  'calls.json': [/remove it and start again; the calls of today are counted from 0/, moveAway],
  'freeze.json': [/make sure that nothing has to stay frozen, .* move the file away/, moveAway],
}

describe('a damaged file of the whole bot', () => {
  it('keeps it from starting with words that name the file and a way out, and the way out works', () =>
    inWorld({ ...fast(), vendors: {}, environment: { MAX_SHARE: '1' }, settings: () => ({}) }, async (world) => {
      const alma = world.client('alma')
      await alma.mention({ text: 'delete bevy', file: csvOf(world.addresses(2)) })
      await heard(alma, isCard)
      const { requester } = await newestJob(world.app())
      await world.app().jobs.freeze.change(() => ({ by: requester, at: new Date().toISOString(), reason: '' }))
      await world.stopBot()
      for (const [name, [words, wayOut]] of Object.entries(WAYS_OUT)) {
        const path = join(world.dataDir, name)
        await flip(path)
        await assert.rejects(world.startBot(), (error: Error) => {
          assert.ok(error.message.includes(path), error.message)
          assert.match(error.message, words)
          return true
        })
        await wayOut(path)
        await world.startBot()
        assert.equal((await newestJob(world.app())).status, 'awaiting-approval', name)
        await world.stopBot()
      }
      await world.startBot()
      assert.equal(world.app().jobs.freeze.get(), undefined)
      const job = await newestJob(world.app())
      const before = await alma.messages()
      await world.client('ben').mention({ text: `approve ${job.id} ${job.summary?.planned}` })
      await heard(alma, says(/is completed/), before)
      assert.equal((await world.app().jobs.store.list()).length, 1)
    }))
})
