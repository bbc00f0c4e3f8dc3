import assert from 'node:assert/strict'
import type { Persona } from '../../../src/sandbox/administration/personas.ts'
import { type Served, serving } from './serving.ts'

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User'
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const CISCO = 'urn:scim:schemas:extension:cisco:webexidentity:2.0:User'
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

const users = ({ cloud }: Served): string => `/identity/scim/${cloud.organisation.home.uuid}/v2/Users`
const userPath = (served: Served, persona: Persona): string =>
  `${users(served)}/${served.cloud.organisation.persona(persona).uuid}`
const search = (served: Served, filter: string) =>
  served.call('GET', `${users(served)}?filter=${encodeURIComponent(filter)}`)
const names = (items: readonly unknown[]): readonly unknown[] =>
  items.map((item) => (item as Record<string, unknown>)['userName']).sort()
const patch = (served: Served, persona: Persona, ...operations: readonly unknown[]) =>
  served.call('PATCH', userPath(served, persona), undefined, { schemas: [PATCH], Operations: operations })

describe('the emulated SCIM, reading', () => {
  it('pages from 1 by startIndex and count, each person once', () =>
    serving({ size: 40 }, async (served) => {
      const seen = new Set<unknown>()
      for (const startIndex of [1, 16, 31]) {
        const reply = await served.call('GET', `${users(served)}?startIndex=${startIndex}&count=15`)
        assert.deepEqual([reply.at('totalResults'), reply.at('startIndex')], [40, startIndex])
        assert.equal(reply.at('itemsPerPage'), reply.list('Resources').length)
        for (const name of names(reply.list('Resources'))) seen.add(name)
      }
      assert.equal(seen.size, 40)
    }))

  it('gives 100 unless told otherwise, and never more than its limit', () =>
    serving({ size: 130, countLimit: 120 }, async (served) => {
      assert.equal((await served.call('GET', users(served))).list('Resources').length, 100)
      assert.equal((await served.call('GET', `${users(served)}?count=1000`)).list('Resources').length, 120)
      assert.equal((await served.call('GET', `${users(served)}?count=0`)).list('Resources').length, 0)
      assert.equal((await served.call('GET', `${users(served)}?count=ten`)).at('scimType'), 'invalidValue')
    }))

  it('filters by eq, sw and ew, joined by or and and', () =>
    serving({}, async (served) => {
      const both = await search(
        served,
        'userName Eq "BEN.approver@example.com" or emails.value eq "dora.bystander@example.com"',
      )
      assert.deepEqual(names(both.list('Resources')), ['ben.approver@example.com', 'dora.bystander@example.com'])
      assert.equal((await search(served, 'userName sw "alma.r"')).at('totalResults'), 1)
      assert.equal((await search(served, 'userName sw "requester"')).at('totalResults'), 0)
      assert.equal((await search(served, 'userName ew "alma"')).at('totalResults'), 0)
      assert.equal((await search(served, 'userName ew "example.com"')).at('totalResults'), 39)
      assert.equal(
        (await search(served, 'department eq "IT Operations" and displayName sw "Dora"')).at('totalResults'),
        1,
      )
      assert.equal(
        (await search(served, 'emails[type eq "work" and value eq "ben.approver@example.com"]')).at('totalResults'),
        1,
      )
      const org = `${CISCO}:meta.organizationId eq "${served.cloud.organisation.home.uuid}"`
      assert.equal((await search(served, org)).at('totalResults'), 40)
    }))

  it('refuses a filter that the vendor’s table does not hold', () =>
    serving({}, async (served) => {
      for (const filter of [
        'externalId eq "1"',
        'id sw "1"',
        'userName co "a"',
        'userName eq',
        'userName eq "a" or',
        '(userName eq "a"',
      ]) {
        const reply = await search(served, filter)
        assert.deepEqual([reply.status, reply.at('scimType')], [400, 'invalidFilter'], filter)
      }
    }))

  it('shows neither bots nor people of another organisation', () =>
    serving({}, async (served) => {
      assert.equal((await search(served, 'userName eq "otto@elsewhere.example"')).at('totalResults'), 0)
      assert.equal((await search(served, 'userName eq "twokey@webex.bot"')).at('totalResults'), 0)
      assert.equal((await served.call('GET', userPath(served, 'otto'))).status, 404)
      assert.equal((await served.call('GET', userPath(served, 'bot'))).status, 404)
    }))

  it('narrows answers by attributes and excludedAttributes', () =>
    serving({}, async (served) => {
      const filter = encodeURIComponent('userName eq "dora.bystander@example.com"')
      const few = await served.call('GET', `${users(served)}?filter=${filter}&attributes=displayName,department`)
      const keys = Object.keys(few.at('Resources', 0) as object).sort()
      assert.deepEqual(keys, ['displayName', 'id', 'meta', 'schemas', ENTERPRISE, 'userName', 'userType'].sort())
      assert.deepEqual(few.at('Resources', 0, ENTERPRISE), { department: 'IT Operations' })
      const most = await served.call('GET', `${users(served)}?filter=${filter}&excludedAttributes=emails,${CISCO}`)
      assert.deepEqual([most.at('Resources', 0, 'emails'), most.at('Resources', 0, CISCO)], [undefined, undefined])
      assert.equal(most.at('Resources', 0, 'displayName'), 'Dora Bystander')
    }))

  it('sorts by three attributes only', () =>
    serving({}, async (served) => {
      const reply = await served.call('GET', `${users(served)}?sortBy=userName&sortOrder=descending`)
      const sorted = reply.list('Resources').map((item) => String((item as Record<string, unknown>)['userName']))
      assert.deepEqual(sorted, [...sorted].sort().reverse())
      assert.equal((await served.call('GET', `${users(served)}?sortBy=title`)).status, 400)
    }))

  it('answers 403 for another organisation’s path and to whoever lacks the scope or the role', () =>
    serving({}, async (served) => {
      const { tokens, organisation } = served.cloud
      const elsewhere = `/identity/scim/${organisation.elsewhere.uuid}/v2/Users`
      assert.equal((await served.call('GET', elsewhere)).status, 403)
      assert.equal((await served.call('GET', users(served), tokens.of('ben'))).status, 403)
      const scopeless = tokens.add({ owner: 'serviceApp', scopes: ['spark-admin:people_read'] })
      const refused = await served.call('GET', users(served), scopeless)
      assert.equal(refused.status, 403)
      assert.match(String(refused.at('detail')), /identity:people_rw/)
      assert.equal(refused.at('status'), '403')
    }))

  it('lets anybody with the scope read oneself', () =>
    serving({}, async (served) => {
      const token = served.cloud.tokens.add({ owner: 'ben', scopes: ['identity:people_read'] })
      const me = await served.call('GET', '/identity/scim/v2/Users/me', token)
      assert.equal(me.at('userName'), 'ben.approver@example.com')
      assert.equal((await served.call('GET', '/identity/scim/v2/Users/me', served.cloud.tokens.of('ben'))).status, 403)
    }))
})

