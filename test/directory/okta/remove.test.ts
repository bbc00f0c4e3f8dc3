import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { OktaDirectoryOptions } from '../../../src/directory/okta/directory.ts'
import { DELETE_TRIES, waitBeforeAgain } from '../../../src/directory/okta/remove.ts'
import { STATUSES } from '../../../src/directory/okta/steps.ts'
import type { Directory, Effect } from '../../../src/model/directory.ts'
import { userId } from '../../../src/model/ids.ts'
import { type Caller, WireError } from '../../../src/model/wire.ts'
import type { FaultEffect, FaultRule } from '../../../src/sandbox/knobs.ts'
import type { Call } from '../../../src/sandbox/traffic.ts'
import { oktaWorld } from '../../support/okta-world.ts'
import { oneAttempt } from '../../support/one-attempt.ts'

type World = Awaited<ReturnType<typeof oktaWorld>>
type Status = (typeof STATUSES)[number]

const shortOf = ({ method, url, status }: Call): string =>
  `${method} ${url.replace(/^\/api\/v1\/users\/[^/?]+/, '…').replace(/\?.*/, '')} ${status}`

const pathOf = (id: string): string => `^/okta/api/v1/users/${id}`

async function deleted(directory: Directory, id: string): Promise<Effect | WireError> {
  try {
    const effects = await directory.apply('delete', [{ id: userId(id) }])
    return effects.get(userId(id)) ?? assert.fail('no effect was told')
  } catch (error) {
    return error instanceof WireError ? error : assert.fail(String(error))
  }
}

/** The account of these tests, in the status asked for. */
function given(world: World, status: Status): string {
  const id = world.ordinary[0]?.id ?? assert.fail('nobody is there')
  world.organisation.arrange(id, { status })
  world.cloud.traffic.clear()
  return id
}

const isDelete = ({ method }: Call): boolean => method === 'DELETE'

/** What must hold whatever goes wrong: each DELETE comes right after a GET of the same user that answered DEPROVISIONED. */
function assertEachDeleteWasLookedAt(calls: readonly Call[]): void {
  for (const [place, call] of calls.entries()) {
    assert.ok(!call.url.includes('api-tokens'))
    if (!isDelete(call)) continue
    const id = /^\/api\/v1\/users\/([^/?]+)/.exec(call.url)?.[1]
    const before = calls.slice(0, place).findLast(({ url }) => url.startsWith(`/api/v1/users/${id}`))
    assert.equal(before?.method, 'GET', `before ${call.url}`)
    assert.deepEqual(before.url, `/api/v1/users/${id}`)
    const shown = before.responseBody as { id?: string; status?: string }
    assert.deepEqual([before.status, shown.id, shown.status], [200, id, 'DEPROVISIONED'])
  }
}

