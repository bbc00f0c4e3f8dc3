import assert from 'node:assert/strict'
import { asked, button } from '../support/bot-world.ts'
import { assertAccounted, deletedIn, inWorld, jobIs } from '../support/running-world.ts'

const MOST_CALLS_A_USER = 0.05

describe('a thousand users of five thousand', () => {
  it(`cost at most ${MOST_CALLS_A_USER} calls a user, from the CSV to the last file`, () =>
    inWorld(
      { sandbox: { organisation: { size: 5000 } }, environment: { MAX_USERS: '2000', MAX_SHARE: '0.5' } },
      async (world) => {
        const leavers = world.addresses(1000)
        world.sandbox.traffic.clear()
        const start = performance.now()
        const card = await asked(world, leavers)
        const planned = performance.now()
        const planning = directoryCalls(world.sandbox.traffic.calls)
        await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: '1000', reason: '' })
        await jobIs(world, 'completed', 20_000)
        const end = performance.now()
        const calls = directoryCalls(world.sandbox.traffic.calls)
        assert.equal((await assertAccounted(world, leavers)).results.length, 1000)
        assert.equal(deletedIn(world).length, 1000)
        process.stdout.write(
          `      ${calls.length} calls to the directory for 1,000 users: ${planning.length} for the dry run, ` +
            `${calls.length - planning.length} for the run; ${Math.round(planned - start)} ms and ${Math.round(end - planned)} ms\n`,
        )
        assert.ok(calls.length >= 20, `saw ${calls.length}: the calls were counted`)
        assert.ok(calls.length <= 1000 * MOST_CALLS_A_USER, `${calls.length} calls: ${calls.join('\n')}`)
      },
    ))
})

/** The calls that speak of the directory; those that ask who has written or clicked do not. */
const directoryCalls = (calls: readonly { readonly method: string; readonly url: string }[]): readonly string[] =>
  calls
    .filter(({ url }) => /^\/(v1\/(people\?|people\/me|roles|licenses|organizations)|identity\/)/.test(url))
    .map(({ method, url }) => `${method} ${url.slice(0, 80)}`)
