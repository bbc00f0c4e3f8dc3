/** Runs one case at one size and measures it from the outside. Throws where the job did not do what was asked. */
import type { BenchCase, BenchSize } from './bench-case.ts'
import { choose } from './crowd.ts'
import { type CaseFigures, figuresOf } from './measure.ts'
import { type JobAsked, playJob, playRefusal, type Times } from './play-job.ts'
import { openStage, type Stage, type StageOptions } from './stage.ts'

/** What all cases have in common. */
export type Setting = Pick<StageOptions, 'seed' | 'latencyMs' | 'share'>

/** The vendor's quota has no room for as many users, and the bot said so before it began. */
export interface RefusedCase {
  readonly name: string
  readonly users: number
  readonly words: string
}

export const runCase = async (bench: BenchCase, size: BenchSize, setting: Setting): Promise<CaseFigures> =>
  onStage(bench, size, setting, async (stage) => {
    const { users, scale } = size
    const { chosen, others, people } = choose(bench, stage.cloud, users)
    const app = await stage.startBot()
    const leaptBefore = stage.clock.leaptMs()
    const at = await playJob(stage, app, jobOf(bench, bench.csv(chosen, others)))
    const leaptMs = stage.clock.leaptMs() - leaptBefore
    checkDone(bench, stage, chosen)
    const measuring = { bench, crowd: { people, users }, scale, share: setting.share, roundTripMs: setting.latencyMs }
    return figuresOf(measuring, { calls: stage.calls, ...phasesOf(stage, at), leaptMs })
  })

export const runRefusal = async (
  bench: BenchCase,
  size: BenchSize & { readonly refusal: RegExp },
  setting: Setting,
): Promise<RefusedCase> =>
  onStage(bench, size, setting, async (stage) => {
    const { chosen, others } = choose(bench, stage.cloud, size.users)
    await stage.startBot()
    const words = await playRefusal(stage, jobOf(bench, bench.csv(chosen, others)), size.refusal)
    return { name: bench.name, users: size.users, words }
  })

const onStage = async <T>(
  bench: BenchCase,
  { users, scale }: BenchSize,
  setting: Setting,
  play: (stage: Stage) => Promise<T>,
): Promise<T> => {
  const stage = await openStage(bench, { ...setting, users, scale })
  try {
    return await play(stage)
  } finally {
    await stage.close()
  }
}

export const jobOf = ({ name, command, takesDays = false }: BenchCase, csv: string): JobAsked => ({
  name,
  asker: 'alma',
  approver: 'ben',
  command,
  csv,
  takesDays,
})

export const checkDone = (bench: BenchCase, { cloud }: Stage, chosen: readonly string[]): void => {
  const isDone = bench.isDone(cloud)
  const undone = chosen.filter((address) => !isDone(address))
  if (undone.length > 0) throw new Error(`${bench.name}: ${undone.length} of ${chosen.length} people were not done`)
}

/** Calls belong to the half in which they arrived. */
export const phasesOf = ({ calls }: Pick<Stage, 'calls'>, { asked, card, click, end }: Times) => {
  const between = (from: number, to: number) => ({
    calls: calls.filter(({ atMs }) => atMs >= from && atMs < to),
    tookMs: to - from,
  })
  return { plan: between(asked, card), run: between(click, end) }
}
