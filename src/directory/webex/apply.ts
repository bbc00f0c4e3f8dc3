/** Chooses by what the credential may do how an operation is made. Sends nothing for an operation that it may not do. */
import type { Clock } from '../../model/clock.ts'
import type { Effect, Target } from '../../model/directory.ts'
import type { UserId } from '../../model/ids.ts'
import type { Operation } from '../../model/vendor.ts'
import type { Caller } from '../../model/wire.ts'
import { refused } from '../http/effect-of-error.ts'
import { whileWanted } from '../http/while-wanted.ts'
import { type Standing, UNABLE } from './check.ts'
import type { People } from './people.ts'
import { removeInBulk, removeOne } from './remove.ts'
import { renameInBulk } from './rename-in-bulk.ts'
import { renameOne } from './rename-one.ts'
import { deactivate, restore } from './set-active.ts'

export interface Means {
  readonly standing: Standing
  readonly people: People
  /** For effects alone; `people` and `standing.scim` read by one of their own. */
  readonly call: Caller
  readonly clock: Clock
  readonly wanted?: AbortSignal | undefined
}

type Effects = ReadonlyMap<UserId, Effect>

export async function apply(means: Means, operation: Operation, targets: readonly Target[]): Promise<Effects> {
  const { standing, people, clock, wanted } = means
  const call = whileWanted(means.call, wanted)
  const { me: owner, scim, canBulk, canPatch } = standing
  const tools = { scim, call, wanted }
  const oneByOne = { people, call, owner, wanted }
  const ids = targets.map(({ id }) => id)
  switch (operation) {
    case 'delete':
      return canBulk ? removeInBulk(tools, ids) : each(targets, ({ id }) => removeOne(oneByOne, id))
    case 'deactivate':
      return canPatch ? deactivate(tools, clock, ids) : unable(operation, ids)
    case 'restore':
      return canPatch ? restore(tools, ids) : unable(operation, ids)
    case 'rename':
      return canPatch ? renameInBulk(tools, targets) : each(targets, (target) => renameOne(oneByOne, target))
  }
}

async function each(targets: readonly Target[], effect: (target: Target) => Promise<Effect>): Promise<Effects> {
  return new Map(await Promise.all(targets.map(async (target) => [target.id, await effect(target)] as const)))
}

function unable(operation: Operation, ids: readonly UserId[]): Effects {
  const effect = refused({
    kind: 'refused',
    code: 'not-supported',
    message: `${operation}: ${UNABLE}; nothing was sent`,
    isRetryable: false,
  })
  return new Map(ids.map((id) => [id, effect]))
}
