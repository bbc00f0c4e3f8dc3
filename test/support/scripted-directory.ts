import {
  type Directory,
  type DirectoryTraits,
  type Effect,
  type Found,
  findingKey,
  type Subject,
  type Target,
  type Tenant,
  TooManyPeople,
} from '../../src/model/directory.ts'
import { type UserId, userId } from '../../src/model/ids.ts'
import type { Change, Plan } from '../../src/model/plan.ts'
import type { DirectoryName, Operation } from '../../src/model/vendor.ts'
import { WireError, type WireFault } from '../../src/model/wire.ts'

/** A directory in memory that does what it is told, for the order of calls and for faults at exact moments. */

/** What happens to one effect: the vendor's answer, or `lost-…` when the answer never comes; `…-between` its two steps. */
export type Script =
  | 'done'
  | 'refused'
  | 'differs'
  | 'lost-after'
  | 'lost-between'
  | 'throttled-between'
  | 'lost-before'
  | 'no-result'
  | 'unsent'
  | 'throttled'

/**
 * What an effect does to an account: takes it away at once, takes it away in two steps, or leaves it visible with another status
 * or address, which `blind` does not show afterwards.
 */
export type Nature = 'removes' | 'two-steps' | 'stays' | 'blind'

export interface ScriptedDirectory extends Directory {
  readonly log: string[]
  /** How often an effect really happened to each account. */
  readonly effects: Map<UserId, number>
  readonly subjects: Map<UserId, Subject>
  credential: 'good' | 'refused' | { readonly spentUntil: string }
  reachable: boolean
}

export const aSubject = (no: number, over: Partial<Subject> = {}): Subject => ({
  id: userId(`u${no}`),
  login: `user${no}@example.com`,
  displayName: `User ${no}`,
  tenantId: 'org',
  status: 'active',
  adminRoles: [],
  isFullAdmin: false,
  ...over,
})

export const aRunPlan = (count: number, over: Partial<Plan> = {}, steps: readonly string[] = ['delete']): Plan => ({
  version: 1,
  job: 'J-TEST' as Plan['job'],
  operation: 'delete',
  requester: { id: 'p' as Plan['requester']['id'], email: 'alma@example.com', displayName: 'Alma' },
  plannedAt: '2026-03-02T08:00:00.000Z',
  tenants: [],
  files: [],
  changes: Array.from(
    { length: count },
    (_, no): Change => ({
      no,
      directory: 'webex',
      userId: userId(`u${no}`),
      before: aSubject(no),
      file: 'users.csv',
      line: no + 2,
      cells: [`user${no}@example.com`],
      steps,
    }),
  ),
  skips: [],
  ...over,
})

/** The status of an account that stays visible, once the operation has happened to it. */
const AFTER: Readonly<Record<Operation, string>> = {
  delete: 'scheduled',
  deactivate: 'inactive',
  restore: 'active',
  rename: 'renamed',
}

const fault = (over: Partial<WireFault>): WireFault => ({
  kind: 'no-answer',
  code: 'timeout',
  message: 'deleting users: no answer',
  isRetryable: true,
  ...over,
})

export interface ScriptedOptions {
  readonly name?: DirectoryName
  readonly nature?: Nature
  /** Whether something of each account is to be kept before the first effect. */
  readonly keeps?: boolean
  readonly undoUntil?: string
}

