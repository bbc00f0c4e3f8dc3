/**
 * What every adapter behind the `Directory` port has to hold, whatever the vendor. Run against an emulated tenant over real
 * HTTP; `everyone` is read from the emulation itself and never through the adapter.
 */
import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { type Directory, type Effect, type Found, findingKey, type Target } from '../../src/model/directory.ts'
import type { UserId } from '../../src/model/ids.ts'
import type { RowKey } from '../../src/model/rows.ts'
import { OPERATIONS, type Operation } from '../../src/model/vendor.ts'
import { WireError } from '../../src/model/wire.ts'

export interface Known {
  readonly id: UserId
  readonly login: string
}

export type WorldFault = number | 'reset' | 'reset-after' | 'hang' | 'bad-json' | 'empty'

/** One tenant of a vendor. Every test gets a new one. */
export interface DirectoryWorld {
  readonly directory: Directory
  /** Texts that must never come out of the adapter. */
  readonly secrets: readonly string[]
  /** Every account that there is, in this tenant and elsewhere, without those that are deleted or set for deletion. */
  everyone(): readonly Known[]
  /** People of the tenant without an administrative role; at least ten. */
  readonly ordinary: readonly Known[]
  /** Of another tenant; absent where the vendor has no such thing. */
  readonly outsider?: Known
  /** People of the tenant. */
  readonly population: number
  changeLogin(id: UserId, login: string): void
  /** Absent where an account has one address only. */
  addSecondAddress?(id: UserId, address: string): void
  /** Absent where the vendor does not tell who administers. */
  makeFullAdmin?(id: UserId): void
  remove(id: UserId): void
  /** Whether the person can sign in. */
  isActive(id: UserId): boolean
  /** All of an account but its addresses, its status and times, as text. */
  fingerprint(id: UserId): string
  failNextEffect(fault: WorldFault, retryAfter?: string): void
  /** After `skip` calls that read, every further one fails. */
  failReads(skip: number, fault: WorldFault): void
  /** Moves the adapter's clock. */
  later(ms: number): void
  close(): Promise<void>
}

export interface ContractOptions {
  readonly setUp: () => Promise<DirectoryWorld>
  /** What a 403 to a call that deletes comes to while the credential is as it was. */
  readonly on403: 'refused' | 'credential-refused'
  readonly operations: readonly Operation[]
  /** What a second deletion of the same account is told as. */
  readonly again?: 'already-done' | 'done'
  /** False where a deletion is several calls: then the adapter's own tests hold what each fault comes to. */
  readonly isOneCall?: boolean
  /** False where any 2xx is a yes, whatever its body. */
  readonly needsBody?: boolean
  /** Whether the tenant's full administrators are listed. */
  readonly listsAdmins?: boolean
  /** False where the credential is nobody's account. */
  readonly hasOwner?: boolean
}

const email = (value: string): RowKey => ({ by: 'email', value })
const byId = (value: string): RowKey => ({ by: 'id', value })

async function find(world: DirectoryWorld, ...keys: readonly RowKey[]) {
  const { tenant, findings } = await world.directory.find(keys, () => undefined, new AbortController().signal)
  const of = (key: RowKey): Found => findings.get(findingKey(key)) ?? assert.fail(`no finding for ${findingKey(key)}`)
  return { tenant, findings, of }
}

function subjectOf(found: Found | undefined) {
  assert.equal(found?.kind, 'found')
  return found.subject
}

/** What an account is called, and addresses that look like it: other scripts, other forms of one letter, what cannot be seen. */
const LOOK_ALIKES: Readonly<Record<string, readonly string[]>> = {
  'martin@example.com': ['rnartin@example.com', 'm\u0430rtin@example.com', '\uff4dartin@example.com'],
  'anna@example.com': ['anna@ex\u0430mple.com', 'an\u200dna@example.com', 'anna@example.com.', 'anna+x@example.com'],
  'tim@example.com': ['t\u0131m@example.com', 't\u0130m@example.com', '\u0442im@example.com'],
  'strasse@example.com': ['stra\u00dfe@example.com', 'stra\u1e9ee@example.com'],
  'fin@example.com': ['\ufb01n@example.com'],
  'jose@example.com': ['jose\u0301@example.com', 'jos\u00e9@example.com'],
  'eve@mueller.example': ['eve@xn--mller-kva.example', 'eve@m\u00fcller.example'],
}

