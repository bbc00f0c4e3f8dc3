import type { Freeze } from '../model/freeze.ts'
import { isSameId } from '../model/identity.ts'
import type { JobId } from '../model/ids.ts'
import type { Actor } from '../model/person.ts'
import { type JobsContext, noteForAll } from './context.ts'
import { isAboutToRun } from './freeze-all.ts'
import { wakeThawed } from './hold-frozen.ts'
import { goOn } from './pick-up-jobs.ts'

/** The end of a freeze: an approver's, and never of the person who froze. What the freeze stopped goes on by itself, and nothing else does. */
export type ThawAnswer =
  /** The jobs that go on. */
  | { readonly kind: 'thawed'; readonly freeze: Freeze; readonly goingOn: readonly JobId[] }
  | { readonly kind: 'not-frozen' }
  | { readonly kind: 'own-freeze'; readonly freeze: Freeze }
  | { readonly kind: 'may-not-thaw' }

export const thawAll = async (context: JobsContext, actor: Actor): Promise<ThawAnswer> => {
  if (!actor.isApprover) return { kind: 'may-not-thaw' }
  const freeze = context.freeze.get()
  if (freeze === undefined) return { kind: 'not-frozen' }
  if (isSameId(freeze.by.id, actor.person.id)) return { kind: 'own-freeze', freeze }
  // The record comes before what it allows, as that of an approval does.
  await noteForAll(context, 'thawed', actor.person, `frozen by ${freeze.by.email} ${freeze.by.id} at ${freeze.at}`)
  let isOver = false
  await context.freeze.change((present) => {
    isOver = present === freeze
    return isOver ? undefined : present
  })
  // Somebody else was faster, and is told which jobs go on.
  if (!isOver) return { kind: 'not-frozen' }
  return { kind: 'thawed', freeze, goingOn: await wakeAll(context) }
}

/** Also those that had not come to their stop yet: they go on without having stood still. */
const wakeAll = async (context: JobsContext): Promise<readonly JobId[]> => {
  const goingOn: JobId[] = []
  for (const { id } of [...(await context.store.list())].reverse()) {
    const woken = await wakeThawed(context, id)
    // A run that is about to end its work begins another round; one that is not there is begun.
    if (woken && !context.running.again(id)) await goOn(context, woken)
    const job = woken ?? (await context.store.get(id))
    if (job && isAboutToRun(job)) goingOn.push(id)
  }
  return goingOn
}