export const scriptedDirectory = (
  population: number,
  traits: Partial<DirectoryTraits> = {},
  scripts: ReadonlyMap<UserId, readonly Script[]> = new Map(),
  { name = 'webex', nature = 'removes', keeps = false, undoUntil }: ScriptedOptions = {},
): ScriptedDirectory => {
  const subjects = new Map(Array.from({ length: population }, (_, no) => [userId(`u${no}`), aSubject(no)]))
  const tries = new Map<UserId, number>()
  const happen = (id: UserId): void => {
    directory.effects.set(id, (directory.effects.get(id) ?? 0) + 1)
  }
  const change = (id: UserId, operation: Operation, to: string | undefined): void => {
    const subject = subjects.get(id)
    if (nature === 'stays' || nature === 'blind')
      subjects.set(id, {
        ...aSubject(0),
        ...subject,
        ...(to === undefined ? { status: AFTER[operation] } : { login: to }),
      })
    else subjects.delete(id)
    happen(id)
  }
  const effectOn = ({ id, newLogin }: Target, operation: Operation): Effect | undefined => {
    const tried = tries.get(id) ?? 0
    tries.set(id, tried + 1)
    const script = scripts.get(id)?.[tried] ?? 'done'
    if (script === 'refused')
      return {
        kind: 'refused',
        fault: fault({ kind: 'refused', code: 'http-403', message: 'no', httpStatus: 403, isRetryable: false }),
      }
    if (script === 'unsent')
      return { kind: 'refused', fault: fault({ code: 'connection-refused', message: 'nobody answers' }) }
    if (script === 'throttled')
      return { kind: 'refused', fault: fault({ kind: 'refused', code: 'http-429', message: 'slow', httpStatus: 429 }) }
    if (script === 'no-result') return undefined
    if (script === 'lost-before') return { kind: 'unclear', fault: fault({}) }
    const subject = subjects.get(id)
    if (
      subject === undefined ||
      directory.stepsLeft(operation, subject, { id, ...(newLogin && { newLogin }) })?.length === 0
    )
      return { kind: 'already-done' }
    if (script === 'lost-between') {
      if (nature === 'two-steps') subjects.set(id, { ...subject, status: 'deprovisioned' })
      return { kind: 'unclear', fault: fault({ code: 'connection-reset' }) }
    }
    if (script === 'throttled-between') {
      subjects.set(id, { ...subject, status: 'deprovisioned' })
      return { kind: 'refused', fault: fault({ kind: 'refused', code: 'http-429', message: 'slow', httpStatus: 429 }) }
    }
    change(id, operation, newLogin)
    if (script === 'differs')
      return {
        kind: 'refused',
        fault: fault({ kind: 'refused', code: 'differs', message: 'done, and the nickname', isRetryable: false }),
      }
    if (script === 'lost-after') return { kind: 'unclear', fault: fault({ code: 'connection-reset' }) }
    return { kind: 'done', ...(undoUntil === undefined ? {} : { undoUntil }) }
  }
  const tenant = (): Tenant => ({ directory: name, id: 'org', name: 'Acme', population: subjects.size, fullAdmins: [] })
  const guard = (): void => {
    if (directory.credential === 'refused')
      throw new WireError(
        fault({ kind: 'refused', code: 'credential-refused', message: 'the token was refused', isRetryable: false }),
      )
    if (typeof directory.credential === 'object') {
      const until = directory.credential.spentUntil
      throw new WireError(
        fault({ kind: 'refused', code: 'budget-spent', message: 'the calls of the day are used up', until }),
      )
    }
    if (!directory.reachable) throw new WireError(fault({ code: 'connection-refused', message: 'nobody answers' }))
  }
  const directory: ScriptedDirectory = {
    name,
    log: [],
    effects: new Map(),
    subjects,
    credential: 'good',
    reachable: true,
    check: () => Promise.reject(new Error('not part of a run')),
    find: async (keys) => {
      directory.log.push(`find ${keys.map(({ value }) => value).join(' ')}`)
      guard()
      const findings = keys.map((key): [string, Found] => {
        const subject = [...subjects.values()].find(({ id, login }) => key.value === (key.by === 'id' ? id : login))
        return [findingKey(key), subject ? { kind: 'found', subject } : { kind: 'absent' }]
      })
      return { tenant: tenant(), findings: new Map(findings) }
    },
    traits: () => ({
      rereadSize: 4,
      effectSize: 2,
      concurrency: 1,
      secondsPerEffect: 1,
      callsPerAccount: 1,
      ...traits,
    }),
    reread: async (ids) => {
      directory.log.push(`reread ${ids.join(' ')}`)
      guard()
      return new Map(
        ids.map((id): [UserId, Found] => {
          const subject = subjects.get(id)
          return [id, subject ? { kind: 'found', subject } : { kind: 'absent' }]
        }),
      )
    },
    everyone: async (_onProgress, _signal, limit) => {
      directory.log.push('everyone')
      guard()
      const people = limit?.count([...subjects.values()].map((one) => ({ ...one, adminRoles: [], isFullAdmin: false })))
      if (limit && people !== undefined && people > limit.atMost) throw new TooManyPeople('reading all', people, limit)
      return { tenant: tenant(), subjects: [...subjects.values()] }
    },
    ...(keeps && {
      snapshot: async (_operation: Operation, planned: readonly Pick<Subject, 'id'>[]) => {
        const ids = planned.map(({ id }) => id)
        directory.log.push(`snapshot ${ids.join(' ')}`)
        guard()
        return new Map(ids.flatMap((id) => (subjects.has(id) ? [[id, { groups: [`group of ${id}`] }]] : [])))
      },
    }),
    stepsLeft: (operation, subject, { newLogin }) => {
      if (nature === 'two-steps') return subject.status === 'deprovisioned' ? ['delete'] : ['deactivate', 'delete']
      if (nature === 'blind') return undefined
      if (nature === 'removes') return [operation]
      const isDone = newLogin === undefined ? subject.status === AFTER[operation] : subject.login === newLogin
      return isDone ? [] : [operation]
    },
    apply: async (operation, targets) => {
      const ids = targets.map(({ id }) => id)
      directory.log.push(`${operation} ${ids.join(' ')}`)
      guard()
      return new Map(
        targets.flatMap((target) => {
          const effect = effectOn(target, operation)
          return effect ? [[target.id, effect] as const] : []
        }),
      )
    },
  }
  return directory
}
