import assert from 'node:assert/strict'
import { button, csvOf, heard, isCard, MODES, openBotWorld, rowsOf, says } from '../support/bot-world.ts'

describe('the main job, end to end', () => {
  for (const mode of MODES)
    it(`goes from a CSV to the files, over ${mode}`, async () => {
      const world = await openBotWorld({ mode })
      try {
        const [alma, ben] = [world.client('alma'), world.client('ben')]
        const leavers = world.addresses(5)
        const before = world.sandbox.administration.organisation.snapshot()
        await alma.mention({
          text: 'delete',
          file: csvOf([...leavers, 'nobody@example.com', 'alma.requester@example.com']),
        })
        const card = await heard(alma, isCard)
        assert.equal((await rowsOf(alma, 'plan-')).filter(({ action }) => action === 'delete').length, 5)
        assert.deepEqual(world.sandbox.administration.organisation.snapshot(), before, 'a dry run changes nothing')

        await ben.click(card.id, { ...button(card, 'Approve'), count: '5', reason: 'they left' })
        await heard(alma, says(/is completed/))

        const results = await rowsOf(alma, 'results-')
        const errors = await rowsOf(alma, 'errors-')
        assert.deepEqual(results.map(({ email }) => email).sort(), [...leavers].sort())
        assert.deepEqual(
          errors.map(({ error_code }) => error_code),
          ['not-found', 'self'],
        )
        const after = world.sandbox.administration.organisation.snapshot()
        assert.deepEqual(
          after.users,
          before.users.filter(({ emails }) => !leavers.includes(emails[0]?.value ?? '')),
        )
        assert.ok(!(await alma.messages()).some(isCard), 'no card is left in the thread')
        assert.ok(
          (await alma.messages()).some(says(/approved by Ben Approver.*they left/)),
          'who decided what stands there',
        )
      } finally {
        await world.close()
      }
    })
})
