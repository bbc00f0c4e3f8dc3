/** What the right people do between the attacks: it must come about, exactly so, or the proof proves nothing. */
import type { Cast } from './cast.ts'
import type { Name } from './crowd.ts'
import { type } from './doing.ts'
import { type Asked, askFor, clickRightly, jobIs, jobOf, until } from './requests.ts'
import type { Stage } from './stage.ts'
import type { Allowed } from './watch.ts'

export interface Control {
  readonly allowed: Allowed
  readonly act: () => Promise<unknown>
  /** Words are answered where they were written, beside what the thread of the job is told. */
  readonly isTyped: boolean
}

/** A job to be attacked, then decided, then attacked again. `round` chooses what becomes of it. */
export const nextJob = async (stage: Stage, round: number, addresses: readonly string[]): Promise<Asked> => {
  const room = stage.rooms[round % 2 === 0 ? 0 : 1]
  const asked = await askFor(stage, round % 3 === 0 ? 'rita' : 'alma', room, `delete ${directoryOf(round)}`, addresses)
  await until(`${asked.id} is at rest`, async () => (await jobOf(stage, asked.id))?.posted.card)
  stage.lively.delete(asked.rootUuid)
  return asked
}

const directoryOf = (round: number): Allowed['directory'] => (round % 4 === 2 ? 'okta' : 'webex')

export const controlOf = (stage: Stage, round: number, job: Asked): Control => {
  const nothing = { job, directory: directoryOf(round), approvedBy: [], deleted: [] }
  const typed = (who: Name, words: string) => () => type(stage, who, job.room, words)
  switch (round % 4) {
    case 0:
      return {
        allowed: approved(stage, job, 'webex', 'ben'),
        act: () => clickRightly(stage, 'ben', job, 'approve'),
        isTyped: false,
      }
    case 1:
      return {
        allowed: { ...nothing, status: 'rejected' },
        act: () => clickRightly(stage, 'cleo', job, 'reject'),
        isTyped: false,
      }
    case 2:
      return {
        allowed: approved(stage, job, 'okta', 'cleo'),
        act: typed('cleo', `approve ${job.id} ${job.addresses.length}`),
        isTyped: true,
      }
    default:
      return {
        allowed: { ...nothing, status: 'withdrawn' },
        act: typed(job.requester, `withdraw ${job.id}`),
        isTyped: true,
      }
  }
}

/** The second key of the job that Ben has approved, at the very end. */
export const lastControl = (stage: Stage, { half }: Cast): Control => ({
  allowed: {
    job: half,
    status: 'completed',
    directory: 'okta',
    approvedBy: [stage.crowd.ben.id, stage.crowd.cleo.id],
    deleted: half.addresses,
  },
  act: () => clickRightly(stage, 'cleo', half, 'approve'),
  isTyped: false,
})

const approved = ({ crowd }: Stage, job: Asked, directory: Allowed['directory'], by: Name): Allowed => ({
  job,
  status: 'completed',
  directory,
  approvedBy: [crowd[by].id],
  deleted: job.addresses,
})

/** Resolves when the job is over and all is said of it. */
export const carryOut = async (stage: Stage, { allowed, act, isTyped }: Control): Promise<void> => {
  const { id, rootUuid, room } = allowed.job
  stage.lively.add(rootUuid).add(room.threadUuid)
  const before = answersTo(stage, allowed.job)
  await act()
  await jobIs(stage, id, allowed.status)
  await until(`${id} is told to its end`, async () => {
    const posted = (await jobOf(stage, id))?.posted
    return allowed.deleted.length > 0 ? posted?.words : posted?.decision
  })
  if (isTyped) await until(`the words on ${id} are answered`, () => answersTo(stage, allowed.job) > before)
  stage.lively.delete(rootUuid)
  stage.lively.delete(room.threadUuid)
}

const answersTo = ({ cloud, botUuid }: Stage, { room }: Asked): number =>
  cloud.spaces
    .messagesIn(room.uuid)
    .filter(({ personUuid, parentUuid }) => personUuid === botUuid && parentUuid === room.threadUuid).length
