/**
 * What every adapter behind the `Directory` port has to hold, whatever the vendor. Run against an emulated tenant over real
 * HTTP; `everyone` is read from the emulation itself and never through the adapter.
 */
import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { type Directory, type Effect, type Found, findingKey } from '../../src/model/directory.ts'
import type { UserId } from '../../src/model/ids.ts'
import type { RowKey } from '../../src/model/rows.ts'
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
  /** Every account that there is, in this tenant and elsewhere. */
  everyone(): readonly Known[]
  /** People of the tenant without an administrative role; at least ten. */
  readonly ordinary: readonly Known[]
  readonly outsider: Known
  /** People of the tenant. */
  readonly population: number
  changeLogin(id: UserId, login: string): void
  addSecondAddress(id: UserId, address: string): void
  makeFullAdmin(id: UserId): void
  remove(id: UserId): void
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

export function directoryContract(name: string, { setUp, on403 }: ContractOptions): void {
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

      it('tells of nobody, of a malformed id and of an id that is not there', async () => {
        const { id } = one(world)
        world.remove(id)
        const keys = [email('nobody@example.com'), byId('../../people'), byId(''), byId(id)]
        const found = await find(world, ...keys)
        for (const key of keys) assert.deepEqual(found.of(key), { kind: 'absent' })
        assert.equal(found.findings.size, keys.length)
      })

      it('does not choose for an address that does not name the account', async () => {
        const { id } = one(world)
        world.addSecondAddress(id, 'second@example.com')
        assert.equal((await find(world, email('second@example.com'))).of(email('second@example.com')).kind, 'ambiguous')
      })

      it('never shows an account of another tenant as one of this', async () => {
        const { id, login } = world.outsider
        const found = await find(world, email(login), byId(id))
        assert.equal(found.of(email(login)).kind, 'absent')
        assert.notEqual(subjectOf(found.of(byId(id))).tenantId, found.tenant.id)
      })

      it('counts the people and names the full administrators, for few keys and for many', async () => {
        const { id } = one(world)
        world.makeFullAdmin(id)
        const many = world.ordinary.map(({ login }) => email(login))
        for (const keys of [many.slice(0, 1), many]) {
          const { tenant, of } = await find(world, ...keys)
          assert.equal(tenant.population, world.population)
          assert.ok(tenant.fullAdmins.includes(id))
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
        world.makeFullAdmin(promoted.id)
        world.remove(gone.id)
        const now = await world.directory.reread([renamed, promoted, gone, same].map(({ id }) => id))
        assert.equal(subjectOf(now.get(renamed.id)).login, 'renamed@example.com')
        assert.equal(subjectOf(now.get(promoted.id)).isFullAdmin, true)
        assert.notDeepEqual(subjectOf(now.get(promoted.id)).adminRoles, [])
        assert.deepEqual(now.get(gone.id), { kind: 'absent' })
        assert.deepEqual(subjectOf(now.get(same.id)).adminRoles, [])
        assert.equal(subjectOf(now.get(same.id)).id, same.id)
        assert.equal(now.size, 4)
      })

      it('sees a role that was given a little later', async () => {
        const { id } = one(world)
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
        assert.deepEqual(kindsOf(effects), ['already-done', 'done', 'done'])
        assert.deepEqual(world.everyone(), without(before, others))
      })

      it('changes nobody of another tenant', async () => {
        const before = world.everyone()
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

      for (const [fault, kind, isRetryable] of [
        ['reset', 'unclear', true],
        ['hang', 'unclear', true],
        [500, 'unclear', true],
        [503, 'unclear', true],
        ['bad-json', 'unclear', true],
        ['empty', 'unclear', true],
        [429, 'refused', true],
        [400, 'refused', false],
        [409, 'refused', false],
      ] as const) {
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
      assert.ok(world.everyone().some(({ id, login }) => id === credential.ownerId && login === credential.ownerLogin))
      assert.notEqual(credential.tenantName, '')
    })
  })
}
