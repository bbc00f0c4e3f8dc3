/**
 * One job's world: the emulated clouds in this process, a data folder, and a gate before the clouds that counts the calls of the bot
 * and ends its process at the one that it was told, before the call is done or after it is done and before it is answered.
 */
import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RequestHandler } from 'express'
import { pathClass } from '../../bench/path-counts.ts'
import { type EveryVendor, startEveryVendor } from '../../src/sandbox/every-vendor.ts'
import { type PersonClient, personClient } from '../../src/sandbox/person-client.ts'
import { type Cast, castOf, environmentIn, type Scenario } from './scenarios.ts'
import { openThread, type Thread } from './thread.ts'
import { type Watch, watchOf } from './watch.ts'

export type CallHow = 'before' | 'after'
/** Called at each moment of each call of the bot; true when that was the end of its process. */
export type AtCall = (how: CallHow, no: number, what: string) => boolean

export interface Stage {
  readonly scenario: Scenario
  readonly cloud: EveryVendor
  readonly cast: Cast
  readonly dataDir: string
  readonly environment: Readonly<Record<string, string>>
  readonly watches: readonly Watch[]
  /** Everybody as they were at the start, by directory. */
  readonly before: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly thread: Thread
  readonly alma: PersonClient
  readonly ben: PersonClient
  readonly botUuid: string
  readonly roomUuid: string
  /** The calls of a life are counted anew. */
  watchCalls(at: AtCall): void
  calls(): number
  close(): Promise<void>
}

const SIZE = 40

export const openStage = async (scenario: Scenario, seed: number, folder: string): Promise<Stage> => {
  let [calls, at]: [number, AtCall] = [0, () => false]
  let persons: readonly string[] = []
  const gate: RequestHandler = (req, res, next) => {
    if (persons.includes(req.headers.authorization ?? '')) return next()
    calls += 1
    const [no, what] = [calls, `${req.method} ${pathClass(req.originalUrl)}`]
    const mine = at
    if (mine('before', no, what)) return
    const end = res.end.bind(res)
    res.end = ((...answer: Parameters<typeof end>) =>
      mine('after', no, what) ? res : end(...answer)) as typeof res.end
    next()
  }
  const cloud = await startEveryVendor({ gate, organisation: { size: SIZE, seed } })
  const { tokens, organisation } = cloud.administration
  const botUuid = organisation.persona('bot').uuid
  persons = (['alma', 'ben'] as const).map((name) => `Bearer ${tokens.of(name)}`)
  const cast = castOf(scenario, cloud)
  scenario.refuse(cloud, cast.refused)
  const dataDir = join(folder, `twokey-${randomUUID().slice(0, 8)}`)
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const watches = scenario.directories.map((name) => watchOf(cloud, name))
  const client = (name: 'alma' | 'ben'): PersonClient =>
    personClient({ apiUrl: cloud.apiUrl, roomId: cloud.roomId, token: tokens.of(name), botEmail: 'twokey@webex.bot' })
  return {
    scenario,
    cloud,
    cast,
    dataDir,
    environment: { ...environmentIn(scenario, cloud), DATA_DIR: dataDir },
    watches,
    before: new Map(watches.map((watch) => [watch.directory, watch.everybody()])),
    thread: openThread(botUuid),
    botUuid,
    roomUuid: cloud.spaces.roomsOf(botUuid)[0]?.uuid ?? '',
    alma: client('alma'),
    ben: client('ben'),
    watchCalls: (next) => {
      ;[calls, at] = [0, next]
    },
    calls: () => calls,
    close: () => cloud.close(),
  }
}
