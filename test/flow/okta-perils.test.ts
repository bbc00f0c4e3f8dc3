import assert from 'node:assert/strict'
import { type BotWorld, csvOf } from '../support/bot-world.ts'
import { typed } from '../support/running-world.ts'
import {
  approve,
  approved,
  callsTo,
  cardFor,
  endedAs,
  errorsOf,
  inVendorWorld,
  pausedFor,
  resultsOf,
  worldClock,
} from '../support/vendor-world.ts'

const userOf = (world: BotWorld, address: string) =>
  world.cloud().okta.organisation.userByLogin(address) ?? assert.fail(`nobody signs in as ${address}`)

/** The person goes on getting mail under the old address, and signs in under another. */
const signsInAs = (world: BotWorld, address: string, login: string): string => {
  const { id, profile } = userOf(world, address)
  world.cloud().okta.organisation.update(id, { ...profile, login })
  return id
}

const addressOf = ({ sandbox: { administration } }: BotWorld, who: 'alma' | 'ben'): string =>
  administration.organisation.persona(who).emails[0]?.value ?? assert.fail(who)

describe('people whose Okta login is not their e-mail address', () => {
  it('are shielded by it all the same, when everybody else is removed', () =>
    inVendorWorld(
      'okta',
      { environment: { MAX_SHARE: '1', MAX_USERS: '1000', PROTECTED_USERS: 'ceo@example.com' } },
      async (world) => {
        const { organisation } = world.cloud().okta
        const [kept = '', boss = ''] = world.addresses(2)
        const shielded = [
          signsInAs(world, addressOf(world, 'alma'), 'a.adm@sso.example'),
          signsInAs(world, addressOf(world, 'ben'), 'b.adm@sso.example'),
        ]
        const { id, profile } = userOf(world, boss)
        organisation.update(id, { ...profile, email: 'ceo@example.com' })
        await approve(world, await cardFor(world, 'keep okta', csvOf([kept])))
        await endedAs(world)
        for (const person of [...shielded, id, userOf(world, kept).id])
          assert.equal(organisation.user(person)?.status, 'ACTIVE')
        assert.ok((await resultsOf(world)).some(({ outcome }) => outcome === 'done'))
        const left = (await errorsOf(world)).map((row) => `${row['error_code']} ${row['email']}`)
        for (const row of ['self a.adm@sso.example', 'reviewer b.adm@sso.example', `protected ${boss}`])
          assert.ok(left.includes(row), row)
      },
    ))
})

describe('an Okta account that was deactivated and whose deletion is turned away', () => {
  it('is not told as one that was not reached when the job is cancelled', () =>
    inVendorWorld('okta', { clock: worldClock(1000) }, async (world) => {
      const [first = '', second = ''] = world.addresses(2)
      const id = userOf(world, first).id
      world.sandbox.knobs.set({
        rules: [{ path: '^/okta/', method: 'DELETE', effect: 429, retryAfter: '3600', times: 1000 }],
      })
      await approved(world, 'delete okta', csvOf([first, second]))
      await pausedFor(world, 'vendor-unreachable')
      assert.equal(world.cloud().okta.organisation.user(id)?.status, 'DEPROVISIONED')
      await typed(world, 'alma', 'cancel', /Cancelling/)
      await endedAs(world, 'cancelled')
      const told = (await errorsOf(world)).map((row) => [row['email'], row['error_message']])
      assert.match(String(told[0]?.[1]), /row was begun, and at most "delete" is still to be done/)
      assert.match(String(told[1]?.[1]), /before this row was reached/)
      assert.equal(userOf(world, second).status, 'ACTIVE')
      assert.ok(callsTo(world, 'okta', 'DELETE').length > 0)
    }))
})
