/** One whole job from the request to the last word, and what the bot's process used for each half of it. */
import { type Bot, startBot } from './bot.ts'
import { waitedIn } from './calls.ts'
import { exportOf } from './export.ts'
import type { Reading } from './probe.ts'
import { cardOf, endOf, isGone, openWorld, type World, type WorldOptions } from './world.ts'

export interface Half {
  readonly cpuMs: number
  /** From the message to the card, or from the click to the last word. */
  readonly tookMs: number
  /** Of it, while at least one call to the emulated clouds was under way. */
  readonly waitedMs: number
  /** Calls of the bot, those of the conversation included. */
  readonly calls: number
  /** The longest time in which the event loop had no turn. */
  readonly blockedMs: number
  readonly collectionMs: number
}

export interface JobCost {
  readonly rows: number
  readonly csvBytes: number
  readonly plan: Half
  /** Only where the job was approved. */
  readonly run?: Half
}

export interface JobOptions extends WorldOptions {
  readonly approves: boolean
  readonly flags?: readonly string[]
}

export const playJob = async ({ approves, flags = [], ...options }: JobOptions): Promise<JobCost> => {
  const world = await openWorld(options)
  try {
    const bot = await startBot({ folder: options.folder, environment: world.environment, flags })
    try {
      return await measured(world, bot, approves)
    } finally {
      await bot.stop()
    }
  } finally {
    await world.close()
  }
}

const measured = async (world: World, bot: Bot, approves: boolean): Promise<JobCost> => {
  const content = exportOf(world.users, new Date())
  const before = await bot.look({ collect: true, anew: true })
  const asked = await world.ask(content)
  const card = await cardOf(world)
  const planned = await bot.look({ anew: true })
  const sizes = { rows: world.users.length, csvBytes: Buffer.byteLength(content) }
  const plan = halfOf(world, before, planned, asked.atMs, card.atMs)
  if (!approves) return { ...sizes, plan }
  const click = await world.approve()
  const end = await endOf(world)
  const done = await bot.look()
  const left = world.users.filter((user) => !isGone(world.cloud, user)).length
  if (left > 0) throw new Error(`measuring a run: ${left} of ${sizes.rows} people are still there`)
  return { ...sizes, plan, run: halfOf(world, planned, done, click.atMs, end.atMs) }
}

const halfOf = ({ calls }: World, before: Reading, after: Reading, from: number, to: number): Half => ({
  cpuMs: after.cpuMs - before.cpuMs,
  tookMs: to - from,
  waitedMs: waitedIn(calls, from, to),
  calls: calls.filter((call) => call.from >= from && call.from < to).length,
  blockedMs: after.blockedMs,
  collectionMs: after.collectionMs,
})
