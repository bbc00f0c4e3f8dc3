/**
 * Many jobs until so many processes have died: first the points of an undisturbed life in turn, each with deaths in the recovery from
 * it, then deaths at random. Several jobs are played at once, each in a world of its own.
 */
import { seededRandom } from '../../src/sandbox/administration/random.ts'
import { type Lengths, pointsInTurn, randomPoints, type Story, withRecovery } from './kill-point.ts'
import { type Played, type Playing, playJob } from './play-job.ts'
import { SCENARIOS, type Scenario } from './scenarios.ts'

export interface CampaignOptions {
  readonly loader: string
  readonly seed: number
  /** Ends with the job in which this many is reached. */
  readonly deaths: number
  /** Every so many of the points in turn; 1 for all of them. */
  readonly stride: number
  /** Deaths in the recovery from each of them. */
  readonly recoveries: number
  readonly atOnce: number
  readonly only?: string
  readonly onPlayed: (played: Played) => void
}

interface Known {
  readonly scenario: Scenario
  readonly usual: Played
}

/** Ends early when something is wrong. Throws when a job goes wrong that nobody disturbs. */
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
      if (deaths >= options.deaths) return
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

/** One scenario after the other, so that each has its part however early the end comes. Never ends. */
function* storiesOf(known: readonly Known[], options: CampaignOptions): Generator<Story> {
  const { seed, stride, recoveries } = options
  const random = seededRandom(seed, 'deaths')
  const turns = known.map(({ scenario, usual: { lengths } }) => {
    const points = pointsInTurn(lengths).filter((point, i) => point.on === 'event' || i % stride === 0)
    return { scenario, lengths, points }
  })
  const most = Math.max(...turns.map(({ points }) => points.length))
  const first = (scenario: Scenario, n: number) => ({ scenario: scenario.name, seed, isAskedFirst: n % 3 === 0 })
  for (let n = 0; n < most; n += 1)
    for (const { scenario, lengths, points } of turns) {
      const point = points[n]
      if (point) yield { ...first(scenario, n), points: withRecovery(point, lengths, n * recoveries, recoveries) }
    }
  for (let n = 0; ; n += 1)
    for (const { scenario, lengths } of turns)
      yield { ...first(scenario, n), points: randomPoints(atLeastOne(lengths), () => random.fraction(), 12) }
}

const atLeastOne = (lengths: Lengths): Lengths => ({
  ...lengths,
  disk: Math.max(1, lengths.disk),
  calls: Math.max(1, lengths.calls),
})
