/**
 * Accounts with their administrative roles. What was read anew by id is kept for the half minute in which the run that asked
 * acts, so that the first look of an effect and the record of what is lost cost no second reading. Never stands for the look
 * right before a DELETE.
 */
import type { Clock } from '../../model/clock.ts'
import type { Found } from '../../model/directory.ts'
import { WireError } from '../../model/wire.ts'
import { inParallel } from '../http/in-parallel.ts'
import type { OktaRole, OktaUser } from './schema.ts'
import { subjectOf } from './subject.ts'
import { isAbsence, isForbidden, type Users } from './users.ts'

/** Calls of one reading that may be under way at once. */
export const CALLS_AT_ONCE = 8
/** Reading an account anew is two calls. */
export const REREADS_AT_ONCE = CALLS_AT_ONCE / 2
const GOOD_FOR_MS = 30_000

export interface Reading {
  readonly user: OktaUser
  readonly roles: readonly OktaRole[]
}

export type Look =
  | { readonly kind: 'read'; readonly reading: Reading }
  | { readonly kind: 'absent' }
  | { readonly kind: 'forbidden'; readonly detail: string }

export async function readAnew(users: Users, id: string, signal: AbortSignal): Promise<Look> {
  const [user, roles] = await Promise.all([shown(users.byId(id, signal)), shown(users.roles(id, signal))])
  if ('detail' in user) return { kind: 'forbidden', ...user }
  return user.value === undefined ? { kind: 'absent' } : lookOf(user.value, roles)
}

/** Reads the roles of users who were found. `onRead` hears how many are done. */
export async function withRoles(
  users: Users,
  found: readonly OktaUser[],
  onRead: (done: number) => void,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Look>> {
  let done = 0
  const looks = await inParallel(found, CALLS_AT_ONCE, signal, async (user, ends) => {
    const look = lookOf(user, await shown(users.roles(user.id, ends)))
    onRead(++done)
    return [user.id, look] as const
  })
  return new Map(looks)
}

export const foundOf = (look: Look, tenantId: string): Found =>
  look.kind === 'read' ? { kind: 'found', subject: subjectOf(look.reading.user, look.reading.roles, tenantId) } : look

type Shown<T> = { readonly value: T } | { readonly detail: string }

/** Who may administer is not known of an account whose roles are kept from us: it counts as one that may not be changed. */
const lookOf = (user: OktaUser, roles: Shown<readonly OktaRole[]>): Look =>
  'detail' in roles ? { kind: 'forbidden', ...roles } : { kind: 'read', reading: { user, roles: roles.value } }

async function shown<T>(asked: Promise<T>): Promise<Shown<T>> {
  try {
    return { value: await asked }
  } catch (error) {
    if (error instanceof WireError && (isForbidden(error) || isAbsence(error))) return { detail: error.fault.message }
    throw error
  }
}

export class Readings {
  readonly #clock: Clock
  /** In the order in which they were read. */
  readonly #kept = new Map<string, { readonly reading: Reading; readonly untilMs: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  keep(reading: Reading): void {
    this.#forgetOld()
    const { id } = reading.user
    this.#kept.delete(id)
    this.#kept.set(id, { reading, untilMs: this.#clock.now().getTime() + GOOD_FOR_MS })
  }

  get(id: string): Reading | undefined {
    this.#forgetOld()
    return this.#kept.get(id)?.reading
  }

  /** Once: what is done next makes it old. */
  take(id: string): Reading | undefined {
    const reading = this.get(id)
    this.#kept.delete(id)
    return reading
  }

  #forgetOld(): void {
    const nowMs = this.#clock.now().getTime()
    for (const [id, { untilMs }] of this.#kept) {
      if (untilMs >= nowMs) return
      this.#kept.delete(id)
    }
  }
}
