import assert from 'node:assert/strict'
import { serving, somebody } from './serving.ts'

const userPath = (asked: string): string => `/api/v1/users/${encodeURIComponent(asked)}`

describe('one person of the emulated Okta', () => {
  it('is found by id, by login whatever its case, and by what stands before the @ while that is unambiguous', () =>
    serving({ people: [] }, async ({ call, cloud }) => {
      const { id, profile } = cloud.organisation.persona('billing')
      for (const asked of [id, profile.login, profile.login.toUpperCase(), 'bela.billing'])
        assert.equal((await call('GET', userPath(asked))).at('id'), id, asked)
      cloud.organisation.changeLogin(cloud.organisation.persona('groupLed').id, 'bela.billing@other.example')
      assert.equal((await call('GET', userPath('bela.billing'))).status, 404)
      assert.equal((await call('GET', userPath(id.toLowerCase()))).status, 404)
    }))

  it('is found by login when deactivated too, and by id alone when the login has a slash', () =>
    serving({}, async ({ call, cloud }) => {
      const gone = somebody(cloud, 'DEPROVISIONED')
      assert.equal((await call('GET', userPath(gone.profile.login))).at('status'), 'DEPROVISIONED')
      cloud.organisation.changeLogin(gone.id, 'a/b@example.com')
      assert.equal((await call('GET', userPath('a/b@example.com'))).status, 404)
      assert.equal((await call('GET', userPath(gone.id))).status, 200)
    }))

  it('is the owner of the token for "me"', () =>
    serving({}, async ({ call, cloud }) => {
      assert.equal((await call('GET', '/api/v1/users/me')).at('id'), cloud.organisation.persona('owner').id)
      const user = somebody(cloud)
      const authorization = `SSWS ${cloud.tokens.add(user.id)}`
      assert.equal((await call('GET', '/api/v1/users/me', { authorization })).at('id'), user.id)
    }))

  it('is not found in the vendor’s words', () =>
    serving({}, async ({ call }) => {
      const reply = await call('GET', userPath('nobody@example.com'))
      const { errorId, ...rest } = reply.at() as { readonly errorId: string }
      assert.match(errorId, /^oae\w{22}$/)
      assert.deepEqual(rest, {
        errorCode: 'E0000007',
        errorSummary: 'Not found: Resource not found: nobody@example.com (User)',
        errorLink: 'E0000007',
        errorCauses: [],
      })
      assert.equal(reply.status, 404)
    }))

  it('offers the steps that its status allows', () =>
    serving({}, async ({ call, cloud }) => {
      const linksOf = async (id: string) => Object.keys((await call('GET', userPath(id))).at('_links') as object)
      assert.deepEqual(await linksOf(somebody(cloud, 'DEPROVISIONED').id), ['activate', 'self', 'type'])
      assert.ok((await linksOf(somebody(cloud, 'SUSPENDED').id)).includes('unsuspend'))
    }))

  it('leaves out what the Content-Type of the request says', () =>
    serving({}, async ({ call, cloud }) => {
      const path = userPath(somebody(cloud).id)
      const type = 'application/json; okta-response="omitCredentials, omitCredentialsLinks"'
      const bare = await call('GET', path, { headers: { 'content-type': type } })
      assert.deepEqual([bare.at('credentials'), bare.at('_links', 'resetPassword')], [undefined, undefined])
      assert.ok((await call('GET', path)).at('credentials', 'provider', 'type'))
    }))

  it('is in Everyone and in its own groups, and shows the roles of both', () =>
    serving({}, async ({ call, cloud, base }) => {
      const { organisation } = cloud
      const led = organisation.persona('groupLed').id
      const groups = await call('GET', `${userPath(led)}/groups`)
      const names = groups.list().map((_, index) => groups.at(index, 'profile', 'name'))
      assert.deepEqual(names, ['Everyone', 'Identity administrators'])
      organisation.giveRole(led, 'HELP_DESK_ADMIN')
      const roles = await call('GET', `${userPath(led)}/roles`)
      assert.deepEqual(
        roles.list().map((_, index) => [roles.at(index, 'type'), roles.at(index, 'assignmentType')]),
        [
          ['HELP_DESK_ADMIN', 'USER'],
          ['ORG_ADMIN', 'GROUP'],
        ],
      )
      const group = String(groups.at(1, 'id'))
      assert.equal(roles.at(1, '_links', 'assignee', 'href'), `${base}/api/v1/groups/${group}`)
      assert.equal(
        (await call('GET', `${userPath(organisation.persona('orgAdmin').id)}/roles`)).at(0, 'type'),
        'ORG_ADMIN',
      )
      assert.deepEqual((await call('GET', `${userPath(somebody(cloud).id)}/roles`)).list(), [])
    }))

  it('shows a role of its own making with the role and the resource set', () =>
    serving({}, async ({ call, cloud }) => {
      const { id } = somebody(cloud)
      cloud.organisation.giveRole(id, 'CUSTOM')
      const roles = await call('GET', `${userPath(id)}/roles`)
      assert.equal(roles.at(0, 'type'), 'CUSTOM')
      assert.match(String(roles.at(0, 'resource-set')), /^iam/)
    }))
})