describe('a deletion', () => {
  let world: World
  beforeEach(async () => {
    world = await oktaWorld()
  })
  afterEach(() => world.close())
  const anew = async (directory: Partial<OktaDirectoryOptions>): Promise<void> => {
    await world.close()
    world = await oktaWorld({ directory })
  }

  const calls = () => world.cloud.traffic.calls.map(shortOf)
  const fail = (...rules: FaultRule[]) => world.cloud.knobs.set({ rules })
  const failDelete = (id: string, effect: FaultEffect, more: Partial<FaultRule> = {}) =>
    fail({ method: 'DELETE', path: pathOf(id), effect, ...more })

  for (const status of STATUSES)
    it(`of an account that is ${status} takes ${status === 'DEPROVISIONED' ? 'a look and a DELETE' : 'a deactivation before'}`, async () => {
      const id = given(world, status)
      assert.deepEqual(await deleted(world.directory, id), { kind: 'done' })
      const steps = status === 'DEPROVISIONED' ? ['GET … 200'] : ['GET … 200', 'POST …/lifecycle/deactivate 200']
      assert.deepEqual(calls(), [...steps, 'GET … 200', 'DELETE … 204'])
      assert.equal(world.organisation.user(id), undefined)
      assert.ok(world.organisation.changes.every(({ mailed }) => !mailed))
    })

  it('ends between its steps when it is not wanted any more, and says that the account is deactivated', async () => {
    const stop = new AbortController()
    const call: Caller = (traits, attempt) =>
      oneAttempt(traits, attempt).finally(() => traits.nature === 'effect' && stop.abort())
    await anew({ call })
    const id = given(world, 'ACTIVE')
    const effect = (await world.directory.apply('delete', [{ id: userId(id) }], stop.signal)).get(userId(id))
    assert.equal(effect?.kind === 'refused' && effect.fault.code, 'not-sent')
    assert.match(
      effect?.kind === 'refused' ? effect.fault.message : '',
      /the account is deactivated now, and not deleted/,
    )
    assert.deepEqual(calls(), ['GET … 200', 'POST …/lifecycle/deactivate 200', 'GET … 200'])
    assert.deepEqual(await deleted(world.directory, id), { kind: 'done' })
  })

  it('does not wait to be sent again when it is not wanted any more', async () => {
    const stop = new AbortController()
    const clock = {
      now: () => new Date(),
      sleep: async (_ms: number, signal?: AbortSignal) => {
        stop.abort()
        assert.ok(signal?.aborted, 'the wait would have been ended')
      },
    }
    await anew({ clock })
    const id = given(world, 'DEPROVISIONED')
    failDelete(id, 429, { retryAfter: 600 })
    const asked = world.directory.apply('delete', [{ id: userId(id) }], stop.signal)
    const error = await asked.catch((thrown: unknown) => thrown)
    assert.equal(error instanceof WireError && error.fault.code, 'not-sent')
    assert.equal(world.cloud.traffic.calls.filter(isDelete).length, 1)
  })

  it('spares the first look when the account was just reread, and never the one before the DELETE', async () => {
    for (const [status, ids] of [
      ['ACTIVE', world.ordinary[0]?.id],
      ['DEPROVISIONED', world.ordinary[1]?.id],
    ] as const) {
      const id = ids ?? assert.fail('nobody is there')
      world.organisation.arrange(id, { status })
      await world.directory.reread([id])
      world.cloud.traffic.clear()
      assert.deepEqual(await deleted(world.directory, id), { kind: 'done' })
      const first = status === 'ACTIVE' ? ['POST …/lifecycle/deactivate 200'] : []
      assert.deepEqual(calls(), [...first, 'GET … 200', 'DELETE … 204'])
    }
  })

  it('does not trust a rereading that is older than half a minute', async () => {
    const id = given(world, 'ACTIVE')
    await world.directory.reread([userId(id)])
    world.clock.advance(30_001)
    world.cloud.traffic.clear()
    await deleted(world.directory, id)
    assert.equal(calls()[0], 'GET … 200')
  })

  it('deactivates nobody twice when the account was reread before somebody else deactivated it', async () => {
    const id = given(world, 'ACTIVE')
    await world.directory.reread([userId(id)])
    world.organisation.step('deactivate', id)
    world.cloud.traffic.clear()
    assert.deepEqual(await deleted(world.directory, id), { kind: 'done' })
    assert.deepEqual(calls(), ['POST …/lifecycle/deactivate 404', 'GET … 200', 'DELETE … 204'])
  })

  it('sends no DELETE to an account that was brought back after it was reread as deactivated', async () => {
    const id = given(world, 'DEPROVISIONED')
    await world.directory.reread([userId(id)])
    world.organisation.arrange(id, { status: 'ACTIVE' })
    const effect = await deleted(world.directory, id)
    assert.ok(!(effect instanceof WireError) && effect.kind === 'refused')
    assert.match(effect.fault.message, /ACTIVE now: somebody has brought it back/)
    assert.equal(world.organisation.user(id)?.status, 'ACTIVE')
    assert.ok(!world.cloud.traffic.calls.some(isDelete))
  })

  it('is done already when the account is gone before or in between', async () => {
    const id = given(world, 'ACTIVE')
    await world.directory.reread([userId(id)])
    world.organisation.remove(id)
    assert.deepEqual(await deleted(world.directory, id), { kind: 'already-done' })
    assert.deepEqual(await deleted(world.directory, id), { kind: 'already-done' })
  })

  it('takes no other 404 for an absence', async () => {
    const id = given(world, 'ACTIVE')
    fail({
      method: 'GET',
      path: pathOf(id),
      effect: 404,
      body: { errorCode: 'E0000008', errorSummary: 'no such path' },
    })
    const effect = await deleted(world.directory, id)
    assert.ok(!(effect instanceof WireError) && effect.kind === 'refused' && effect.fault.code === 'E0000008')
  })

  it('says that the account is deactivated now when the DELETE is refused after it', async () => {
    const contact = world.organisation.persona('billing').id
    const effect = await deleted(world.directory, contact)
    assert.ok(!(effect instanceof WireError) && effect.kind === 'refused')
    assert.match(
      effect.fault.message,
      /^deleting the user .* Okta answered 403, .*; the account is deactivated now, and not deleted$/,
    )
    assert.equal(world.organisation.user(contact)?.status, 'DEPROVISIONED')
    const again = await deleted(world.directory, contact)
    assert.ok(!(again instanceof WireError) && again.kind === 'refused')
    assert.match(again.fault.message, /; the account stays deactivated$/)
  })

  for (const effect of ['reset', 500, 503, 408, 'empty', 'bad-json'] as const)
    it(`is unclear after "${effect}" to the DELETE, with one look and no second try`, async () => {
      const id = given(world, 'DEPROVISIONED')
      failDelete(id, effect)
      const told = await deleted(world.directory, id)
      assert.ok(!(told instanceof WireError) && told.kind === 'unclear')
      assert.equal(world.cloud.traffic.calls.filter(isDelete).length, 1)
      assert.equal(calls().at(-1), 'GET … 200')
    })

  it('is done when the connection broke after the deed', async () => {
    const id = given(world, 'ACTIVE')
    failDelete(id, 'reset-after')
    assert.deepEqual(await deleted(world.directory, id), { kind: 'done' })
    assert.deepEqual(calls().slice(-2), ['DELETE … 0', 'GET … 404'])
  })

  it('waits as long as it is told after 429, and looks before and after', async () => {
    const id = given(world, 'DEPROVISIONED')
    failDelete(id, 429, { retryAfter: 17 })
    assert.deepEqual(await deleted(world.directory, id), { kind: 'done' })
    assert.deepEqual(world.clock.sleeps, [17_000])
    assert.deepEqual(calls().slice(2), ['DELETE … 429', 'GET … 200', 'GET … 200', 'DELETE … 204'])
  })

  it(`gives up after ${DELETE_TRIES} DELETEs that were turned away`, async () => {
    const id = given(world, 'DEPROVISIONED')
    failDelete(id, 429, { times: 99 })
    const effect = await deleted(world.directory, id)
    assert.ok(!(effect instanceof WireError) && effect.kind === 'refused' && effect.fault.httpStatus === 429)
    assert.deepEqual(world.clock.sleeps, [1_000, 2_000, 4_000, 8_000])
    assert.equal(world.cloud.traffic.calls.filter(isDelete).length, DELETE_TRIES)
    assertEachDeleteWasLookedAt(world.cloud.traffic.calls)
  })

  it('waits for nobody who asks for hours', () => {
    const fault = { kind: 'refused', code: 'E0000047', message: '', httpStatus: 429, isRetryable: true } as const
    assert.equal(waitBeforeAgain({ ...fault, retryAfter: '601' }, 1), undefined)
    assert.equal(waitBeforeAgain({ ...fault, retryAfter: '600' }, 1), 600_000)
    assert.equal(waitBeforeAgain({ ...fault, httpStatus: 500 }, 1), undefined)
  })

  it('goes on with a new token after one that ended in between', async () => {
    const app = await oktaWorld({ as: 'service-app' })
    const id = given(app, 'DEPROVISIONED')
    app.cloud.knobs.set({ rules: [{ method: 'DELETE', path: pathOf(id), effect: 401 }] })
    assert.deepEqual(await deleted(app.directory, id), { kind: 'done' })
    assertEachDeleteWasLookedAt(app.cloud.traffic.calls)
    await app.close()
  })

  it('throws for a dead credential while nothing was done, and calls it unclear once something was', async () => {
    const id = given(world, 'DEPROVISIONED')
    fail({ path: pathOf(id), skip: 2, times: 99, effect: 401 })
    const thrown = await deleted(world.directory, id)
    assert.ok(thrown instanceof WireError && thrown.fault.code === 'credential-refused')
    world.organisation.arrange(id, { status: 'ACTIVE' })
    fail({ path: pathOf(id), skip: 2, times: 99, effect: 401 })
    const effect = await deleted(world.directory, id)
    assert.ok(!(effect instanceof WireError) && effect.kind === 'unclear')
    assert.equal(world.organisation.user(id)?.status, 'DEPROVISIONED')
  })

  it('waits for a deactivation that takes its time, and asks for none that is under way', async () => {
    const slow = await oktaWorld({ okta: { settleMs: 6_000 } })
    const [one, other] = slow.ordinary
    assert.ok(one && other)
    assert.deepEqual(await deleted(slow.directory, one.id), { kind: 'done' })
    assert.deepEqual(slow.clock.sleeps, [1_000, 2_000, 4_000])
    slow.organisation.step('deactivate', other.id)
    slow.cloud.traffic.clear()
    assert.deepEqual(await deleted(slow.directory, other.id), { kind: 'done' })
    assert.ok(!slow.cloud.traffic.calls.some(({ method }) => method === 'POST'))
    assertEachDeleteWasLookedAt(slow.cloud.traffic.calls)
    await slow.close()
  })

  it('is unclear, with no DELETE, while a deactivation takes longer than it is waited for', async () => {
    const slow = await oktaWorld({ okta: { settleMs: 3_600_000 } })
    const id = slow.ordinary[0]?.id ?? assert.fail('nobody is there')
    const effect = await deleted(slow.directory, id)
    assert.ok(!(effect instanceof WireError) && effect.kind === 'unclear')
    assert.deepEqual(slow.clock.sleeps, [1_000, 2_000, 4_000, 8_000, 15_000])
    assert.ok(!slow.cloud.traffic.calls.some(isDelete))
    await slow.close()
  })

  it('of many is a look that showed DEPROVISIONED before each DELETE, and never a call about API tokens', async () => {
    await world.directory.check()
    world.clock.advance(60_000)
    const targets = world.organisation.users().slice(0, 40)
    await Promise.all(targets.map(({ id }) => deleted(world.directory, id)))
    const seen = world.cloud.traffic.calls
    assert.ok(seen.filter(isDelete).length > 30)
    assertEachDeleteWasLookedAt(seen)
  })

  it('never deletes unseen, and never tells a lie, whatever goes wrong along the way', async () => {
    await world.close()
    world = await oktaWorld({ okta: { settleMs: 2_500 } })
    const effects = [401, 403, 404, 409, 500, 503, 'reset', 'reset-after', 'empty', 'bad-json'] as const
    const fault = fc.oneof(
      { weight: 24, arbitrary: fc.constant(undefined) },
      { weight: 6, arbitrary: fc.constant<FaultEffect>(429) },
      { weight: 1, arbitrary: fc.constantFrom<FaultEffect>(...effects) },
    )
    const meddling = fc.option(fc.constantFrom<Status | 'remove'>('ACTIVE', 'SUSPENDED', 'remove'), { nil: undefined })
    let [seen, waits] = [0, 0]
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.constant<Status>('DEPROVISIONED'), fc.constantFrom(...STATUSES)),
        fc.array(fault, { maxLength: 12, size: 'max' }),
        meddling,
        async (status, faults, meddled) => {
          world.organisation.reset()
          world.cloud.knobs.reset()
          world.clock.advance(60_000)
          world.clock.sleeps.length = 0
          const id = given(world, status)
          world.cloud.knobs.set({ rules: inTurn(pathOf(id), faults) })
          const stop = whenWaiting(world, () => meddle(world, id, meddled))
          const told = await deleted(world.directory, id)
          stop()
          const { calls: made } = world.cloud.traffic
          assertEachDeleteWasLookedAt(made)
          assert.ok(made.filter(isDelete).length <= DELETE_TRIES)
          assertTrue(world, id, told, status, meddled)
          seen += made.filter(isDelete).length
          waits += world.clock.sleeps.length
        },
      ),
      // Somebody brings the account back while it waits after a 429, and then the credential ends.
      { numRuns: 200, examples: [['DEPROVISIONED', [undefined, undefined, 429, undefined, 401], 'ACTIVE']] },
    )
    assert.ok(seen > 30 && waits > 30, `${seen} DELETEs and ${waits} waits were tried`)
  })
})