const pick = (world: DirectoryWorld, from: number, to: number): readonly Known[] => world.ordinary.slice(from, to)
const one = (world: DirectoryWorld): Known => world.ordinary[0] ?? assert.fail('nobody is there')
const kindsOf = (effects: ReadonlyMap<UserId, Effect>) => [...effects.values()].map((effect) => effect.kind)
const without = (before: readonly Known[], gone: readonly Known[]) =>
  before.filter(({ id }) => !gone.some((known) => known.id === id))

async function errorOf(asked: Promise<unknown>): Promise<WireError> {
  try {
    await asked
  } catch (error) {
    assert.ok(error instanceof WireError, inspect(error))
    return error
  }
  return assert.fail('nothing was thrown')
}

/** Deletes in calls as large as the adapter takes. */
async function apply(world: DirectoryWorld, people: readonly Known[]): Promise<ReadonlyMap<UserId, Effect>> {
  const { effectSize } = world.directory.traits('delete')
  const all: [UserId, Effect][] = []
  for (let n = 0; n < people.length; n += effectSize) {
    const targets = people.slice(n, n + effectSize).map(({ id }) => ({ id }))
    all.push(...(await world.directory.apply('delete', targets)))
  }
  return new Map(all)
}

type FaultCase = readonly [fault: WorldFault, kind: Effect['kind'], isRetryable: boolean]

function faultsOf(isOneCall: boolean, needsBody: boolean): readonly FaultCase[] {
  if (!isOneCall) return []
  return [
    ['reset', 'unclear', true],
    ['hang', 'unclear', true],
    [500, 'unclear', true],
    [503, 'unclear', true],
    ...(needsBody
      ? ([
          ['bad-json', 'unclear', true],
          ['empty', 'unclear', true],
        ] as const)
      : []),
    [429, 'refused', true],
    [400, 'refused', false],
    [409, 'refused', false],
  ]
}

const NEW_LOGIN = 'somebody.new@example.com'

const targetFor = (operation: Operation, { id }: Known, newLogin = NEW_LOGIN): Target =>
  operation === 'rename' ? { id, newLogin } : { id }

/** Everything that an effect could have changed. */
const picture = (world: DirectoryWorld): readonly unknown[] =>
  world.everyone().map(({ id, login }) => [id, login, world.isActive(id), world.fingerprint(id)])

const withoutThe = (people: readonly Known[], seen: readonly unknown[]) =>
  seen.filter((one) => !people.some(({ id }) => Array.isArray(one) && one[0] === id))

