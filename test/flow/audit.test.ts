import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCli } from '../../src/cli.ts'
import { askedAndApproved, type BotWorld, heard, says } from '../support/bot-world.ts'
import { ended, inWorld, newestJob, shiftedClock, until } from '../support/running-world.ts'

const DAY_MS = 86_400_000

const twokey = async ({ dataDir }: BotWorld, ...args: readonly string[]): Promise<{ code: number; said: string }> => {
  let said = ''
  const put = (text: string): void => {
    said += text
  }
  const code = await runCli([...args, '--data', dataDir], { out: put, err: put, environment: {} })
  return { code, said }
}

/** The head that stands in the thread at the end of the newest job. */
const postedHead = async (world: BotWorld): Promise<string> => {
  const words = await heard(world.client('alma'), says(/Audit log up to here/))
  return /[0-9a-f]{64}/.exec(words.markdown ?? words.text ?? '')?.[0] ?? ''
}

const whatIn = async ({ dataDir }: BotWorld): Promise<readonly string[]> =>
  (await readFile(join(dataDir, 'audit.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).event.what)

describe('the audit log of a running bot', () => {
  it('can be verified beside it against the head in the thread, and still after the job was purged', () => {
    const clock = shiftedClock()
    return inWorld({ app: { clock } }, async (world) => {
      await askedAndApproved(world, world.addresses(3))
      await ended(world)
      const { id } = await newestJob(world.app())
      const head = await postedHead(world)
      const verified = await twokey(world, 'audit', 'verify', '--head', head)
      assert.equal(verified.code, 0, verified.said)
      assert.match(verified.said, /; 0 came after it/)

      await world.stopBot()
      clock.advance(91 * DAY_MS)
      await world.startBot()
      await until('the job is purged', async () => (await world.app().jobs.store.list()).length === 0)
      assert.equal(existsSync(join(world.dataDir, 'jobs', id)), false)
      const purged = await twokey(world, 'audit', 'verify', '--head', head)
      assert.equal(purged.code, 0, purged.said)
      const story = await twokey(world, 'audit', 'show', id)
      assert.equal(story.code, 0)
      for (const words of [
        /alma\.requester@example\.com \S+ asked for: delete webex/,
        /dry run: 3 to delete, 0 skipped/,
        /approved by ben\.approver@example\.com/,
        /3 accounts: 3 done/,
        /completed: 3 done/,
        /its files were removed: files removed after 90 days/,
      ])
        assert.match(story.said, words)
      await world.stopBot()
      assert.deepEqual(
        (await whatIn(world)).filter((what) => what.startsWith('bot-') || what === 'purged'),
        ['bot-started', 'bot-stopped', 'bot-started', 'purged', 'bot-stopped'],
      )
    })
  })

  it('has one record of a purge, also when the process died before the files were gone', () => {
    const clock = shiftedClock()
    return inWorld({ app: { clock } }, async (world) => {
      await askedAndApproved(world, world.addresses(1))
      await ended(world)
      const { id, digest } = await newestJob(world.app())
      const at = clock.now().toISOString()
      await world.app().jobs.audit.append([{ at, job: id, what: 'purged', who: 'twokey', digest: String(digest) }])
      await world.stopBot()
      clock.advance(91 * DAY_MS)
      await world.startBot()
      await until('the job is purged', async () => (await world.app().jobs.store.list()).length === 0)
      assert.equal((await whatIn(world)).filter((what) => what === 'purged').length, 1)
    })
  })
})
