import assert from 'node:assert/strict'
import { staticToken } from '../../../src/directory/http/token-source.ts'
import { OPERATIONS } from '../../../src/model/vendor.ts'
import { WireError } from '../../../src/model/wire.ts'
import { oktaWorld } from '../../support/okta-world.ts'

describe("the check of Okta's credential", () => {
  it('names the owner of an API token, and calls nothing that is about the token itself', async () => {
    const { directory, organisation, cloud, url, close } = await oktaWorld()
    const { id, profile } = organisation.persona('owner')
    assert.deepEqual(await directory.check(), {
      directory: 'okta',
      tenantId: new URL(url).host,
      tenantName: new URL(url).host,
      ownerId: id,
      ownerLogin: profile.login,
      means: 'API token, one by one',
      lacks: [],
    })
    assert.deepEqual(
      cloud.traffic.calls.map(({ method, url: called }) => `${method} ${called}`),
      ['GET /api/v1/users/me', `GET /api/v1/users/${id}/roles`],
    )
    await close()
  })

  it('names no owner of a service app', async () => {
    const { directory, close } = await oktaWorld({ as: 'service-app' })
    const { ownerId, ownerLogin, lacks, unable } = await directory.check()
    assert.match(ownerId, /^0oa/)
    assert.deepEqual([ownerLogin, lacks, unable], ['', [], undefined])
    await close()
  })

  for (const as of ['api-token', 'service-app'] as const)
    it(`says that nothing can be done by ${as} while administrators cannot be told from others, and what to grant`, async () => {
      const { directory, cloud, close } = await oktaWorld({ as })
      cloud.knobs.set({ rules: [{ path: '/roles$', effect: 403, times: 9 }] })
      const { lacks, unable = {} } = await directory.check()
      assert.match(lacks.join(), /okta\.roles\.read/)
      for (const operation of OPERATIONS)
        assert.match(unable[operation] ?? '', as === 'api-token' ? /make the token as/ : /grant it the scope/)
      await close()
    })

  it('finds the lack itself with the token of an administrator who may not view roles', async () => {
    const world = await oktaWorld()
    const desk = world.emulation.tokens.add(world.organisation.persona('helpDesk').id)
    const { directory, close } = await oktaWorld({
      directory: { url: world.url, auth: { kind: 'api-token', tokens: staticToken(desk) } },
    })
    assert.equal(Object.keys((await directory.check()).unable ?? {}).length, OPERATIONS.length)
    await Promise.all([close(), world.close()])
  })

  it('warns of a token that may look at everything and change nothing', async () => {
    const { directory, organisation, close } = await oktaWorld({ owner: 'orgAdmin' })
    assert.deepEqual((await directory.check()).lacks, [])
    const [held] = organisation.persona('orgAdmin').roles
    assert.ok(held)
    organisation.arrange(organisation.persona('orgAdmin').id, { roles: [{ ...held, type: 'READ_ONLY_ADMIN' }] })
    const { lacks, unable } = await directory.check()
    assert.match(lacks.join(), /^role: none of the roles/)
    assert.equal(unable, undefined)
    await close()
  })

  it('throws for a dead token, and for an Okta that is out of order', async () => {
    const { directory, cloud, close } = await oktaWorld()
    for (const [effect, code] of [
      [401, 'credential-refused'],
      [503, 'http-503'],
    ] as const) {
      cloud.knobs.set({ rules: [{ effect }] })
      const error = await directory.check().catch((thrown: unknown) => thrown)
      assert.ok(error instanceof WireError && error.fault.code === code)
    }
    await close()
  })
})
