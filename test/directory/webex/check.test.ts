import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { WireError } from '../../../src/model/wire.ts'
import { PEOPLE_SCOPES, SCIM_SCOPES, type WebexWorldOptions, webexWorld } from '../../support/webex-world.ts'

type World = Awaited<ReturnType<typeof webexWorld>>

async function inWorld(options: WebexWorldOptions, run: (world: World) => Promise<void>): Promise<void> {
  const world = await webexWorld(options)
  try {
    await run(world)
  } finally {
    await world.close()
  }
}

const codeOf = async (asked: Promise<unknown>) => {
  const error = await asked.catch((thrown: unknown) => thrown)
  assert.ok(error instanceof WireError, inspect(error))
  return error.fault.code
}

describe('the check of the admin credential', () => {
  it('names the organisation, the owner and the means, changes nobody, and lacks nothing with every scope', async () => {
    await inWorld({}, async ({ directory, admin, idOf }) => {
      const before = admin.organisation.snapshot()
      const owner = admin.organisation.persona('serviceApp')
      const { tenantId, ...credential } = await directory.check()
      assert.deepEqual(credential, {
        directory: 'webex',
        tenantName: 'Example Industries',
        ownerId: idOf(owner.uuid),
        ownerLogin: owner.emails[0]?.value,
        means: 'SCIM Bulk',
        lacks: [],
      })
      assert.match(
        Buffer.from(tenantId, 'base64url').toString(),
        new RegExp(`ORGANIZATION/${admin.organisation.home.uuid}$`),
      )
      assert.equal(directory.traits('delete').effectSize, 100)
      assert.deepEqual(admin.organisation.snapshot(), before)
      assert.deepEqual(admin.organisation.changes, [])
    })
  })

  it('falls back to one by one without the scope to write through SCIM, and says what that costs', async () => {
    await inWorld({ scopes: [...PEOPLE_SCOPES, 'identity:people_read'] }, async ({ directory }) => {
      const { means, lacks, unable } = await directory.check()
      assert.equal(means, 'People API, one by one')
      assert.deepEqual(lacks, [
        'scope identity:people_rw: users are deleted and renamed one by one, and cannot be deactivated or restored',
      ])
      assert.deepEqual(Object.keys(unable ?? {}), ['deactivate', 'restore'])
      assert.match(unable?.deactivate ?? '', /grant it the scope identity:people_rw/)
      assert.equal(directory.traits('delete').effectSize, 1)
    })
  })

  it('falls back where SCIM answers in a way that leaves a doubt', async () => {
    for (const effect of ['empty', 'bad-json', 404] as const) {
      await inWorld({}, async ({ directory, cloud }) => {
        cloud.knobs.set({ rules: [{ path: '/v2/Bulk', times: 9, effect }] })
        assert.equal((await directory.check()).means, 'People API, one by one', `${effect}`)
      })
    }
  })

  for (const path of ['/v2/Bulk', '/v2/Users'])
    it(`takes no fault that passes for an answer about scopes, in ${path}`, async () => {
      await inWorld({}, async ({ directory, cloud }) => {
        for (const effect of ['reset', 429, 500, 503] as const) {
          cloud.knobs.set({ rules: [{ path, times: 9, effect }] })
          await assert.rejects(directory.check(), (error) => error instanceof WireError && error.fault.isRetryable)
        }
        cloud.knobs.set({ rules: [] })
        const { means, lacks, unable } = await directory.check()
        assert.deepEqual({ means, lacks, unable }, { means: 'SCIM Bulk', lacks: [], unable: undefined })
      })
    })

  it('does not take a 400 for leave to write', async () => {
    await inWorld({}, async ({ directory, cloud }) => {
      cloud.knobs.set({ rules: [{ path: '/v2/Bulk', times: 9, effect: 400 }] })
      assert.equal((await directory.check()).means, 'People API, one by one')
    })
  })

  for (const path of ['/v2/Bulk', '/v2/Users'])
    it(`takes no doubt for a no where there was a yes before, in ${path}`, async () => {
      await inWorld({}, async ({ directory, cloud }) => {
        await directory.check()
        for (const [effect, code] of [
          [401, 'credential-refused'],
          ['empty', 'bad-answer'],
          ['bad-json', 'bad-answer'],
        ] as const) {
          cloud.knobs.set({ rules: [{ path, times: 9, effect }] })
          assert.equal(await codeOf(directory.check()), code, `${effect}`)
          assert.equal(directory.traits('delete').effectSize, 100)
        }
        cloud.knobs.set({ rules: [] })
        assert.deepEqual((await directory.check()).lacks, [])
      })
    })

  it('takes a 401 for a missing scope where there was no yes before', async () => {
    await inWorld({}, async ({ directory, cloud }) => {
      cloud.knobs.set({ rules: [{ path: '/v2/Bulk', times: 9, effect: 401 }] })
      assert.equal((await directory.check()).means, 'People API, one by one')
    })
  })

  it('finds out anew each time', async () => {
    await inWorld({}, async ({ directory, cloud }) => {
      cloud.knobs.set({ rules: [{ path: '/v2/Bulk', times: 1, effect: 403 }] })
      assert.equal((await directory.check()).means, 'People API, one by one')
      assert.equal((await directory.check()).means, 'SCIM Bulk')
      assert.equal(directory.traits('delete').effectSize, 100)
    })
  })

  it('tells of scopes and roles that are missing, and needs only one of the roles', async () => {
    const scopes = ['spark-admin:people_read', ...SCIM_SCOPES]
    await inWorld({ scopes }, async ({ directory, admin, byTest }) => {
      const named = (await directory.check()).lacks.map((lack) => lack.split(':').slice(0, 2).join(':'))
      assert.deepEqual(named, [
        'scope spark-admin:roles_read',
        'scope spark-admin:organizations_read',
        'scope spark-admin:licenses_read',
      ])
      const owner = admin.organisation.persona('serviceApp')
      admin.organisation.update({ ...owner, roles: ['id_readonly_admin'] }, byTest)
      assert.ok((await directory.check()).lacks.some((lack) => lack.startsWith('role id_full_admin or id_user_admin')))
    })
  })

  it('throws when the credential is dead or Webex cannot be reached, and is asked again the next time', async () => {
    await inWorld({}, async ({ directory, cloud, admin, token }) => {
      cloud.knobs.set({ rules: [{ path: '/people/me', effect: 503 }] })
      assert.equal(await codeOf(directory.check()), 'http-503')
      assert.equal((await directory.check()).means, 'SCIM Bulk')
      admin.tokens.refuse(token)
      assert.equal(await codeOf(directory.check()), 'credential-refused')
    })
  })
})

describe('a 403 to a single deletion', () => {
  it('is the credential refused when its account has lost a role since the check', async () => {
    await inWorld({ scopes: PEOPLE_SCOPES }, async ({ directory, admin, byTest, ordinary, everyone }) => {
      await directory.check()
      const before = everyone()
      admin.organisation.update({ ...admin.organisation.persona('serviceApp'), roles: [] }, byTest)
      const id = ordinary[0]?.id ?? assert.fail('nobody is there')
      assert.equal(await codeOf(directory.apply('delete', [{ id }])), 'credential-refused')
      assert.deepEqual(everyone(), before)
    })
  })
})