/** What an operation that leaves the account in place has to hold. */
function alterations(operation: Exclude<Operation, 'delete'>, worldNow: () => DirectoryWorld): void {
  describe(operation, () => {
    const stepsLeft = async (world: DirectoryWorld, known: Known) => {
      const subject = subjectOf((await world.directory.reread([known.id])).get(known.id))
      return world.directory.stepsLeft(operation, subject, targetFor(operation, known))
    }
    /** Somebody on whom there is something to do. */
    const ready = async (world: DirectoryWorld, place = 0): Promise<Known> => {
      const known = world.ordinary.filter(({ id }) => world.isActive(id))[place] ?? assert.fail('nobody is active')
      if (operation === 'restore') await world.directory.apply('deactivate', [{ id: known.id }])
      return known
    }

    it('does its work on the account that was given, and says that nothing is left', async () => {
      const world = worldNow()
      const known = await ready(world)
      const [before, print] = [picture(world), world.fingerprint(known.id)]
      assert.notEqual((await stepsLeft(world, known))?.length, 0)
      const effects = await world.directory.apply(operation, [targetFor(operation, known)])
      assert.deepEqual(kindsOf(effects), ['done'])
      assert.deepEqual(await stepsLeft(world, known), [])
      assert.deepEqual(withoutThe([known], picture(world)), withoutThe([known], before))
      if (operation !== 'rename') return assert.equal(world.isActive(known.id), operation === 'restore')
      assert.equal(world.everyone().find(({ id }) => id === known.id)?.login, NEW_LOGIN)
      assert.equal(world.fingerprint(known.id), print)
    })

    it('changes nobody when it is not an id', async () => {
      const world = worldNow()
      const before = picture(world)
      const odd = targetFor(operation, { id: '../people' as UserId, login: '' })
      assert.equal((await world.directory.apply(operation, [odd])).get(odd.id)?.kind, 'refused')
      assert.deepEqual(picture(world), before)
    })

    it('does not call it done for an account that is gone', async () => {
      const world = worldNow()
      const known = await ready(world)
      world.remove(known.id)
      const effects = await world.directory.apply(operation, [targetFor(operation, known)])
      assert.equal(effects.get(known.id)?.kind, 'refused')
    })

    if (operation === 'rename')
      it('refuses an address that another account has, with nobody changed', async () => {
        const world = worldNow()
        const [known, other] = [await ready(world, 0), await ready(world, 1)]
        const before = picture(world)
        const effects = await world.directory.apply(operation, [targetFor(operation, known, other.login)])
        assert.deepEqual(kindsOf(effects), ['refused'])
        assert.deepEqual(picture(world), before)
      })
  })
}

