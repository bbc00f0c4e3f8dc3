/** Plays one job: life after life, each ended where the story says, until it is over, and judged after each death. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { headsIn } from './data-folder.ts'
import { type FinalState, finalState } from './final-state.ts'
import { judgeDeath, judgeEnd, type Memory, type Wrong } from './judge.ts'
import type { Lengths, Story } from './kill-point.ts'
import { type LifeEnd, live } from './live.ts'
import { type Acts, ask } from './people.ts'
import type { Scenario } from './scenarios.ts'
import { openStage, type Stage } from './stage.ts'

export interface Death {
  /** What the job was about when it happened. */
  readonly phase: string
  /** E.g. `after sync journal.jsonl`. */
  readonly at: string
}

export interface Played {
  readonly story: Story
  readonly deaths: readonly Death[]
  readonly wrong: readonly Wrong[]
  /** Of the chat, each from a death between Webex's answer and the note of it. */
  readonly doubles: readonly string[]
  readonly unknown: number
  /** Refresh tokens whose renewal was cut short, each replaced by a person. */
  readonly newTokens: number
  readonly state: FinalState | undefined
  readonly lengths: Lengths
  /** Kept when something was wrong. */
  readonly folder: string
}

/** What an undisturbed run came to; undefined for that run itself. */
export interface Playing {
  readonly loader: string
  readonly usual: FinalState | undefined
}

export const playJob = async (scenario: Scenario, story: Story, { loader, usual }: Playing): Promise<Played> => {
  const folder = await mkdtemp(join(tmpdir(), 'twokey-crash-'))
  const stage = await openStage(scenario, story.seed, folder)
  const acts: Acts = { hasAsked: false }
  const memory: Memory = { digest: undefined, open: new Set() }
  const [deaths, wrong]: [Death[], Wrong[]] = [[], []]
  let [newTokens, last, extra]: [number, LifeEnd | undefined, Readonly<Record<string, string>>] = [0, undefined, {}]
  try {
    if (story.isAskedFirst) await ask(stage, acts)
    for (let life = 1; ; life += 1) {
      if (await isTokenLost(stage, extra)) {
        newTokens += 1
        extra = { AAC_REFRESH_TOKEN: stage.cloud.aac.tokens.generate().refresh_token }
      }
      last = await live(stage, { loader, life, point: story.points[life - 1], extra, acts })
      if (last.kind !== 'killed') break
      deaths.push({ phase: await phaseOf(stage, last, life), at: last.at })
      wrong.push(...(await judgeDeath(stage, memory, usual)))
      if (wrong.length > 0) break
    }
    if (last.kind !== 'ended' && last.kind !== 'killed')
      wrong.push({
        kind: 'other',
        words: `the bot ${last.kind === 'stuck' ? 'does not come to an end' : 'left by itself'}`,
      })
    else if (wrong.length === 0) wrong.push(...(await judgeEnd(stage, memory, usual)))
    const [head] = await headsIn(stage.dataDir)
    const state = head && finalState(stage, head)
    return {
      story,
      deaths,
      wrong,
      doubles: stage.thread.doubles().map(({ telling }) => telling),
      unknown: [...(state?.rows.values() ?? [])].filter((told) => told === 'errors: unknown').length,
      newTokens,
      state,
      lengths: {
        disk: last.steps,
        calls: stage.calls(),
        startDisk: last.startDisk,
        startCalls: last.startCalls,
      },
      folder,
    }
  } finally {
    await stage.close()
    if (wrong.length === 0) await rm(folder, { recursive: true, force: true })
  }
}

/** A refresh token is good once: where its answer was lost, or died with the process, somebody has to make another one. */
const isTokenLost = async (
  { scenario, cloud, dataDir, environment }: Stage,
  extra: Readonly<Record<string, string>>,
) => {
  if (!scenario.directories.includes('aac')) return false
  const { refreshToken } = cloud.aac.tokens
  const kept = await readFile(join(dataDir, 'secrets.json'), 'utf8').catch(() => '')
  const given = extra['AAC_REFRESH_TOKEN'] ?? environment['AAC_REFRESH_TOKEN']
  return given !== refreshToken && !kept.includes(refreshToken)
}

const phaseOf = async ({ dataDir }: Stage, { wasReady, hasClicked }: LifeEnd, life: number): Promise<string> => {
  const [head] = await headsIn(dataDir).catch(() => [])
  const phase = phaseIn(head?.status, hasClicked)
  return life > 1 && !wasReady ? `recovery: ${phase}` : phase
}

const phaseIn = (status: string | undefined, hasClicked: boolean): string => {
  switch (status) {
    case undefined:
    case 'received':
    case 'planning':
      return 'dry run'
    case 'awaiting-approval':
      return hasClicked ? 'click' : 'asking'
    case 'approved':
      return 'click'
    case 'running':
      return 'run'
    case 'completed':
      return 'posting'
    default:
      return status
  }
}