/** Faults for the first, second, third … call; none where there is a gap. */
const inTurn = (path: string, faults: readonly (FaultEffect | undefined)[]): FaultRule[] =>
  faults
    .flatMap((effect, place) => (effect === undefined ? [] : [{ effect, place }]))
    .map(({ effect, place }, before) => ({ path, effect, skip: place - before }))

/** Others are at work too while the adapter waits. */
function whenWaiting(world: World, act: () => void): () => void {
  const { sleep } = world.clock
  world.clock.sleep = async (ms) => {
    act()
    return sleep(ms)
  }
  return () => {
    world.clock.sleep = sleep
  }
}

function meddle({ organisation }: World, id: string, how: Status | 'remove' | undefined): void {
  if (how === undefined || organisation.user(id) === undefined) return
  if (how === 'remove') organisation.remove(id)
  else organisation.arrange(id, { status: how })
}

/** What was told is how it is, but for what others did meanwhile. */
function assertTrue(
  { organisation }: World,
  id: string,
  told: Effect | WireError,
  before: Status,
  meddled: Status | 'remove' | undefined,
): void {
  const now = organisation.user(id)
  const isGone = meddled === 'remove'
  if (told instanceof WireError) {
    assert.equal(told.fault.code, 'credential-refused')
    assert.ok(isGone || now?.status === before || now?.status === meddled)
  } else if (told.kind !== 'unclear') {
    assert.ok(told.kind === 'refused' ? now !== undefined || isGone : now === undefined)
  }
}
