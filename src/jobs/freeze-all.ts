import type { Freeze } from '../model/freeze.ts'
import type { JobId } from '../model/ids.ts'
import type { Job } from '../model/job.ts'
import type { Actor } from '../model/person.ts'
import { type JobsContext, noteForAll } from './context.ts'

/**
 * The kill switch. It is on the disk before anybody is told of it, and every run of this process hears it in the same turn; from
 * then on no effect is sent but those in flight.
 */
export type FreezeAnswer =
  /** The jobs whose runs stop. */
  | { readonly kind: 'frozen'; readonly freeze: Freeze; readonly stopped: readonly JobId[] }
  | { readonly kind: 'frozen-before'; readonly freeze: Freeze }
  | { readonly kind: 'may-not-freeze' }
  /** The disk refused it. Nothing is frozen, and whoever asked must not believe that it is. */
  | { readonly kind: 'not-kept'; readonly message: string }

/** For everybody on a list: who sees that something goes wrong shall not have to look for somebody else first. */
export const freezeAll = async (context: JobsContext, actor: Actor, reason: string): Promise<FreezeAnswer> => {
  if (!actor.isRequester && !actor.isApprover) return { kind: 'may-not-freeze' }
  const asked: Freeze = { by: actor.person, at: context.clock.now().toISOString(), reason }
  try {
    const freeze = await context.freeze.change((present) => present ?? asked)
    context.running.interrupt()
    if (freeze !== undefined && freeze !== asked) return { kind: 'frozen-before', freeze }
  } catch (error) {
    context.log.error({ error }, 'freezing everything: the disk refused it')
    return { kind: 'not-kept', message: error instanceof Error ? error.message : String(error) }
  }
  const stopped = (await context.store.list()).filter(isAboutToRun).map(({ id }) => id)
  await record(context, asked, stopped)
  return { kind: 'frozen', freeze: asked, stopped }
}

/** It holds without its record, too, and a start makes up for a record that is missing. */
const record = async (context: JobsContext, { by, reason }: Freeze, stopped: readonly JobId[]): Promise<void> => {
  const words = [...(reason === '' ? [] : [reason]), `stops ${stopped.join(' ') || 'no job'}`].join('; ')
  await noteForAll(context, 'frozen', by, words).catch((error: unknown) =>
    context.log.error({ error }, 'recording that everything is frozen'),
  )
}

/** Without those that only close their books. */
export const isAboutToRun = ({ status, wish }: Job): boolean =>
  (status === 'approved' || status === 'running') && wish === undefined
