/**
 * What a directory might say of the rows of a case, and what a vendor might say to each change: accounts found, absent, more than one,
 * or one that only looks like the one asked for, with hostile names throughout. Follows from the key alone.
 */
import { type Findings, type Found, findingKey, type Subject } from '../../src/model/directory.ts'
import { jobId, personId, userId } from '../../src/model/ids.ts'
import type { PersonRef } from '../../src/model/person.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { Intake, RowKey } from '../../src/model/rows.ts'
import { OUTCOME_KINDS, type Outcome } from '../../src/model/run.ts'
import { buildPlan, type PlanPart } from '../../src/plan/build-plan.ts'
import { keysOf } from '../../src/plan/keys-of.ts'
import { LOOK_ALIKES } from './corpus.ts'
import type { InputCase } from './input-case.ts'

export const AT = '2026-01-02T03:04:05.000Z'
export const PROTECTED = ['jos\u00e9@example.com', 'kim@example.com', '@board.example']

export const someone = (evil: string, who: string): PersonRef => ({
  id: personId(`person-${who}`),
  email: `${who}@example.org`,
  displayName: evil,
})

const sum = (text: string): number =>
  [...text].reduce((all, letter) => (all * 31 + (letter.codePointAt(0) ?? 0)) >>> 0, 7)

const lookAlikeOf = (login: string): string => {
  const group = LOOK_ALIKES.find((all) => all.includes(login)) ?? [login]
  return group.find((one) => one !== login) ?? `${login}.example`
}

const subject = (login: string, evil: string, n: number): Subject => ({
  id: userId(`account-${login}`),
  login,
  displayName: evil,
  tenantId: 'org',
  status: n % 5 === 0 ? evil : 'active',
  adminRoles: n % 7 === 0 ? [evil] : [],
  isFullAdmin: false,
  lastActiveAt: AT,
})

/** A lookup of a third of the keys gives something else than the account that was asked for. */
const foundFor = ({ by, value }: RowKey, evil: string): Found => {
  const n = sum(value)
  if (by === 'id') return { kind: 'found', subject: subject(`of-${n}@example.com`, evil, n) }
  if (n % 9 === 0) return { kind: 'absent' }
  if (n % 9 === 1) return { kind: 'ambiguous', detail: evil }
  if (n % 9 === 2) return { kind: 'found', subject: subject(lookAlikeOf(value), evil, n) }
  return { kind: 'found', subject: subject(value, evil, n) }
}

export const planOf = ({ wanted, evil }: InputCase, intake: Intake): Plan => {
  const { operation, directories = ['webex'] } = wanted
  const parts = directories.map((directory): PlanPart => {
    const findings: Findings = new Map(
      keysOf(intake, operation, directory).map((key) => [findingKey(key), foundFor(key, evil)]),
    )
    const credential = { directory, tenantId: 'org', tenantName: evil, ownerId: userId('owner'), ownerLogin: 'o@x.org' }
    return {
      tenant: { directory, id: 'org', name: evil, population: 1_000, fullAdmins: [userId('boss')] },
      credential: { ...credential, means: '', lacks: [] },
      findings,
      stepsLeft: (what, { login }, { newLogin }) => (what === 'rename' && login === newLogin ? [] : [what]),
    }
  })
  return buildPlan({
    job: jobId('J-7K2Q'),
    operation,
    requester: someone(evil, 'rita'),
    plannedAt: AT,
    intake,
    parts,
    policy: {
      protectedUsers: PROTECTED,
      approvers: ['vera@example.org'],
      requesters: [],
      botEmails: [],
      allowAdmins: true,
    },
  })
}

/** Every kind of outcome in turn, and of some changes none. */
export const outcomesOf = ({ changes }: Plan, evil: string): ReadonlyMap<number, Outcome> =>
  new Map(
    changes.flatMap(({ no, userId: id }): [number, Outcome][] => {
      const kind = OUTCOME_KINDS[sum(id) % 7]
      if (kind === undefined) return []
      const isBad = kind !== 'done' && kind !== 'already-done'
      const error = { code: evil, message: evil, trackingId: evil, httpStatus: 400, isRetryable: no % 2 === 0 }
      return [[no, { change: no, kind, at: AT, undoUntil: AT, ...(isBad && { error }) }]]
    }),
  )
