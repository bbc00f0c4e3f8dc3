import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startBotProcess } from '../support/bot-process.ts'
import { asked, type BotWorld, type BotWorldOptions, button, heard, says } from '../support/bot-world.ts'
import { assertAccounted, ended, fastClock, inWorld, jobIs, newestJob, typed, until } from '../support/running-world.ts'

/** The bot changes users as a service app whose refresh token is another one after each renewal. */
const AS_SERVICE_APP: BotWorldOptions = {
  sandbox: { organisation: { rotatesRefreshTokens: true } },
  environment: {
    WEBEX_ADMIN_TOKEN: '',
    WEBEX_ADMIN_CLIENT_ID: 'sandbox-client',
    WEBEX_ADMIN_CLIENT_SECRET: 'sandbox-secret',
    WEBEX_ADMIN_REFRESH_TOKEN: 'sandbox-refresh',
  },
}

/** The token of the last call of the service app; `onNew` hears each as it comes for the first time, before it is answered. */
const watchTokens = ({ sandbox }: BotWorld, onNew: (token: string) => void = () => undefined) => {
  const { tokens, organisation } = sandbox.administration
  const seen = new Set<string>()
  const authenticate = tokens.authenticate.bind(tokens)
  const { uuid } = organisation.persona('serviceApp')
  let latest = ''
  tokens.authenticate = (header) => {
    const session = authenticate(header)
    if (session?.account.uuid !== uuid) return session
    latest = session.token
    if (!seen.has(latest)) onNew(latest)
    seen.add(latest)
    return session
  }
  return { latest: () => latest, seen }
}

const secretsFile = ({ dataDir }: BotWorld): string => {
  try {
    return readFileSync(join(dataDir, 'secrets.json'), 'utf8')
  } catch {
    return ''
  }
}

/** Calls `then` once, as soon as so many people are gone. */
const whenGone = ({ sandbox }: BotWorld, count: number, then: () => void): void => {
  let gone = 0
  sandbox.administration.organisation.onDeleted(() => {
    gone += 1
    if (gone === count) then()
  })
}

const approve = async (world: BotWorld, leavers: readonly string[]): Promise<void> => {
  const card = await asked(world, leavers)
  await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: String(leavers.length), reason: '' })
}

describe('the token of a Webex service app', () => {
  it('that ends in the midst of a run is renewed, and the next refresh token is on the disk before anything uses it', () =>
    inWorld({ ...AS_SERVICE_APP, app: { clock: fastClock(20) } }, async (world) => {
      const { refreshTokens, tokens } = world.sandbox.administration
      let given = ''
      const redeem = refreshTokens.redeem.bind(refreshTokens)
      refreshTokens.redeem = (token) => {
        given = redeem(token) ?? given
        return given
      }
      const unsaved: string[] = []
      const used = watchTokens(world, () => {
        if (given !== '' && !secretsFile(world).includes(given)) unsaved.push(given)
      })
      whenGone(world, 1, () => tokens.expire(used.latest()))
      const leavers = world.addresses(12)
      await approve(world, leavers)
      await ended(world)
      assert.equal((await assertAccounted(world, leavers)).results.length, 12)
      assert.ok(used.seen.size >= 1 && given !== '', 'the token was renewed while somebody looked')
      assert.deepEqual(unsaved, [])
    }))

  it('that is refused for good pauses the job in words, and a new one in the environment goes on with it', () =>
    inWorld({ ...AS_SERVICE_APP, app: { clock: fastClock(20) } }, async (world) => {
      const { refreshTokens, tokens } = world.sandbox.administration
      const used = watchTokens(world)
      // The card comes of a token that was renewed before, so that there is a kept one in the way of a new one.
      const leavers = world.addresses(12)
      const card = await asked(world, leavers)
      tokens.expire(used.latest())
      whenGone(world, 1, () => {
        tokens.expire(used.latest())
        refreshTokens.revoke()
      })
      await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: '12', reason: '' })
      const said = await heard(world.client('alma'), says(/is paused/))
      assert.match(said.markdown ?? said.text ?? '', /refused Twokey's own credential: .*An operator has to renew it/)
      const { tally } = await jobIs(world, 'paused')
      assert.deepEqual([tally?.done, tally?.failed, tally?.unknown], [1, 0, 0])
      await world.stopBot()
      await world.startBot({ WEBEX_ADMIN_REFRESH_TOKEN: refreshTokens.generate() })
      if ((await newestJob(world.app())).status === 'paused') await typed(world, 'alma', 'resume', /Going on/)
      await ended(world)
      assert.equal((await assertAccounted(world, leavers)).results.length, 12)
    }))

  it('is the one on the disk after a kill right behind a renewal, whatever the environment says', () =>
    inWorld(AS_SERVICE_APP, async (world) => {
      await world.stopBot()
      const { refreshTokens } = world.sandbox.administration
      const offered: unknown[] = []
      let given = ''
      const redeem = refreshTokens.redeem.bind(refreshTokens)
      refreshTokens.redeem = (token) => {
        offered.push(token)
        given = redeem(token) ?? ''
        return given || undefined
      }
      const before = secretsFile(world)
      const bot = startBotProcess(world, AS_SERVICE_APP.environment)
      try {
        await until('it renews', () => given !== '', 20_000)
        await until('it is kept', () => secretsFile(world).includes(given), 20_000)
      } finally {
        await bot.kill()
      }
      assert.ok(!before.includes(given) && !bot.logged().includes(given), 'the new token is on the disk alone')
      await world.startBot()
      const leavers = world.addresses(3)
      await approve(world, leavers)
      await ended(world)
      assert.equal((await assertAccounted(world, leavers)).results.length, 3)
      assert.equal(new Set(offered).size, offered.length, 'no token is offered twice')
    }))
})
