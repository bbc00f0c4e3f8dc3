import assert from 'node:assert/strict'
import { createBevyDirectory } from '../../../src/directory/bevy/directory.ts'
import { staticToken } from '../../../src/directory/http/token-source.ts'
import { WireError } from '../../../src/model/wire.ts'
import { bevyWorld } from '../../support/bevy-world.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { memoryMeter } from '../../support/memory-meter.ts'

type World = Awaited<ReturnType<typeof bevyWorld>>

async function inWorld(options: Parameters<typeof bevyWorld>[0], use: (world: World) => Promise<void>): Promise<void> {
  const world = await bevyWorld(options)
  try {
    await use(world)
  } finally {
    await world.close()
  }
}

const isRefused = (error: unknown) => error instanceof WireError && error.fault.code === 'credential-refused'

describe('the key of a Bevy site', () => {
  it('is nobody’s as far as Bevy tells, and the check costs one call that changes nothing', () =>
    inWorld({}, async (world) => {
      const { host } = new URL(world.cloud.url)
      const { lacks, unable, ...credential } = await world.directory.check()
      assert.deepEqual(credential, {
        directory: 'bevy',
        tenantId: host,
        tenantName: host,
        ownerId: 'unknown',
        ownerLogin: '',
        means: 'Bevy API, one by one; Bevy deletes 7 days later',
        blindTo: ['administrators', 'owner'],
      })
      assert.deepEqual(
        lacks.map((lack) => lack.split(':')[0]),
        ['who administers the site', 'whose key it is', 'the field that shows a deletion'],
      )
      assert.deepEqual(Object.keys(unable ?? {}).sort(), ['deactivate', 'rename', 'restore'])
      assert.deepEqual(world.calls(), ['GET /api/user/?page=1&page_size=1'])
    }))

  it('belongs to the administrator whom the configuration names', () =>
    inWorld({ directory: { owner: 'HQ.admin@example.com', deletionField: 'x' } }, async (world) => {
      const { ownerId, ownerLogin, lacks } = await world.directory.check()
      assert.deepEqual([ownerId, ownerLogin], [String(world.emulation.adminId), 'hq.admin@example.com'])
      assert.equal(lacks.length, 1)
    }))

  it('protects the address that is named, though nobody has it, and says so', () =>
    inWorld({ directory: { owner: 'gone@example.com' } }, async (world) => {
      const { ownerId, ownerLogin, lacks } = await world.directory.check()
      assert.deepEqual([ownerId, ownerLogin], ['unknown', 'gone@example.com'])
      assert.ok(lacks.some((lack) => lack.includes('"gone@example.com"')))
    }))

  for (const unknownKey of [401, 403] as const)
    it(`is refused with a ${unknownKey}, and not shown in the words`, () =>
      inWorld({ site: { unknownKey } }, async (world) => {
        world.emulation.keys.revoke(world.emulation.key)
        await assert.rejects(world.directory.check(), isRefused)
        await assert.rejects(world.directory.reread([world.ordinary[0]?.id ?? assert.fail()]), isRefused)
      }))
})

describe('the settings of a Bevy site', () => {
  const make = (settings: Partial<Parameters<typeof createBevyDirectory>[0]>) => () =>
    createBevyDirectory({
      url: 'https://events.example.com/',
      tokens: staticToken('key'),
      call: () => assert.fail('nothing is called'),
      clock: fakeClock(),
      meter: memoryMeter(),
      dailyCalls: 10,
      ...settings,
    })

  it('are refused where a path could reach nobody or everybody', () => {
    assert.throws(
      make({ paths: { remove: '/api/user/' } }),
      /path of a deletion is "\/api\/user\/"; it has to hold \{id\}/,
    )
    assert.throws(make({ paths: { user: 'api/user/{id}' } }), /has to begin with a slash/)
    assert.throws(make({ paths: { email: '/api/user/' } }), /has to hold \{email\}/)
    assert.throws(make({ cancel: { method: 'POST', path: '/api/cancel' } }), /has to hold \{id\}/)
    assert.doesNotThrow(make({}))
  })

  it('never let a batch be larger than the vendor asks for', () => {
    assert.deepEqual(make({ batchSize: 1_000 })().traits('delete').batch, { size: 250, restMs: 60_000 })
    assert.deepEqual(make({ batchSize: 50, restMs: 5 })().traits('delete').batch, { size: 50, restMs: 5 })
  })
})
