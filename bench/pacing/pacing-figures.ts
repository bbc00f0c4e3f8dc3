/** The figures of a case that the README may repeat, each with its goal. Pure. */
import { figureOf } from '../../proof/evidence.ts'
import type { BenchCase } from '../bench-case.ts'
import type { CaseFigures } from '../measure.ts'
import type { Figure } from '../section.ts'
import { duration, percent, ratio, usersOf } from '../units.ts'

export const EFFICIENCY_GOAL = 0.97
/** So many times as much is told beside it. */
const SEEN = 1.01

/** `okta delete, 1,000 users` */
export const rowName = ({ name, users }: { readonly name: string; readonly users: number }): string =>
  `${name}, ${usersOf(users)}`

export const isEfficient = ({ hasNoGoal }: Pick<BenchCase, 'hasNoGoal'>, { both }: CaseFigures): boolean =>
  hasNoGoal === true || both.efficiency >= EFFICIENCY_GOAL

export const figuresFor = (bench: BenchCase, figures: CaseFigures, share: number): readonly Figure[] => {
  const { name, crowd, both, throttled, buckets } = figures
  const row = rowName({ name, users: crowd.users })
  const efficiency = { name: `efficiency, ${row}`, value: ratio(both.efficiency) }
  const peak = Math.max(0, ...buckets.map(({ peakShare }) => peakShare))
  return [
    bench.hasNoGoal ? efficiency : { ...efficiency, goal: `≥ ${EFFICIENCY_GOAL}`, isMet: isEfficient(bench, figures) },
    ...(figures.efficiencyInStages > both.efficiency * SEEN
      ? [{ name: `efficiency in stages, ${row}`, value: ratio(figures.efficiencyInStages) }]
      : []),
    { name: `time, ${row}`, value: duration(both.tookMs) },
    { name: `calls a user, ${row}`, value: both.callsAUser.toFixed(2) },
    { name: `429s, ${row}`, value: figureOf(throttled), goal: '0', isMet: throttled === 0 },
    ...(buckets.length === 0
      ? []
      : [{ name: `peak share, ${row}`, value: percent(peak), goal: `≤ ${percent(share)}`, isMet: peak <= share }]),
  ]
}
