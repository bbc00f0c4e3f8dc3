/**
 * One large job whose process is killed in the middle of its run and started again: what it holds in memory while the card stands and
 * while it runs, how soon it goes on, and what is on the disk in the end.
 */
import { startBot } from './bot.ts'
import type { CloudCall } from './calls.ts'
import { type FolderSizes, sizesOf } from './disk-use.ts'
import { exportOf } from './export.ts'
import type { Reading } from './probe.ts'
import { cardOf, endOf, isGone, openWorld, type World, type WorldOptions } from './world.ts'

export interface LargeJob {
  readonly rows: number
  readonly csvBytes: number
  readonly idle: Reading
  /** While the card stands. */
  readonly planned: Reading
  /** In the middle of the run. */
  readonly running: Reading
  /** People who were left when the bot was started again. */
  readonly left: number
  /** From the start of the process. */
  readonly readyMs: number
  /** From the start of the process until the first call with an effect came to the emulated cloud. */
  readonly firstEffectMs: number
  /** CPU time between the two. */
  readonly resumeCpuMs: number
  readonly resumed: Reading
  readonly disk: FolderSizes
}

const isBulk = ({ method, url }: CloudCall): boolean => method === 'POST' && /^\/identity\/scim\/.*\/Bulk$/.test(url)

export const playLargeJob = async (
  options: WorldOptions & { readonly flags?: readonly string[] },
): Promise<LargeJob> => {
  const world = await openWorld(options)
  try {
    const first = await untilKilled(world, options)
    const again = await untilDone(world, options)
    return { rows: world.users.length, ...first, ...again, disk: await sizesOf(world.dataDir) }
  } finally {
    await world.close()
  }
}

const untilKilled = async (world: World, { folder, flags = [] }: Parameters<typeof playLargeJob>[0]) => {
  const { environment } = world
  const bot = await startBot({ folder, environment, flags })
  try {
    const content = exportOf(world.users, new Date())
    const csvBytes = Buffer.byteLength(content)
    const idle = await bot.look({ collect: true, anew: true })
    await world.ask(content)
    await cardOf(world)
    const planned = await bot.look({ collect: true })
    await world.approve()
    await untilHalfIsGone(world)
    const running = await bot.look({ collect: true })
    return { csvBytes, idle, planned, running }
  } finally {
    await bot.kill()
  }
}

const untilDone = async (world: World, { folder, flags = [] }: Parameters<typeof playLargeJob>[0]) => {
  const left = leftIn(world)
  const effect = firstEffect(world)
  const bot = await startBot({ folder, environment: world.environment, flags })
  try {
    const ready = await bot.look()
    const { from } = await effect
    const effective = await bot.look()
    await endOf(world)
    const resumed = await bot.look({ collect: true })
    if (leftIn(world) > 0) throw new Error(`resuming a run: ${leftIn(world)} people are still there`)
    return {
      left,
      readyMs: bot.readyAt - bot.startedAt,
      firstEffectMs: from - bot.startedAt,
      resumeCpuMs: effective.cpuMs - ready.cpuMs,
      resumed,
    }
  } finally {
    await bot.stop()
  }
}

const leftIn = ({ cloud, users }: World): number => users.filter((user) => !isGone(cloud, user)).length

const untilHalfIsGone = (world: World): Promise<void> => {
  const middle = world.users[Math.floor(world.users.length / 2)]
  return new Promise((resolve) => {
    const stop = world.onCall((call) => {
      if (!isBulk(call) || middle === undefined || !isGone(world.cloud, middle)) return
      stop()
      resolve()
    })
  })
}

/** The first bulk call that changed somebody: those with which the bot asks what it may do change nobody. */
const firstEffect = (world: World): Promise<CloudCall> => {
  const { organisation } = world.cloud.administration
  const before = organisation.changes.length
  return new Promise((resolve) => {
    const stop = world.onCall((call) => {
      if (!isBulk(call) || organisation.changes.length === before) return
      stop()
      resolve(call)
    })
  })
}