export function directoryContract(name: string, options: ContractOptions): void {
  const { setUp, on403, operations, again = 'already-done', isOneCall = true, needsBody = true } = options
  const { listsAdmins = true, hasOwner = true } = options
  describe(`${name} as a directory`, () => {
    let world: DirectoryWorld
    beforeEach(async () => {
      world = await setUp()
      await world.directory.check()
    })
    afterEach(() => world.close())

    describe('finding', () => {
      it('finds an account by its address, whatever the case on either side', async () => {
        const { id, login } = one(world)
        const found = await find(world, email(login), email(login.toUpperCase()))
        assert.equal(subjectOf(found.of(email(login))).id, id)
        assert.equal(subjectOf(found.of(email(login.toUpperCase()))).id, id)
        assert.equal(subjectOf(found.of(email(login))).login, login)
      })

      it('finds an account by its id', async () => {
        const { id, login } = one(world)
        assert.equal(subjectOf((await find(world, byId(id))).of(byId(id))).login, login)
      })

      it('finds an address with a plus sign, and not the one that has a space in its place', async () => {
        const { id } = one(world)
        world.changeLogin(id, 'plus+sign@example.com')
        const found = await find(world, email('plus+sign@example.com'), email('plus sign@example.com'))
        assert.equal(subjectOf(found.of(email('plus+sign@example.com'))).id, id)
        assert.notEqual(found.of(email('plus sign@example.com')).kind, 'found')
      })

      it('never takes a near address for the one asked for', async () => {
        const { id } = one(world)
        world.changeLogin(id, 'kim@example.com')
        const near = [
          'im@example.com',
          'kim@example.co',
          'kim@example.comm',
          '\u212aim@example.com',
          'kım@example.com',
          ' kim@example.com',
          '%kim@example.com',
          '*',
        ]
        const found = await find(world, ...near.map(email), email('kim@example.com'))
        for (const address of near) assert.notEqual(found.of(email(address)).kind, 'found', address)
        assert.equal(subjectOf(found.of(email('kim@example.com'))).id, id)
      })

      it('finds nobody by an address that only looks like theirs', async () => {
        const logins = Object.keys(LOOK_ALIKES)
        for (const [at, login] of logins.entries()) world.changeLogin(world.ordinary[at]?.id ?? one(world).id, login)
        const others = Object.values(LOOK_ALIKES).flat()
        const found = await find(world, ...others.map(email), ...logins.map(email))
        for (const asked of others) assert.notEqual(found.of(email(asked)).kind, 'found', asked)
        for (const [at, login] of logins.entries())
          assert.equal(subjectOf(found.of(email(login))).id, world.ordinary[at]?.id)
      })

      it('tells of nobody, of a malformed id and of an id that is not there', async () => {
        const { id } = one(world)
        world.remove(id)
        const keys = [email('nobody@example.com'), byId('../../people'), byId(''), byId(id)]
        const found = await find(world, ...keys)
        for (const key of keys) assert.deepEqual(found.of(key), { kind: 'absent' })
        assert.equal(found.findings.size, keys.length)
      })

      it('does not choose for an address that does not name the account', async () => {
        if (world.addSecondAddress === undefined) return
        world.addSecondAddress(one(world).id, 'second@example.com')
        assert.equal((await find(world, email('second@example.com'))).of(email('second@example.com')).kind, 'ambiguous')
      })

      it('never shows an account of another tenant as one of this', async () => {
        if (world.outsider === undefined) return
        const { id, login } = world.outsider
        const found = await find(world, email(login), byId(id))
        assert.equal(found.of(email(login)).kind, 'absent')
        assert.notEqual(subjectOf(found.of(byId(id))).tenantId, found.tenant.id)
      })

      it('counts the people and names the full administrators, for few keys and for many', async () => {
        const { id } = one(world)
        world.makeFullAdmin?.(id)
        const many = world.ordinary.map(({ login }) => email(login))
        for (const keys of [many.slice(0, 1), many]) {
          const { tenant, of } = await find(world, ...keys)
          assert.equal(tenant.population, world.population)
          if (listsAdmins) assert.ok(tenant.fullAdmins.includes(id))
          if (world.makeFullAdmin === undefined) continue
          const admin = subjectOf(of(email(one(world).login)))
          assert.equal(admin.isFullAdmin, true)
          assert.equal(admin.adminRoles.length, 1)
          assert.equal(admin.tenantId, tenant.id)
        }
      })

      it('tells how far it is, up to the whole', async () => {
        const seen: number[] = []
        const keys = world.ordinary.map(({ login }) => email(login))
        await world.directory.find(keys, ({ done, total }) => seen.push(done, total), new AbortController().signal)
        assert.deepEqual(seen.slice(-2), [keys.length, keys.length])
      })

      it('returns nothing of a reading that breaks off, wherever it does', async () => {
        const keys = world.ordinary.map(({ login }) => email(login))
        for (const skip of [0, 1, 2]) {
          world.failReads(skip, 503)
          assert.equal((await errorOf(find(world, ...keys))).fault.httpStatus, 503)
          world.later(60_001)
        }
      })

      it('gives up when it is told to', async () => {
        const controller = new AbortController()
        controller.abort()
        const keys = [email(one(world).login)]
        assert.equal(
          (await errorOf(world.directory.find(keys, () => undefined, controller.signal))).fault.code,
          'aborted',
        )
      })
    })

    describe('rereading', () => {
      it('shows a changed login, a gained role and an absence, and holds an entry for every id', async () => {
        const [renamed, promoted, gone, same] = world.ordinary
        assert.ok(renamed && promoted && gone && same)
        world.changeLogin(renamed.id, 'renamed@example.com')
        world.makeFullAdmin?.(promoted.id)
        world.remove(gone.id)
        const now = await world.directory.reread([renamed, promoted, gone, same].map(({ id }) => id))
        assert.equal(subjectOf(now.get(renamed.id)).login, 'renamed@example.com')
        if (world.makeFullAdmin) {
          assert.equal(subjectOf(now.get(promoted.id)).isFullAdmin, true)
          assert.notDeepEqual(subjectOf(now.get(promoted.id)).adminRoles, [])
        }
        assert.deepEqual(now.get(gone.id), { kind: 'absent' })
        assert.deepEqual(subjectOf(now.get(same.id)).adminRoles, [])
        assert.equal(subjectOf(now.get(same.id)).id, same.id)
        assert.equal(now.size, 4)
      })

      it('sees a role that was given a little later', async () => {
        const { id } = one(world)
        if (world.makeFullAdmin === undefined) return
        assert.equal(subjectOf((await world.directory.reread([id])).get(id)).isFullAdmin, false)
        world.makeFullAdmin(id)
        world.later(5_000)
        assert.equal(subjectOf((await world.directory.reread([id])).get(id)).isFullAdmin, true)
      })

      it('shows the same login and tenant as finding did', async () => {
        const { id, login } = one(world)
        const before = subjectOf((await find(world, email(login))).of(email(login)))
        const now = subjectOf((await world.directory.reread([id])).get(id))
        assert.deepEqual(
          [now.id, now.login, now.tenantId, now.adminRoles],
          [before.id, before.login, before.tenantId, before.adminRoles],
        )
      })

      it('throws when the accounts cannot be read', async () => {
        world.failReads(0, 500)
        assert.equal((await errorOf(world.directory.reread([one(world).id]))).fault.httpStatus, 500)
      })
    })

    describe('deleting', () => {
      it('deletes exactly the accounts that were given', async () => {
        const people = pick(world, 0, 7)
        const before = world.everyone()
        const effects = await apply(world, people)
        assert.deepEqual(kindsOf(effects), Array(7).fill('done'))
        assert.deepEqual(world.everyone(), without(before, people))
      })

      it('says the second time that it was done already, row by row', async () => {
        const [gone, ...others] = pick(world, 0, 3)
        assert.ok(gone)
        await apply(world, [gone])
        const before = world.everyone()
        const effects = await apply(world, [gone, ...others])
        assert.deepEqual(
          [...effects.keys()],
          [gone, ...others].map(({ id }) => id),
        )
        assert.deepEqual(kindsOf(effects), [again, 'done', 'done'])
        assert.deepEqual(world.everyone(), without(before, others))
      })

      it('changes nobody of another tenant', async () => {
        const before = world.everyone()
        if (world.outsider === undefined) return
        const effects = await apply(world, [world.outsider])
        assert.notEqual(effects.get(world.outsider.id)?.kind, 'done')
        assert.deepEqual(world.everyone(), before)
      })

      it('refuses what is not an id without sending it', async () => {
        const before = world.everyone()
        const odd = { id: '../people' as UserId, login: '' }
        assert.equal((await apply(world, [odd])).get(odd.id)?.kind, 'refused')
        assert.deepEqual(world.everyone(), before)
      })

      for (const [fault, kind, isRetryable] of faultsOf(isOneCall, needsBody)) {
        it(`takes "${fault}" for ${kind}, with nobody changed and no second try`, async () => {
          const before = world.everyone()
          world.failNextEffect(fault, fault === 429 ? '7' : undefined)
          const effect = [...(await apply(world, pick(world, 0, 1))).values()][0]
          assert.equal(effect?.kind, kind)
          assert.ok(effect.kind === 'unclear' || effect.kind === 'refused')
          assert.equal(effect.fault.isRetryable, isRetryable)
          if (fault === 429) assert.equal(effect.fault.retryAfter, '7')
          assert.deepEqual(world.everyone(), before)
        })
      }

      if (isOneCall)
        it('calls it unclear when the connection broke after the deed', async () => {
          const before = world.everyone()
          const people = pick(world, 0, 1)
          world.failNextEffect('reset-after')
          assert.deepEqual(kindsOf(await apply(world, people)), ['unclear'])
          assert.deepEqual(world.everyone(), without(before, people))
        })

      it('throws "credential-refused" for a 401, with nobody changed', async () => {
        const before = world.everyone()
        world.failNextEffect(401)
        const { fault } = await errorOf(apply(world, pick(world, 0, 1)))
        assert.deepEqual([fault.code, fault.kind, fault.isRetryable], ['credential-refused', 'refused', false])
        assert.deepEqual(world.everyone(), before)
      })

      it(`takes a 403 for ${on403}`, async () => {
        const before = world.everyone()
        world.failNextEffect(403)
        const outcome = apply(world, pick(world, 0, 1))
        if (on403 === 'refused') assert.deepEqual(kindsOf(await outcome), ['refused'])
        else assert.equal((await errorOf(outcome)).fault.code, 'credential-refused')
        assert.deepEqual(world.everyone(), before)
      })

      it('refuses more accounts than one call takes', async () => {
        const { effectSize } = world.directory.traits('delete')
        const targets = Array.from({ length: effectSize + 1 }, () => ({ id: one(world).id }))
        const before = world.everyone()
        await assert.rejects(world.directory.apply('delete', targets), RangeError)
        assert.deepEqual(world.everyone(), before)
      })
    })

    for (const operation of new Set<Operation>(['delete', ...operations]))
      it(`does not send what is not wanted any more: ${operation}`, async () => {
        const known = one(world)
        if (operation === 'restore') await world.directory.apply('deactivate', [{ id: known.id }])
        const before = picture(world)
        const asked = world.directory.apply(operation, [targetFor(operation, known)], AbortSignal.abort())
        const { fault } = await errorOf(asked)
        assert.deepEqual([fault.code, fault.isRetryable], ['not-sent', true])
        assert.deepEqual(picture(world), before)
        // As soon as somebody wants it again it can be had.
        const effects = await world.directory.apply(
          operation,
          [targetFor(operation, known)],
          new AbortController().signal,
        )
        assert.deepEqual(kindsOf(effects), ['done'])
      })

    for (const operation of OPERATIONS.filter((name) => name !== 'delete')) {
      if (operations.includes(operation)) alterations(operation, () => world)
      else
        it(`refuses to ${operation}, with nobody changed`, async () => {
          const before = picture(world)
          const effects = await world.directory.apply(operation, [targetFor(operation, one(world))])
          assert.deepEqual(kindsOf(effects), ['refused'])
          assert.deepEqual(picture(world), before)
        })
    }

    describe('everyone', () => {
      const everyone = () => world.directory.everyone(() => undefined, new AbortController().signal)

      it('is each person of the tenant once, as finding shows them', async () => {
        const { tenant, subjects } = await everyone()
        assert.equal(tenant.population, subjects.length)
        assert.ok(subjects.length >= world.population)
        assert.equal(new Set(subjects.map(({ id }) => id)).size, subjects.length)
        const people = pick(world, 0, 5)
        const found = await find(world, ...people.map(({ login }) => email(login)))
        for (const { id, login } of people) {
          const { hasPhone: _looked, ...listed } = subjects.find((subject) => subject.id === id) ?? assert.fail(login)
          const { hasPhone: _found, ...shown } = subjectOf(found.of(email(login)))
          assert.deepEqual(listed, shown)
        }
      })

      it('is nobody when the reading breaks off', async () => {
        for (const skip of [0, 1]) {
          world.failReads(skip, 503)
          assert.equal((await errorOf(everyone())).fault.httpStatus, 503)
          world.later(60_001)
        }
      })
    })

    it('lets no secret out in an error, however deep one looks', async () => {
      const keys = world.ordinary.map(({ login }) => email(login))
      const seen: unknown[] = []
      for (const fault of [401, 403, 500, 'reset', 'bad-json', 'empty', 'hang'] as const) {
        world.failReads(0, fault)
        world.later(60_001)
        seen.push(await errorOf(find(world, ...keys)))
        world.failNextEffect(fault)
        seen.push(await apply(world, pick(world, 0, 1)).catch((error: unknown) => error))
      }
      const shown = inspect(seen, { depth: Number.POSITIVE_INFINITY, showHidden: true, maxStringLength: null })
      assert.ok(shown.length > 1_000)
      for (const secret of world.secrets) assert.ok(!shown.includes(secret), `"${secret}" is in an error`)
    })

    it('says who it is', async () => {
      const credential = await world.directory.check()
      assert.equal(credential.directory, world.directory.name)
      const isThere = world
        .everyone()
        .some(({ id, login }) => id === credential.ownerId && login === credential.ownerLogin)
      assert.equal(isThere, hasOwner)
      assert.notEqual(credential.tenantName, '')
    })
  })
}