describe('the emulated SCIM, writing', () => {
  it('deletes once; afterwards the archive knows the user', () =>
    serving({}, async (served) => {
      const { uuid, orgUuid } = served.cloud.organisation.persona('dora')
      const archive = `/identity/organizations/${orgUuid}/v1/ArchivedUser/${uuid}`
      assert.equal((await served.call('GET', archive)).status, 404)
      assert.equal((await served.call('DELETE', userPath(served, 'dora'))).status, 204)
      assert.equal((await served.call('DELETE', userPath(served, 'dora'))).status, 404)
      const archived = await served.call('GET', archive)
      assert.deepEqual([archived.at('userName'), archived.at('id')], ['dora.bystander@example.com', uuid])
      assert.equal(archived.at('meta', 'deleted'), '2026-05-04T12:00:00.000Z')
      assert.deepEqual(
        served.cloud.organisation.changes.map(({ what, through }) => [what, through]),
        [['deleted', 'scim']],
      )
    }))

  it('keeps a reader from writing', () =>
    serving({}, async (served) => {
      const reader = served.cloud.tokens.add({ owner: 'serviceApp', scopes: ['identity:people_read'] })
      assert.equal((await served.call('DELETE', userPath(served, 'dora'), reader)).status, 403)
      const [admin] = served.cloud.organisation.withRole('id_readonly_admin')
      const readOnlyAdmin = served.cloud.tokens.add({ owner: admin?.uuid ?? '', scopes: ['identity:people_rw'] })
      assert.equal((await served.call('DELETE', userPath(served, 'dora'), readOnlyAdmin)).status, 403)
    }))

  it('deactivates by a PATCH without a path', () =>
    serving({}, async (served) => {
      const reply = await patch(served, 'dora', { op: 'replace', value: { active: false } })
      assert.deepEqual([reply.status, reply.at('active'), reply.at(CISCO, 'accountStatus')], [200, false, 'disabled'])
      assert.deepEqual(served.cloud.organisation.changes[0]?.fields, ['loginEnabled'])
    }))

  it('changes of anybody only what a PATCH names', () =>
    serving({ size: 60 }, async (served) => {
      const { organisation } = served.cloud
      const before = organisation.snapshot()
      const schemas = [PATCH]
      for (const { uuid } of organisation.people(organisation.home.uuid)) {
        const body = { schemas, Operations: [{ op: 'replace', path: 'title', value: 'Everybody' }] }
        assert.equal((await served.call('PATCH', `${users(served)}/${uuid}`, undefined, body)).status, 200)
      }
      assert.equal(organisation.changes.length, 60)
      assert.ok(organisation.changes.every(({ fields }) => fields.join() === 'title'))
      assert.equal(organisation.snapshot().users.length, before.users.length)
    }))

  it('adds to, replaces and removes values of a multi-valued attribute', () =>
    serving({}, async (served) => {
      const mobile = { type: 'mobile', value: '+1 408 555 0100' }
      const fax = { type: 'fax', value: '+1 408 555 0101' }
      const numbers = async (...operations: readonly unknown[]) =>
        (await patch(served, 'dora', ...operations)).at('phoneNumbers')
      assert.deepEqual(await numbers({ op: 'add', path: 'phoneNumbers', value: [mobile, fax] }), [mobile, fax])
      assert.deepEqual(await numbers({ op: 'add', path: 'phoneNumbers', value: [mobile] }), [mobile, fax])
      const changed = { ...mobile, value: '+1 408 555 0199' }
      const subPath = 'phoneNumbers[type eq "mobile"].value'
      assert.deepEqual(await numbers({ op: 'replace', path: subPath, value: changed.value }), [changed, fax])
      assert.deepEqual(await numbers({ op: 'remove', path: 'phoneNumbers[type eq "fax"]' }), [changed])
      assert.deepEqual(await numbers({ op: 'replace', path: 'phoneNumbers', value: [fax] }), [fax])
      assert.equal(await numbers({ op: 'remove', path: 'phoneNumbers' }), undefined)
    }))

  it('changes attributes of the extensions and sub-attributes of a name', () =>
    serving({}, async (served) => {
      const reply = await patch(
        served,
        'dora',
        { op: 'replace', path: 'name.familyName', value: 'Passer-By' },
        { op: 'add', path: `${ENTERPRISE}:costCenter`, value: 'CC-7' },
        { op: 'add', value: { [CISCO]: { externalAttribute1: [{ source: 'AD', value: 'x' }] } } },
      )
      assert.deepEqual(reply.at('name'), { givenName: 'Dora', familyName: 'Passer-By' })
      assert.equal(reply.at(ENTERPRISE, 'costCenter'), 'CC-7')
      assert.equal(reply.at(ENTERPRISE, 'department'), 'IT Operations')
      assert.deepEqual(reply.at(CISCO, 'externalAttribute1'), [{ source: 'AD', value: 'x' }])
    }))

  it('answers noTarget when a filter picks nothing or a removal has no path, and then changes nothing', () =>
    serving({}, async (served) => {
      const title = { op: 'replace', path: 'title', value: 'Changed' }
      for (const wrong of [
        { op: 'replace', path: 'phoneNumbers[type eq "pager"].value', value: '1' },
        { op: 'remove' },
      ]) {
        const reply = await patch(served, 'ben', title, wrong)
        assert.deepEqual([reply.status, reply.at('scimType')], [400, 'noTarget'])
      }
      assert.equal((await patch(served, 'ben', { op: 'replace', path: 'id', value: 'x' })).at('scimType'), 'mutability')
      assert.deepEqual(served.cloud.organisation.changes, [])
    }))

  it('changes an address only when userName and the primary e-mail agree and nobody has it', () =>
    serving({}, async (served) => {
      const rename = (address: string, email = address) =>
        patch(
          served,
          'dora',
          { op: 'replace', path: 'userName', value: address },
          { op: 'replace', path: 'emails', value: [{ type: 'work', primary: true, value: email }] },
        )
      assert.equal(
        (await patch(served, 'dora', { op: 'replace', path: 'userName', value: 'dora@example.com' })).status,
        400,
      )
      assert.equal((await rename('dora@example.com', 'other@example.com')).status, 400)
      const taken = await rename('otto@elsewhere.example')
      assert.deepEqual([taken.status, taken.at('scimType')], [409, 'uniqueness'])
      assert.equal((await rename('dora@example.com')).at('userName'), 'dora@example.com')
      assert.equal(served.cloud.identity.accountByEmail('dora@example.com')?.displayName, 'Dora Bystander')
    }))

  it('replaces everything by PUT', () =>
    serving({}, async (served) => {
      const body = { schemas: [CORE], userName: 'dora.bystander@example.com', userType: 'user', displayName: 'Dora' }
      const reply = await served.call('PUT', userPath(served, 'dora'), undefined, body)
      assert.deepEqual([reply.status, reply.at('title'), reply.at('name')], [200, undefined, {}])
      assert.deepEqual(reply.at('emails', 0, 'value'), 'dora.bystander@example.com')
      assert.equal(
        (await served.call('PUT', userPath(served, 'dora'), undefined, { ...body, schemas: [] })).status,
        400,
      )
    }))

  it('creates a user whose address is free', () =>
    serving({}, async (served) => {
      const body = {
        schemas: [CORE],
        userName: 'New.One@example.com',
        userType: 'user',
        name: { givenName: 'New', familyName: 'One' },
      }
      const reply = await served.call('POST', users(served), undefined, body)
      assert.deepEqual(
        [reply.status, reply.at('userName'), reply.at('displayName')],
        [201, 'new.one@example.com', 'New One'],
      )
      assert.equal((await served.call('POST', users(served), undefined, body)).status, 409)
    }))
})
