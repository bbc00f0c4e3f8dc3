import assert from 'node:assert/strict'
import { staticToken } from '../../../src/directory/http/token-source.ts'
import { findingKey } from '../../../src/model/directory.ts'
import { userId } from '../../../src/model/ids.ts'
import { OPERATIONS, type Operation } from '../../../src/model/vendor.ts'
import type { Status } from '../../../src/sandbox/okta/user.ts'
import { oktaWorld } from '../../support/okta-world.ts'

/** Calls of a run by bucket: the re-check, the record of what is lost, and the effect. */
const CALLS: readonly (readonly [Operation, Status, string])[] = [
  ['delete', 'ACTIVE', 'api 4, users-get 3, users-write 1'],
  ['delete', 'DEPROVISIONED', 'api 2, users-get 3, users-write 1'],
  ['deactivate', 'ACTIVE', 'api 4, users-get 3'],
  ['restore', 'DEPROVISIONED', 'api 2, users-get 2'],
  ['restore', 'SUSPENDED', 'api 2, users-get 2'],
  ['rename', 'ACTIVE', 'api 1, users-get 2, users-write 1'],
]

describe('the Okta directory', () => {
  for (const [operation, status, expected] of CALLS)
    it(`makes these calls to ${operation} one account that is ${status}: ${expected}`, async () => {
      const buckets: string[] = []
      const { directory, organisation, ordinary, clock, close } = await oktaWorld({
        directory: {
          call: ({ bucket }, attempt) => {
            buckets.push(bucket.replace('okta:', ''))
            return attempt(new AbortController().signal, () => undefined)
          },
        },
      })
      const id = ordinary[0]?.id ?? assert.fail('nobody is there')
      organisation.arrange(id, { status })
      // Everybody is kept before the first effect, so that the re-check comes long after it.
      await directory.snapshot?.(operation, [{ id, isFullAdmin: false }])
      clock.advance(60_000)
      await directory.reread([id])
      const effects = await directory.apply(operation, [{ id, newLogin: 'new@example.com' }])
      assert.deepEqual(effects.get(id), { kind: 'done' })
      const names = [...new Set(buckets)].sort()
      const counts = names.map((name) => `${name} ${buckets.filter((one) => one === name).length}`)
      assert.equal(counts.join(', '), expected)
      const { callsPerAccount } = directory.traits(operation)
      assert.ok(status === 'DEPROVISIONED' ? buckets.length <= callsPerAccount : buckets.length === callsPerAccount)
      await close()
    })

  it('lets nobody repeat a DELETE, and an effect only where it surely came to nothing', async () => {
    const natures = new Set<string>()
    const { directory, ordinary, close } = await oktaWorld({
      directory: {
        call: ({ bucket, nature }, attempt) => {
          natures.add(`${bucket} ${nature}`)
          return attempt(new AbortController().signal, () => undefined)
        },
      },
    })
    const id = ordinary[0]?.id ?? assert.fail('nobody is there')
    await directory.apply('delete', [{ id }])
    assert.deepEqual([...natures], ['okta:users-get read', 'okta:api effect', 'okta:users-write once'])
    await close()
  })

  it('changes nobody, and plans nobody, with a token that may not see who administers', async () => {
    const world = await oktaWorld({ owner: 'helpDesk' })
    const { directory, organisation, ordinary } = world
    const keys = ordinary.slice(0, 3).map(({ login }) => ({ by: 'email', value: login }) as const)
    const { findings } = await directory.find(keys, () => undefined, new AbortController().signal)
    for (const key of keys) assert.equal(findings.get(findingKey(key))?.kind, 'forbidden')
    const id = ordinary[0]?.id ?? assert.fail('nobody is there')
    assert.equal((await directory.reread([id])).get(id)?.kind, 'forbidden')
    const before = organisation.snapshot()
    for (const operation of OPERATIONS) {
      const effect = (await directory.apply(operation, [{ id, newLogin: 'new@example.com' }])).get(id)
      assert.equal(effect?.kind, operation === 'restore' ? 'already-done' : 'refused')
    }
    assert.deepEqual(organisation.snapshot(), before)
    await world.close()
  })

  it('cannot be set up as an administrator who sees nobody', async () => {
    const world = await oktaWorld({ okta: { size: 40 } })
    const nobody = world.emulation.tokens.add(world.ordinary[0]?.id ?? '')
    const blind = await oktaWorld({
      directory: { url: world.url, auth: { kind: 'api-token', tokens: staticToken(nobody) } },
    })
    assert.ok((await blind.directory.check()).unable?.delete)
    await Promise.all([blind.close(), world.close()])
  })

  it('tells what a user is in the words that the dry run shows', async () => {
    const { directory, organisation, ordinary, url, close } = await oktaWorld()
    const id = ordinary[0]?.id ?? assert.fail('nobody is there')
    const { profile } = organisation.arrange(id, {
      status: 'LOCKED_OUT',
      lastLogin: '2026-02-01T00:00:00.000Z',
      provider: { type: 'ACTIVE_DIRECTORY', name: 'corp' },
    })
    assert.deepEqual((await directory.reread([id])).get(id), {
      kind: 'found',
      subject: {
        id,
        login: profile.login,
        displayName: `${profile.firstName} ${profile.lastName}`,
        tenantId: new URL(url).host,
        status: 'LOCKED_OUT',
        adminRoles: [],
        isFullAdmin: false,
        lastActiveAt: '2026-02-01T00:00:00.000Z',
        isSynced: true,
      },
    })
    organisation.arrange(id, { provider: { type: 'OKTA', name: 'OKTA' }, lastLogin: null })
    const again = (await directory.reread([id])).get(id)
    assert.ok(again?.kind === 'found' && !('isSynced' in again.subject) && !('lastActiveAt' in again.subject))
    assert.deepEqual((await directory.reread([userId('nobody')])).get(userId('nobody')), { kind: 'absent' })
    await close()
  })
})
