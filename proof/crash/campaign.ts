/**
 * Many jobs until so many processes have died: at the points of an undisturbed life in turn, each with deaths in the recovery from
 * it, and now and then at random. Several jobs are played at once, each in a world of its own.
 */
import { seededRandom } from '../../src/sandbox/administration/random.ts'
import { type KillPoint, type Lengths, pointsInTurn, randomPoints, type Story, withRecovery } from './kill-point.ts'
import { type Played, type Playing, playJob } from './play-job.ts'
import { SCENARIOS, type Scenario } from './scenarios.ts'

export interface CampaignOptions {
  readonly loader: string
  readonly seed: number
  /** Ends with the job in which this many is reached. */
  readonly deaths: number
  /** Deaths in the recovery from each of them. */
  readonly recoveries: number
  readonly atOnce: number
  readonly only?: string
  readonly onPlayed: (played: Played) => void
}

const MOST_IN_A_ROW = 12
/** One of so many jobs is killed at random. */
const RANDOM_EVERY = 4
/** More of them tell nothing new. */
const ENOUGH_WRONG = 5

interface Known {
  readonly scenario: Scenario
  readonly usual: Played
}

/** Ends early when several jobs went wrong. Throws when a job goes wrong that nobody disturbs. */
export const campaign = async (options: CampaignOptions): Promise<readonly Played[]> => {
  const scenarios = SCENARIOS.filter(({ name }) => name.includes(options.only ?? ''))
  if (scenarios.length === 0) throw new Error(`no scenario has "${options.only}" in its name`)
  const known = new Map<string, Known>()
  for (const scenario of scenarios) known.set(scenario.name, { scenario, usual: await undisturbed(scenario, options) })
  const stories = storiesOf([...known.values()], options)
  const all: Played[] = []
  let deaths = 0
  const work = async (): Promise<void> => {
    for (const story of stories) {
      const one = known.get(story.scenario)
      if (one === undefined) return
      const played = await playJob(one.scenario, story, playingOf(one, options))
      all.push(played)
      deaths += played.deaths.length
      options.onPlayed(played)
      const wrong = all.filter((job) => job.wrong.length > 0)
      if (deaths >= options.deaths || wrong.length >= ENOUGH_WRONG) return
    }
  }
  await Promise.all(Array.from({ length: options.atOnce }, work))
  return all
}

/** Tells one story again. */
export const replay = async (story: Story, loader: string): Promise<Played> => {
  const scenario = SCENARIOS.find(({ name }) => name === story.scenario)
  if (scenario === undefined)
    throw new Error(
      `there is no scenario "${story.scenario}"; take one of ${SCENARIOS.map(({ name }) => `"${name}"`).join(', ')}`,
    )
  const usual = await undisturbed(scenario, { loader, seed: story.seed })
  return playJob(scenario, story, playingOf({ scenario, usual }, { loader }))
}

const playingOf = ({ usual }: Known, { loader }: Pick<CampaignOptions, 'loader'>): Playing => ({
  loader,
  usual: usual.state,
})

const undisturbed = async (
  scenario: Scenario,
  { loader, seed }: Pick<CampaignOptions, 'loader' | 'seed'>,
): Promise<Played> => {
  const played = await playJob(
    scenario,
    { scenario: scenario.name, seed, isAskedFirst: false, points: [] },
    { loader, usual: undefined },
  )
  if (played.wrong.length === 0) return played
  throw new Error(
    `${scenario.name}, with nobody disturbing: ${played.wrong.map(({ words }) => words).join('; ')} (see ${played.folder})`,
  )
}

/** One scenario after the other, and points of all parts of a life from the beginning, however early the end comes. Never ends. */
function* storiesOf(known: readonly Known[], { seed, recoveries }: CampaignOptions): Generator<Story> {
  const random = seededRandom(seed, 'deaths')
  const turns = known.map(({ scenario, usual: { lengths } }, i) => ({
    scenario,
    lengths,
    points: spread(lengths, seed + i),
  }))
  const first = (scenario: Scenario, n: number) => ({ scenario: scenario.name, seed, isAskedFirst: n % 3 === 1 })
  for (let n = 0; ; n += 1)
    for (const { scenario, lengths, points } of turns) {
      const point = n % RANDOM_EVERY === RANDOM_EVERY - 1 ? undefined : points[n - Math.floor(n / RANDOM_EVERY)]
      if (point === undefined)
        yield { ...first(scenario, n), points: randomPoints(lengths, () => random.fraction(), MOST_IN_A_ROW) }
      else
        yield {
          ...first(scenario, n),
          // What is there from the beginning cannot be awaited.
          ...(point.on === 'event' && { isAskedFirst: false }),
          points: withRecovery(point, lengths, n * recoveries, recoveries),
        }
    }
}

/** All points once, one of the people's acts first, each of the others far from the one before. */
const spread = (lengths: Lengths, offset: number): readonly KillPoint[] => {
  const all = pointsInTurn(lengths)
  const step = coprimeTo(all.length, Math.round(all.length * 0.618))
  const events = all.filter(({ on }) => on === 'event')
  const first = events[offset % events.length]
  const others = all.map((_, i) => all[(offset * 7 + i * step) % all.length]).filter((point) => point !== first)
  return [first, ...others].filter((point) => point !== undefined)
}

const coprimeTo = (length: number, wanted: number): number => {
  const divisor = (one: number, other: number): number => (other === 0 ? one : divisor(other, one % other))
  return divisor(length, wanted) === 1 ? wanted : coprimeTo(length, wanted + 1)
}
