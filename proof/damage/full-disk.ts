/**
 * A job whose disk refuses everything from its n-th operation on, for every n, and is mended afterwards. Nothing may be sent that was
 * not written first, nothing may happen twice, and once there is room the job ends with every row in its file.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { userId } from '../../src/model/ids.ts'
import { DISK_FAULTS, type DiskFault, failingDisk } from './failing-disk.ts'
import { type Outside, outside, type SmallBot, startSmallBot, USERS } from './small-world.ts'

export interface FullDiskFound {
  readonly tried: number
  /** Told in the thread while the disk was still refusing, or as soon as the head could be written. */
  readonly paused: number
  /** Ended in the same process once there was room, or refused with words that name the file, or after a start. */
  readonly endedInProcess: number
  readonly refused: number
  readonly endedAfterStart: number
  readonly mostLogLines: number
  readonly wrong: readonly string[]
}

/** Everything fails, or one file alone, so that the heads can still be written and the pause be kept. */
const ONLY = ['', 'journal.jsonl', 'before.jsonl', 'audit.jsonl'] as const
/** So often somebody resumes before the process is started anew. */
const PATIENCE = 3
/** What one refusal may write to the log, and each try to go on. */
const MOST_LINES = 25

type Ending = 'ended in process' | 'refused with words' | 'ended after a start'
interface Tried {
  readonly ending: Ending
  readonly isPauseTold: boolean
  readonly logLines: number
  readonly wrong: readonly string[]
}

/** `every` 1 tries each operation, 5 every fifth, beginning with a different one for each fault. */
export const tryFullDisk = async (scratch: string, every: number): Promise<FullDiskFound> => {
  const found: Tried[] = []
  for (const only of ONLY) {
    const total = await operationsOfAJob(join(scratch, `undisturbed-${ONLY.indexOf(only)}`), only)
    for (const [offset, fault] of DISK_FAULTS.entries())
      for (let from = 1 + (offset % every); from <= total; from += every)
        found.push(await tryOne(join(scratch, `${fault}-${from}-${ONLY.indexOf(only)}`), { fault, from, only }))
  }
  const count = (ending: Ending): number => found.filter((one) => one.ending === ending).length
  return {
    tried: found.length,
    paused: found.filter(({ isPauseTold }) => isPauseTold).length,
    endedInProcess: count('ended in process'),
    refused: count('refused with words'),
    endedAfterStart: count('ended after a start'),
    mostLogLines: Math.max(...found.map(({ logLines }) => logLines)),
    wrong: found.flatMap(({ wrong }) => wrong),
  }
}

const operationsOfAJob = async (folder: string, only: string): Promise<number> => {
  const [world, { disk, operations }] = [outside(folder), failingDisk('EIO', 0, only)]
  const bot = await startSmallBot(world, disk)
  await bot.askAndApprove()
  await bot.settled()
  await bot.close()
  const wrong = faultsIn(world, 'undisturbed')
  if (wrong.length > 0) throw new Error(`a job on a good disk: ${wrong.join('; ')}`)
  return operations()
}

interface Trial {
  readonly fault: DiskFault
  readonly from: number
  readonly only: string
}

const tryOne = async (folder: string, { fault, from, only }: Trial): Promise<Tried> => {
  await mkdir(folder, { recursive: true })
  const world = outside(folder)
  const place = `${fault} from operation ${from} on ${only || 'anything'} on`
  const { disk, mend } = failingDisk(fault, from, only)
  const first = await startSmallBot(world, disk).catch((error: unknown) => String(error))
  if (typeof first === 'string') {
    mend()
    const { wrong } = await afterStart(world, place)
    const unnamed = first.includes(folder) && first.includes(fault) ? [] : [`${place}: the start said ${first}`]
    return { ending: 'ended after a start', isPauseTold: false, logLines: 0, wrong: [...wrong, ...unnamed] }
  }
  await first.askAndApprove()
  await first.settled()
  // Two rounds of a bot that is left alone with it.
  for (let round = 0; round < 2; round += 1) await first.goOn()
  const logLines = world.logged.length
  const isPauseTold = world.said.some((words) => words.startsWith('paused storage-refused') && words.includes(fault))
  // Where the heads can be written, whoever asked has to hear of it, unless all was done before.
  const isSilent = /journal|before/.test(only) && !isPauseTold && (await first.job())?.status !== 'completed'
  mend()
  const ending = await mended(world, first)
  await first.close()
  const last = ending ?? (await afterStart(world, place)).ending
  const noisy = logLines > MOST_LINES ? [`${place}: ${logLines} lines in the log: ${world.logged.join(' | ')}`] : []
  return {
    ending: last,
    isPauseTold,
    logLines,
    wrong: [
      ...noisy,
      ...(isSilent ? [`${place}: nobody was told of a pause: ${world.said.join(', ')}`] : []),
      ...(last === 'refused with words' ? [] : faultsIn(world, place)),
      ...refusalFaults(world, place),
    ],
  }
}

/** Undefined where it takes a start. */
const mended = async (world: Outside, bot: SmallBot): Promise<Ending | undefined> => {
  for (let time = 0; time < PATIENCE; time += 1) {
    await bot.askAndApprove().catch(() => undefined)
    await bot.goOn()
    if (isTold(world)) return 'ended in process'
    if (world.said.some((words) => words.startsWith('refused'))) return 'refused with words'
  }
  return undefined
}

const afterStart = async (world: Outside, place: string): Promise<{ ending: Ending; wrong: readonly string[] }> => {
  const bot = await startSmallBot(world, failingDisk('EIO', 0).disk)
  await bot.settled()
  await mended(world, bot)
  await bot.close()
  return { ending: 'ended after a start', wrong: faultsIn(world, place) }
}

const isTold = ({ said }: Outside): boolean => said.includes('finished completed')

const faultsIn = (world: Outside, place: string): readonly string[] => {
  const { directory, said, unwritten } = world
  const users = Array.from({ length: USERS }, (_, no) => directory.effects.get(userId(`u${no}`)) ?? 0)
  return [
    ...(unwritten.length > 0 ? [`${place}: ${unwritten.join(', ')} sent before it was written`] : []),
    ...(users.some((times) => times !== 1) || directory.effects.size !== USERS
      ? [`${place}: effects ${JSON.stringify([...directory.effects])}`]
      : []),
    ...(isTold(world) ? [] : [`${place}: never ended; said ${said.join(', ')}; log ${world.logged.join(' | ')}`]),
    ...(said.includes(`results of ${USERS} rows`) ? [] : [`${place}: the results lack rows: ${said.join(', ')}`]),
  ]
}

/** A job that came to nothing says why, and whoever asked can ask again: nobody was changed. */
const refusalFaults = ({ said, directory }: Outside, place: string): readonly string[] => {
  const refusal = said.find((words) => words.startsWith('refused'))
  if (refusal === undefined) return []
  const isNamed = /(?:writing|appending to|reading) \S+: .*; |open '/.test(refusal)
  return [
    ...(isNamed ? [] : [`${place}: ${refusal}`]),
    ...(directory.effects.size > 0 ? [`${place}: refused after an effect`] : []),
  ]
}
