import assert from 'node:assert/strict'
import { button, csvOf, heard, isCard, says } from '../support/bot-world.ts'
import { inWorld } from '../support/running-world.ts'

describe('a job over several directories', () => {
  it('removes the same people everywhere, after one dry run and one approval', () =>
    inWorld({ vendors: {}, environment: { MAX_SHARE: '0.5' } }, async (world) => {
      const { okta, bevy, aac } = world.cloud()
      const leavers = world.addresses(6)
      const alma = world.client('alma')
      await alma.mention({ text: 'delete webex, okta, bevy, aac', file: csvOf(leavers) })
      const card = await heard(alma, isCard)
      const count = String((await world.app().jobs.store.list())[0]?.summary?.planned)
      await world.client('ben').click(card.id, { ...button(card, 'Approve'), count, reason: '' })
      await heard(alma, says(/is completed/))
      for (const address of leavers) {
        assert.ok(!world.isThere(address), address)
        assert.equal(okta.organisation.userByLogin(address), undefined)
        assert.ok(bevy.site.accountByEmail(address)?.deletionAt)
        assert.ok(!aac.workspace.members().some(({ email }) => email === address))
      }
    }))
})
