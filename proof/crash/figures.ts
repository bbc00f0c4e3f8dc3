/** From the jobs that were played to what is told of them. Pure. */
import { type Figure, figureOf, tableOf } from '../evidence.ts'
import type { Kind } from './judge.ts'
import type { Death, Played } from './play-job.ts'
import { SCENARIOS } from './scenarios.ts'

export const figuresOf = (all: readonly Played[], seed: number): readonly Figure[] => [
  ['process deaths', figureOf(deathsOf(all).length)],
  ['kill points covered', figureOf(pointsOf(all).size)],
  ['jobs', figureOf(all.length)],
  ['effects sent twice', figureOf(wrongOf(all, 'twice'))],
  ['lost rows', figureOf(wrongOf(all, 'lost'))],
  ['divergent states', figureOf(wrongOf(all, 'divergent'))],
  ['changes outside a plan', figureOf(wrongOf(all, 'outside'))],
  ['other violations', figureOf(wrongOf(all, 'said') + wrongOf(all, 'other'))],
  ['chat messages said twice', figureOf(sum(all, ({ doubles }) => doubles.length))],
  ['outcomes unknown, where nothing can tell', figureOf(sum(all, ({ unknown }) => unknown))],
  ['refresh tokens lost in their renewal', figureOf(sum(all, ({ newTokens }) => newTokens))],
  ['seed', String(seed)],
]

/** Distinct kinds of step in each phase of each scenario. */
export const pointsOf = (all: readonly Played[]): ReadonlySet<string> =>
  new Set(all.flatMap(({ story, deaths }) => deaths.map(({ phase, at }) => `${story.scenario}: ${phase}: ${at}`)))

export const deathsOf = (all: readonly Played[]): readonly Death[] => all.flatMap(({ deaths }) => deaths)

export const tablesOf = (all: readonly Played[]): readonly string[] => [
  tableOf(
    ['scenario', 'jobs', 'deaths', 'kill points', 'said twice', 'unknown'],
    SCENARIOS.map(({ name }) => {
      const ones = all.filter(({ story }) => story.scenario === name)
      const counts = [
        ones.length,
        deathsOf(ones).length,
        pointsOf(ones).size,
        sum(ones, ({ doubles }) => doubles.length),
        sum(ones, ({ unknown }) => unknown),
      ]
      return [name, ...counts.map(figureOf)]
    }),
  ),
  tableOf(['phase of the job', 'deaths'], countsOf(deathsOf(all).map(({ phase }) => phase))),
  tableOf(['kind of step', 'deaths'], countsOf(deathsOf(all).map(({ at }) => kindOf(at)))),
  tableOf(['said twice', 'times'], countsOf(all.flatMap(({ doubles }) => doubles))),
]

const countsOf = (names: readonly string[]): readonly (readonly string[])[] => {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].sort(([, one], [, other]) => other - one).map(([name, count]) => [name, figureOf(count)])
}

/** `after GET /v1/people/{id}` → `after a call to the chat`; steps of the disk by their file. */
const kindOf = (at: string): string => {
  const [how = '', what = '', ...rest] = at.split(' ')
  if (!/^(GET|POST|PUT|PATCH|DELETE)$/.test(what)) return at
  const isChat = /^\/(v1\/(messages|rooms|people\/me|attachment|memberships|contents|webhooks)|u2c|wdm)/.test(
    rest[0] ?? '',
  )
  return `${how} a call to ${isChat ? 'the chat' : 'a directory'} (${what})`
}

const wrongOf = (all: readonly Played[], kind: Kind): number =>
  sum(all, ({ wrong }) => wrong.filter((one) => one.kind === kind).length)

const sum = (all: readonly Played[], of: (played: Played) => number): number =>
  all.reduce((total, played) => total + of(played), 0)
