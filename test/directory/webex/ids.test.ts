import assert from 'node:assert/strict'
import { restIdOf, roleNameOf, uuidOf } from '../../../src/directory/webex/ids.ts'

const UUID = 'f5b36187-c8dd-4727-8b2f-9cc447f29046'
const base64 = (text: string) => Buffer.from(text).toString('base64url')

describe('ids of Webex', () => {
  it('reads the uuid out of the id that the vendor publishes as an example', () => {
    const published = 'Y2lzY29zcGFyazovL3VzL1BFT1BMRS9mNWIzNjE4Ny1jOGRkLTQ3MjctOGIyZi05Y2M0NDdmMjkwNDY'
    assert.equal(uuidOf('PEOPLE', published), UUID)
    assert.equal(restIdOf('PEOPLE', UUID), published)
  })

  it('takes a bare uuid in either case, and an id of any cluster', () => {
    assert.equal(uuidOf('PEOPLE', UUID.toUpperCase()), UUID)
    const elsewhere = base64(`ciscospark://urn:TEAM:eu-central-1_k/PEOPLE/${UUID}`)
    assert.equal(uuidOf('PEOPLE', elsewhere), UUID)
    assert.equal(restIdOf('PEOPLE', elsewhere), elsewhere)
  })

  for (const [what, id] of [
    ['an id of another kind', base64(`ciscospark://us/ROOM/${UUID}`)],
    ['an id with more than a uuid', base64(`ciscospark://us/PEOPLE/${UUID}/x`)],
    ['a path', `../${UUID}`],
    ['an address', 'anna@example.com'],
    ['nothing', ''],
    ['a uuid with a digit too many', `${UUID}0`],
  ] as const) {
    it(`takes ${what} for nobody's`, () => assert.equal(uuidOf('PEOPLE', id), undefined))
  }

  it('reads the name out of a role id, and none out of a role that is a uuid', () => {
    assert.equal(roleNameOf('Y2lzY29zcGFyazovL3VzL1JPTEUvaWRfZnVsbF9hZG1pbg'), 'id_full_admin')
    assert.equal(roleNameOf('not base64!'), undefined)
  })
})
