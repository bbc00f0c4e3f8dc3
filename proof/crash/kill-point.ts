/**
 * Where a life of the bot is to end, and which lives a job is to have. Pure: the same seed gives the same plan, so that a story
 * that went wrong can be told again.
 */
import { z } from 'zod'

/** Steps are counted from 1 in each life. */
export const killPoint = z.discriminatedUnion('on', [
  z.strictObject({ on: z.literal('disk'), no: z.number(), how: z.enum(['before', 'torn', 'after']) }),
  z.strictObject({ on: z.literal('call'), no: z.number(), how: z.enum(['before', 'after']) }),
  /** What a person does: before the bot could hear of it, or as soon as it was told. */
  z.strictObject({ on: z.literal('event'), what: z.enum(['mention', 'click']), how: z.enum(['before', 'after']) }),
  /** By the clock on the wall, from the start of the process. */
  z.strictObject({ on: z.literal('time'), ms: z.number() }),
])
export type KillPoint = z.infer<typeof killPoint>

/** A job and the ends of its lives, one a life; the life after the last of them may live. */
export const story = z.strictObject({
  scenario: z.string(),
  seed: z.number(),
  /** The request is there before the first life begins, which has to find it by itself. */
  isAskedFirst: z.boolean(),
  points: z.array(killPoint).readonly(),
})
export type Story = z.infer<typeof story>

/** How many steps there are in the life of a job that nobody disturbs, and in one that finds nothing to do. */
export interface Lengths {
  /** Each by its name, e.g. `write journal.jsonl`. */
  readonly disk: readonly string[]
  readonly calls: number
  /** Before the bot is ready. */
  readonly startDisk: number
  readonly startCalls: number
}

type Draw = () => number

/** Every point of an undisturbed life, in turn. Right before a step of the disk all is as it was after the one before it. */
export const pointsInTurn = ({ disk, calls }: Lengths): readonly KillPoint[] => [
  ...(['mention', 'click'] as const).flatMap((what) =>
    (['before', 'after'] as const).map((how): KillPoint => ({ on: 'event', what, how })),
  ),
  ...disk.flatMap((step, i) => howsInTurn(step, i).map((how): KillPoint => ({ on: 'disk', no: i + 1, how }))),
  ...numbers(calls).flatMap((no) => (['before', 'after'] as const).map((how): KillPoint => ({ on: 'call', no, how }))),
]

const howsInTurn = (step: string, i: number) => howsOf(step).filter((how) => how !== 'before' || i === 0)

/** Only a write can be torn. */
const howsOf = (step: string | undefined) =>
  step?.startsWith('write ') ? (['before', 'torn', 'after'] as const) : (['before', 'after'] as const)

/**
 * The death at `point`, and then deaths in the recovery from it: at `count` of the first steps of the lives after it, `from` on.
 * So the restart of each death is cut short, too.
 */
export const withRecovery = (point: KillPoint, lengths: Lengths, from: number, count: number): readonly KillPoint[] => [
  point,
  ...numbers(count).map((n) => recoveryPoint(lengths, from + n - 1)),
]

/** The n-th of the first steps of a life that takes up what is there: start, and a little of the work. */
const recoveryPoint = ({ startDisk, startCalls }: Lengths, n: number): KillPoint => {
  const [disk, calls] = [startDisk + 12, startCalls + 8]
  const place = n % (2 * disk + 2 * calls)
  const how = place % 2 === 0 ? 'after' : 'before'
  const no = Math.floor(place / 2) + 1
  return no > disk ? { on: 'call', no: no - disk, how } : { on: 'disk', no, how }
}

/** Several deaths in a row, each somewhere. Most are near the beginning, since a life goes on from where the last one died. */
export const randomPoints = (lengths: Lengths, draw: Draw, most: number): readonly KillPoint[] =>
  numbers(1 + Math.floor(draw() * most)).map(() => randomPoint(lengths, draw))

const randomPoint = ({ disk, calls }: Lengths, draw: Draw): KillPoint => {
  const which = draw()
  const upTo = (most: number): number => 1 + Math.floor(draw() ** 1.5 * most)
  if (which < 0.15) return { on: 'time', ms: Math.floor(100 + draw() * 900) }
  if (which < 0.6) {
    const no = upTo(disk.length)
    const hows = howsOf(disk[no - 1])
    return { on: 'disk', no, how: hows[Math.floor(draw() * hows.length)] ?? 'after' }
  }
  return { on: 'call', no: upTo(calls), how: draw() < 0.5 ? 'before' : 'after' }
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1)
