import assert from 'node:assert/strict'
import { effectOfError, effectOnOne } from '../../../src/directory/http/effect-of-error.ts'
import { networkError, refusal } from '../../../src/directory/http/fault.ts'
import { DEACTIVATING, DELETING } from '../../../src/directory/webex/deed.ts'
import { effectsOfBulk } from '../../../src/directory/webex/effects.ts'
import { WEBEX } from '../../../src/directory/webex/vendor.ts'
import type { Effect } from '../../../src/model/directory.ts'

const A = '00000000-0000-4000-8000-00000000000a'
const B = '00000000-0000-4000-8000-00000000000b'
const C = '00000000-0000-4000-8000-00000000000c'
const at = (uuid: string) => `https://webexapis.com/identity/scim/org/v2/Users/${uuid}`
const kinds = (uuids: readonly string[], results: readonly unknown[]) =>
  uuids.map((uuid) => effectsOfBulk(DELETING, uuids, results).get(uuid)?.kind)
const faultOf = (effect: Effect | undefined) => (effect && 'fault' in effect ? effect.fault : undefined)

describe('what a bulk answer tells of each user', () => {
  it('goes by the location and not by the place', () => {
    const results = [
      { location: at(B), method: 'DELETE', status: '409' },
      { location: at(A.toUpperCase()), method: 'DELETE', status: 204 },
    ]
    assert.deepEqual(kinds([A, B], results), ['done', 'refused'])
  })

  it('goes by the place only when every user has a result and no location speaks against it', () => {
    assert.deepEqual(kinds([A, B], [{ status: '204' }, { status: '404' }]), ['done', 'already-done'])
    assert.deepEqual(kinds([A, B], [{ status: '204' }]), ['unclear', 'unclear'])
    assert.deepEqual(kinds([A, B, C], [{ status: '204' }, { location: at(A), status: '204' }, { status: '204' }]), [
      'done',
      'unclear',
      'unclear',
    ])
    assert.deepEqual(kinds([A, B], [{ location: at(C), status: '204' }, { status: '204' }]), ['unclear', 'unclear'])
  })

  it('says of whom it leaves out that nothing is known', () => {
    assert.deepEqual(kinds([A, B], [{ location: at(A), status: '204' }]), ['done', 'unclear'])
    assert.deepEqual(kinds([A], []), ['unclear'])
  })

  it('believes neither of two results for one user', () => {
    const results = [
      { location: at(A), status: '204' },
      { location: at(A), status: '409' },
    ]
    assert.deepEqual(kinds([A, B], results), ['unclear', 'unclear'])
  })

  it('reads statuses as text and number, and takes an odd one for no result', () => {
    const statusOf = (status: unknown) => kinds([A], [{ location: at(A), method: 'DELETE', status }])[0]
    assert.equal(statusOf('200'), 'done')
    assert.equal(statusOf(404), 'already-done')
    assert.equal(statusOf('403'), 'refused')
    assert.equal(statusOf('503'), 'unclear')
    assert.equal(statusOf('408'), 'unclear')
    assert.equal(statusOf('302'), 'unclear')
    for (const odd of ['ok', '', null, undefined, { code: '204' }, ['204'], '2040'])
      assert.equal(statusOf(odd), 'unclear')
    for (const odd of [null, 'text', 7, []]) assert.deepEqual(kinds([A], [odd]), ['unclear'])
  })

  it('does not take the result of another method for a deletion', () => {
    assert.deepEqual(kinds([A], [{ location: at(A), method: 'PATCH', status: '200' }]), ['unclear'])
  })

  it('takes "not found" for a no where the account was to be changed and not to be gone', () => {
    const effects = effectsOfBulk(
      DEACTIVATING,
      [A, B, C],
      [
        { location: at(A), method: 'PATCH', status: '404' },
        { location: at(B), method: 'PATCH', status: '200' },
        { location: at(C), method: 'DELETE', status: '204' },
      ],
    )
    assert.deepEqual(
      [...effects.values()].map(({ kind }) => kind),
      ['refused', 'done', 'unclear'],
    )
    assert.equal(faultOf(effects.get(A))?.message, 'deactivating 1 of 3 users: Webex answered 404')
  })

  it('hands on the details and the tracking id, and says whether the row may do better later', () => {
    const error = 'urn:scim:schemas:extension:cisco:webexidentity:api:messages:2.0:Error'
    const response = { status: '429', [error]: { trackingId: 'T_1', errorCode: 200046, details: ['too\nmany'] } }
    const effects = effectsOfBulk(
      DELETING,
      [A, B],
      [
        { location: at(A), status: '429', response },
        { location: at(B), status: '400', response: { detail: 'no' } },
      ],
    )
    const first = faultOf(effects.get(A))
    assert.equal(first?.message, 'deleting 1 of 2 users: Webex answered 429, "200046 too many"')
    assert.deepEqual([first?.trackingId, first?.isRetryable, first?.code], ['T_1', true, 'http-429'])
    const second = faultOf(effects.get(B))
    assert.deepEqual([second?.message, second?.isRetryable], ['deleting 1 of 2 users: Webex answered 400, "no"', false])
  })
})

describe('what an error tells of an effect', () => {
  const answered = (status: number) => refusal(WEBEX, 'deleting', { status, body: undefined })
  it('is a refusal where the service said no or was never reached, and unclear everywhere else', () => {
    const kindOf = (status: number) => effectOfError(answered(status)).kind
    assert.deepEqual([400, 403, 404, 409, 429].map(kindOf), Array(5).fill('refused'))
    assert.deepEqual([302, 408, 500, 503].map(kindOf), Array(4).fill('unclear'))
    const open = new AbortController().signal
    const broken = (code: string, syscall = 'read') =>
      effectOfError(networkError('deleting', Object.assign(new Error(), { code, syscall }), open)).kind
    assert.equal(broken('ECONNREFUSED', 'connect'), 'refused')
    assert.equal(broken('ETIMEDOUT', 'connect'), 'refused')
    assert.equal(broken('ETIMEDOUT'), 'unclear')
    assert.equal(broken('ECONNRESET'), 'unclear')
  })

  it('is "already done" for 404 only where the call named one user', () => {
    assert.equal(effectOnOne(answered(404)).kind, 'already-done')
    assert.equal(effectOnOne(answered(410)).kind, 'refused')
  })
})
