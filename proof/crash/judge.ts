/**
 * What must hold after every death, and what must hold when the job is over. Goes by the emulated clouds, by the thread as people see
 * it and by the files on the disk. Says in words what does not hold; nothing is forgiven here.
 */
import { join } from 'node:path'
import type { Job } from '../../src/model/job.ts'
import { digestPlan } from '../../src/plan/digest-plan.ts'
import { readPlan } from '../../src/store/plan-file.ts'
import { brokenAudit, headsIn, openIn } from './data-folder.ts'
import { type FinalState, finalState, rowsOnce } from './final-state.ts'
import { idAtStart, sentOutside, sentTwice } from './sent.ts'
import type { Stage } from './stage.ts'

export type Kind = 'outside' | 'twice' | 'lost' | 'divergent' | 'said' | 'other'

export interface Wrong {
  readonly kind: Kind
  readonly words: string
}

/** What was seen at the deaths, for the judgement at the end. */
export interface Memory {
  digest: string | undefined
  /** Changes that were between intent and outcome at a death, as `Change.no`. */
  readonly open: Set<number>
}

/** Holds always: when the job is over, too. */
export const judgeDeath = async (
  stage: Stage,
  memory: Memory,
  usual: FinalState | undefined,
): Promise<readonly Wrong[]> => {
  const heads = await headsIn(stage.dataDir).catch((error: unknown) => `jobs.json cannot be read: ${String(error)}`)
  if (typeof heads === 'string') return [{ kind: 'other', words: heads }]
  const [head] = heads
  stage.thread.noted(head)
  if (head) for (const no of await openIn(stage.dataDir, head.id)) memory.open.add(no)
  const audit = await brokenAudit(stage.dataDir)
  return [
    ...outsiders(stage),
    ...sentOutside(stage).map((words): Wrong => ({ kind: 'outside', words })),
    ...sentTwice(stage, usual?.sent).map((words): Wrong => ({ kind: 'twice', words })),
    ...(heads.length > 1 ? [{ kind: 'other' as const, words: `${heads.length} jobs came of one request` }] : []),
    ...otherDigest(head, memory),
    ...(audit === undefined ? [] : [{ kind: 'other' as const, words: audit }]),
  ]
}

export const judgeEnd = async (
  stage: Stage,
  memory: Memory,
  usual: FinalState | undefined,
): Promise<readonly Wrong[]> => {
  const [head] = await headsIn(stage.dataDir)
  if (head === undefined) return [{ kind: 'lost', words: 'there is no job' }]
  const state = finalState(stage, head)
  return [
    ...(await judgeDeath(stage, memory, usual)),
    ...(await otherPlan(stage, head)),
    ...stage.thread.wrong.map((words): Wrong => ({ kind: 'said', words })),
    ...rowsOnce(stage).map((words): Wrong => ({ kind: 'lost', words })),
    ...untold(stage),
    ...deedsAsTold(stage, state),
    ...(usual === undefined ? [] : await differences(stage, head, memory, state, usual)),
  ]
}

const outsiders = ({ watches, before, cast }: Stage): readonly Wrong[] =>
  watches.flatMap((watch) => {
    const then = before.get(watch.directory) ?? new Map<string, string>()
    const planned = new Set(cast.people.map((address) => idAtStart(then, watch.directory, address)))
    const now = watch.everybody()
    const touched = [...then].filter(([id, was]) => !planned.has(id) && now.get(id) !== was).map(([id]) => id)
    const isNew = [...now.keys()].filter((id) => !then.has(id))
    return [...touched, ...isNew].map(
      (id): Wrong => ({
        kind: 'outside',
        words: `the account ${id} in ${watch.directory} is not in the plan and was changed`,
      }),
    )
  })

const otherDigest = (head: Job | undefined, memory: Memory): readonly Wrong[] => {
  if (head?.digest === undefined) return []
  memory.digest ??= head.digest
  return memory.digest === head.digest ? [] : [{ kind: 'other', words: 'the digest that is asked for has changed' }]
}

const otherPlan = async ({ dataDir, cast, watches }: Stage, head: Job): Promise<readonly Wrong[]> => {
  if (head.digest === undefined) return []
  const { plan } = await readPlan(join(dataDir, 'jobs', head.id, 'plan.jsonl'), head.id)
  const digest = await digestPlan(plan)
  const planned = plan.changes.map(({ directory, before }) => `${directory} ${before.login}`).sort()
  const wanted = watches.flatMap(({ directory }) => cast.people.map((address) => `${directory} ${address}`)).sort()
  return [
    ...(digest === head.digest && digest === head.approval?.digest
      ? []
      : ['the plan is not the one that was approved']),
    ...(planned.join() === wanted.join() ? [] : [`the plan is about ${planned.join(', ')}`]),
  ].map((words): Wrong => ({ kind: 'outside', words }))
}

/** Each telling at least once, and copies of a file alike. */
const untold = ({ thread }: Stage): readonly Wrong[] =>
  (['planFile', 'card', 'decision', 'results', 'errors', 'words'] as const).flatMap((telling): readonly Wrong[] => {
    const copies = thread.said.filter((one) => one.telling === telling)
    if (copies.length === 0) return [{ kind: 'said', words: `"${telling}" was never said` }]
    const [first] = copies
    const differ = copies.some(
      ({ message }) => !(message.file?.bytes.equals(first?.message.file?.bytes ?? Buffer.of()) ?? true),
    )
    return differ ? [{ kind: 'said', words: `two copies of "${telling}" differ` }] : []
  })

/** What the files say was done, the directory has. */
const deedsAsTold = ({ scenario, cloud, cast }: Stage, { rows }: FinalState): readonly Wrong[] =>
  scenario.directories.flatMap((directory) =>
    cast.people.flatMap((address): readonly Wrong[] => {
      const told = rows.get(`${directory} ${address}`) ?? ''
      const isDone = scenario.isDone(cloud, directory, address)
      if (/unknown/.test(told) || isDone === /^results/.test(told)) return []
      return [
        {
          kind: 'divergent',
          words: `${directory} ${address}: the files say "${told}", and it is ${isDone ? '' : 'not '}done`,
        },
      ]
    }),
  )

/** `unknown` may stand where the vendor does not show it, for an effect that was under way at a death. */
const differences = async (
  stage: Stage,
  head: Job,
  memory: Memory,
  state: FinalState,
  usual: FinalState,
): Promise<readonly Wrong[]> => {
  const { plan } = await readPlan(join(stage.dataDir, 'jobs', head.id, 'plan.jsonl'), head.id)
  const mayBeUnknown = new Set(
    plan.changes.filter(({ no }) => memory.open.has(no)).map(({ directory, before }) => `${directory} ${before.login}`),
  )
  const isExcused = (key: string): boolean =>
    stage.scenario.mayBeUnknown === true && state.rows.get(key) === 'errors: unknown' && mayBeUnknown.has(key)
  const others = [...usual.rows].filter(([key, told]) => state.rows.get(key) !== told && !isExcused(key))
  return [
    ...(state.status === usual.status ? [] : [`the job is ${state.status}, and not ${usual.status}`]),
    ...others.map(([key, told]) => `${key} is "${state.rows.get(key)}", and "${told}" when nothing disturbs`),
  ].map((words): Wrong => ({ kind: 'divergent', words }))
}
