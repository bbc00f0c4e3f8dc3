import assert from 'node:assert/strict'
import type { Call } from '../../src/sandbox/traffic.ts'
import {
  aboutOf,
  approve,
  askFor,
  idsOf,
  inOkta,
  oktaCalls,
  organisationOf,
  over,
  peopleWho,
} from '../support/okta-flow.ts'
import { newestJob } from '../support/running-world.ts'

/** How many calls a job costs, from the record of the traffic: what is called for each person, and how often. */

const RENAME = 'rename okta --domain example.com=new.example'
const COSTS = [
  ['delete okta', 'ACTIVE', 'DELETE 1, GET appLinks 1, GET groups 1, GET roles 1, GET 3, POST deactivate 1'],
  ['delete okta', 'DEPROVISIONED', 'DELETE 1, GET groups 1, GET roles 1, GET 3'],
  ['deactivate okta', 'ACTIVE', 'GET appLinks 1, GET groups 1, GET roles 1, GET 3, POST deactivate 1'],
  ['restore okta', 'DEPROVISIONED', 'GET roles 1, GET 2, POST activate 1'],
  [RENAME, 'ACTIVE', 'GET roles 1, GET 2, POST 1'],
] as const

/** Read anew together before the first of them goes alone; the others are read once more when their turn comes. */
const FIRST_GROUP = 4

describe('a job in Okta', () => {
  for (const [command, status, run] of COSTS)
    it(`calls, for each of ten who are ${status}, with ${command}: GET roles 1; then ${run}`, () =>
      inOkta({}, async (world) => {
        const organisation = organisationOf(world)
        const people = peopleWho(world, status, 10)
        for (const { id } of people) organisation.arrange(id, { provider: { type: 'OKTA', name: 'OKTA' } })
        world.sandbox.traffic.clear()
        const card = await askFor(world, command, people)
        const planning = oktaCalls(world)
        world.sandbox.traffic.clear()
        await approve(world, card)
        await over(world)
        assert.equal((await newestJob(world.app())).tally?.done, 10)
        assert.equal(
          planning.filter(({ url }) => url.startsWith('/api/v1/users?')).length,
          1,
          'everybody is on one page',
        )
        const running = oktaCalls(world)
        for (const id of idsOf(people)) assert.equal(costOf(planning, id), 'GET roles 1')
        for (const id of idsOf(people).slice(FIRST_GROUP)) assert.equal(costOf(running, id), run)
        assert.equal(running.length, 10 * costIn(run) + 2 * (FIRST_GROUP - 1))
      }))
})

const costOf = (calls: readonly Call[], id: string): string => {
  const counts = new Map<string, number>()
  for (const call of calls) {
    const about = aboutOf(call)
    if (about.id !== id) continue
    const name = [call.method, ...about.what.split('/').slice(-1)].filter(Boolean).join(' ')
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts]
    .sort()
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')
}

const costIn = (run: string): number => [...run.matchAll(/\d+/g)].reduce((sum, [count]) => sum + Number(count), 0)