describe('the update of a person in the emulated Okta', () => {
  it('renames with POST, keeps what was not named, and is found under the new login alone', () =>
    serving({}, async ({ call, cloud }) => {
      const { id, profile } = somebody(cloud)
      const renamed = { login: 'new.name@example.com', email: 'new.name@example.com' }
      const reply = await call('POST', userPath(id), { body: { profile: renamed } })
      assert.equal(reply.status, 200)
      assert.deepEqual(reply.at('profile'), { ...profile, ...renamed })
      assert.equal((await call('GET', userPath(profile.login))).status, 404)
      assert.equal((await call('GET', userPath('new.name@example.com'))).at('id'), id)
      assert.deepEqual(
        cloud.organisation.changes.map(({ what, login }) => [what, login]),
        [['updated', 'new.name@example.com']],
      )
    }))

  it('refuses a login that somebody has, the deactivated included, whatever its case', () =>
    serving({}, async ({ call, cloud }) => {
      const { id, profile } = somebody(cloud)
      for (const holder of [somebody(cloud, 'ACTIVE', 1), somebody(cloud, 'DEPROVISIONED')]) {
        const login = holder.profile.login.toUpperCase()
        const reply = await call('POST', userPath(id), { body: { profile: { login } } })
        assert.deepEqual([reply.status, reply.at('errorCode')], [400, 'E0000001'])
        assert.equal(
          reply.at('errorCauses', 0, 'errorSummary'),
          'login: An object with this field already exists in the current organization',
        )
      }
      assert.deepEqual(cloud.organisation.user(id)?.profile, profile)
      const own = { login: profile.login.toUpperCase() }
      assert.equal((await call('POST', userPath(id), { body: { profile: own } })).status, 200)
    }))

  it('frees a login when its holder is deleted', () =>
    serving({}, async ({ call, cloud }) => {
      const [user, gone] = [somebody(cloud), somebody(cloud, 'DEPROVISIONED')]
      await call('DELETE', userPath(gone.id))
      const body = { profile: { login: gone.profile.login } }
      assert.equal((await call('POST', userPath(user.id), { body })).status, 200)
    }))

  it('refuses the deactivated', () =>
    serving({}, async ({ call, cloud }) => {
      const reply = await call('POST', userPath(somebody(cloud, 'DEPROVISIONED').id), {
        body: { profile: { firstName: 'New' } },
      })
      assert.deepEqual([reply.status, reply.at('errorCode')], [403, 'E0000038'])
    }))

  it('refuses values that are no addresses and names that are blank', () =>
    serving({}, async ({ call, cloud }) => {
      const { id } = somebody(cloud)
      for (const [profile, field] of [
        [{ login: 'no-address' }, 'login'],
        [{ email: 'no-address' }, 'email'],
        [{ email: null }, 'email'],
        [{ firstName: ' ' }, 'firstName'],
        [{ lastName: 'a'.repeat(51) }, 'lastName'],
        [{ login: `${'a'.repeat(100)}@example.com` }, 'login'],
      ] as const) {
        const reply = await call('POST', userPath(id), { body: { profile } })
        assert.equal(reply.at('errorSummary'), `Api validation failed: ${field}`)
      }
      assert.deepEqual(cloud.organisation.changes, [])
    }))

  it('drops with PUT what is not named', () =>
    serving({}, async ({ call, cloud }) => {
      const { id } = somebody(cloud)
      const profile = { login: 'put@example.com', email: 'put@example.com', firstName: 'Put', lastName: 'On' }
      assert.deepEqual((await call('PUT', userPath(id), { body: { profile } })).at('profile'), profile)
      const { firstName, ...rest } = profile
      assert.equal((await call('PUT', userPath(id), { body: { profile: rest } })).status, 400)
      assert.equal(cloud.organisation.user(id)?.profile.firstName, firstName)
    }))

  it('changes nothing under an entity tag that is not the present one', () =>
    serving({}, async ({ call, cloud }) => {
      const path = userPath(somebody(cloud).id)
      const etag = (await call('GET', path)).headers.get('etag') ?? ''
      const rename = (firstName: string) =>
        call('POST', path, { body: { profile: { firstName } }, headers: { 'if-match': etag } })
      assert.deepEqual([(await rename('One')).status, (await rename('Two')).status], [200, 412])
      assert.equal((await call('GET', path)).at('profile', 'firstName'), 'One')
    }))

  it('takes no body that is not JSON, no unknown method and no unknown path', () =>
    serving({}, async ({ call, cloud }) => {
      const path = userPath(somebody(cloud).id)
      const codeOf = async (...asked: Parameters<typeof call>) => (await call(...asked)).at('errorCode')
      assert.equal(await codeOf('POST', path, { body: '{"profile":' }), 'E0000003')
      assert.equal(await codeOf('POST', path), 'E0000003')
      assert.equal(await codeOf('PATCH', path, { body: {} }), 'E0000022')
      assert.equal(await codeOf('GET', `${path}/lifecycle/deactivate`), 'E0000022')
      assert.equal(await codeOf('GET', '/api/v1/nothing'), 'E0000008')
    }))
})
