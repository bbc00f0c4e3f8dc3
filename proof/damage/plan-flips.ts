/**
 * A job that was approved and stands still, whose plan is another one when it goes on: each byte flipped, cut short, and whole plans
 * that are sealed as they should be and name somebody else. No effect may reach anybody unless the plan is the approved one.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startRun } from '../../src/jobs/run-job.ts'
import { type UserId, userId } from '../../src/model/ids.ts'
import type { PinnedPlan } from '../../src/model/plan.ts'
import { digestPlan } from '../../src/plan/digest-plan.ts'
import { realDisk } from '../../src/store/disk.ts'
import { writePlan } from '../../src/store/plan-file.ts'
import { stating } from '../../test/support/stated-plan.ts'
import { failingDisk } from './failing-disk.ts'
import { damaged } from './judge.ts'
import { type Outside, outside, type SmallBot, startSmallBot, USERS } from './small-world.ts'

export interface PlanFlipsFound {
  readonly flips: number
  readonly cuts: number
  readonly forged: number
  readonly wrong: readonly string[]
}

export const tryPlanFlips = async (scratch: string, places: number, random: () => number): Promise<PlanFlipsFound> => {
  const world = outside(join(scratch, 'plan'))
  const { disk, mend } = failingDisk('EROFS', 1, 'journal.jsonl')
  const bot = await startSmallBot(world, disk)
  await bot.askAndApprove()
  await bot.settled()
  mend()
  const paused = await bot.job()
  if (paused?.status !== 'paused') throw new Error(`the job is ${paused?.status}, not paused: ${world.said.join(', ')}`)
  const path = join(world.folder, 'jobs', paused.id, 'plan.jsonl')
  const whole = await readFile(path)
  const wrong: string[] = []
  const goesOnWith = async (bytes: Uint8Array, what: string): Promise<void> => {
    await writeFile(path, bytes)
    await bot.store.jobs.change(paused.id, () => paused)
    const calls = world.directory.log.length
    await startRun(bot.context, paused.id)
    wrong.push(...(await faultsOf(world, bot, calls)).map((fault) => `${what}: ${fault}`))
  }
  const step = Math.max(1, whole.length / places)
  const ats = Array.from({ length: Math.floor(whole.length / step) }, (_, no) => Math.floor(no * step))
  for (const at of ats) {
    const mask = 1 + Math.floor(random() * 255)
    await goesOnWith(damaged(whole, { kind: 'flip', at, mask }), `plan byte ${at} flipped by ${mask}`)
    await goesOnWith(damaged(whole, { kind: 'cut', at }), `plan cut at ${at}`)
  }
  const forged = await forgeries(scratch, await planIn(bot, paused.id, path, whole))
  for (const [what, bytes] of forged) await goesOnWith(bytes, what)
  await writeFile(path, whole)
  await bot.store.jobs.change(paused.id, () => paused)
  await startRun(bot.context, paused.id)
  await bot.settled()
  const last = await bot.job()
  if (last?.status !== 'completed' || world.directory.effects.size !== USERS)
    wrong.push(`the approved plan itself: ${last?.status}, ${world.directory.effects.size} effects`)
  await bot.close()
  return { flips: ats.length, cuts: ats.length, forged: forged.length, wrong }
}

const faultsOf = async ({ directory }: Outside, bot: SmallBot, calls: number): Promise<readonly string[]> => {
  const job = await bot.job()
  const words = job?.refusal?.code === 'plan-damaged' ? job.refusal.detail : ''
  return [
    ...(directory.effects.size > 0 ? [`${directory.effects.size} effects`] : []),
    ...(directory.log.length > calls ? [`the vendor was asked: ${directory.log.slice(calls).join(', ')}`] : []),
    ...(job?.status === 'stopped' ? [] : [`the job is ${job?.status}`]),
    ...(/plan\.jsonl.*; |not the one that was approved/.test(words) ? [] : [`the words are "${words}"`]),
  ]
}

const planIn = async (bot: SmallBot, id: string, path: string, whole: Buffer): Promise<PinnedPlan> => {
  await writeFile(path, whole)
  const job = await bot.job()
  if (job?.id !== id) throw new Error(`forging a plan: ${id} is gone`)
  return bot.context.files.loadPlan(job.id)
}

/** Sealed as they should be, with the digest that was approved and with their own. */
const forgeries = async (scratch: string, { plan, digest }: PinnedPlan): Promise<[string, Buffer][]> => {
  const [first, ...others] = plan.changes
  if (first === undefined) throw new Error('forging a plan: it has no change')
  const other = (id: UserId) => ({ ...first, userId: id, before: { ...first.before, id } })
  const plans: Readonly<Record<string, PinnedPlan['plan']>> = {
    'somebody else': { ...plan, changes: [other(userId(`u${USERS}`)), ...others] },
    'one more': { ...plan, changes: [...plan.changes, { ...other(userId(`u${USERS}`)), no: USERS }] },
    'one fewer': { ...plan, changes: plan.changes.slice(0, -1) },
    'another operation': { ...plan, operation: 'deactivate' },
    'another tenant': { ...plan, tenants: plan.tenants.map((tenant) => ({ ...tenant, id: 'other' })) },
  }
  const made: [string, Buffer][] = []
  for (const [what, forged] of Object.entries(plans))
    for (const said of [digest, await digestPlan(forged)]) {
      const path = join(scratch, `forged-${made.length}.jsonl`)
      await writePlan(realDisk, path, forged, stating(said))
      made.push([`a plan with ${what}`, await readFile(path)])
    }
  return made
}
