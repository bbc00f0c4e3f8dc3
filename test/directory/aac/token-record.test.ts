import assert from 'node:assert/strict'
import fc from 'fast-check'
import { renewAtBy } from '../../../src/directory/aac/access-life.ts'
import {
  begun,
  fingerprint,
  isInDoubt,
  recordToBeginWith,
  settled,
  textOf,
} from '../../../src/directory/aac/token-record.ts'

const token = fc.string({ minLength: 1, maxLength: 40 })

describe('the kept refresh token', () => {
  it('is the stored one as long as the operator gives the token that it came from', () => {
    fc.assert(
      fc.property(token, token, (given, rotated) => {
        const kept = textOf(settled(begun(recordToBeginWith(undefined, given)), rotated))
        assert.equal(recordToBeginWith(kept, given).refreshToken, rotated)
      }),
    )
  })

  it('is the operator’s as soon as it is another one, with no doubt about it', () => {
    const kept = textOf(begun(recordToBeginWith(undefined, 'old')))
    const record = recordToBeginWith(kept, 'new')
    assert.deepEqual([record.refreshToken, isInDoubt(record)], ['new', false])
  })

  it('is there again after a mistyped one was given in between, until another one has worked', () => {
    const worked = textOf(settled(begun(recordToBeginWith(undefined, 'old')), 'rotated'))
    const mistyped = textOf(settled(begun(recordToBeginWith(worked, 'tpyo'))))
    const twice = textOf(begun(recordToBeginWith(mistyped, 'tpyoo')))
    for (const kept of [mistyped, twice]) assert.equal(recordToBeginWith(kept, 'old').refreshToken, 'rotated')
    const other = textOf(settled(begun(recordToBeginWith(worked, 'new')), 'newer'))
    assert.ok(!other.includes('rotated'), 'a line that is not needed any more is not kept')
    assert.equal(recordToBeginWith(other, 'new').refreshToken, 'newer')
  })

  it('is the operator’s when what is stored cannot be read', () => {
    for (const kept of ['', '{', '[]', '{"refreshToken":7}', 'a-bare-token'])
      assert.equal(recordToBeginWith(kept, 'given').refreshToken, 'given')
  })

  it('is in doubt from the note until it is settled, also in another process', () => {
    const record = recordToBeginWith(undefined, 'given')
    const noted = recordToBeginWith(textOf(begun(record)), 'given')
    assert.deepEqual([isInDoubt(record), isInDoubt(noted)], [false, true])
    assert.equal(isInDoubt(settled(noted)), false)
    assert.equal(isInDoubt(settled(noted, 'next')), false)
    assert.equal(isInDoubt({ ...noted, refreshToken: 'next' }), false)
  })

  it('tells nothing of a token in the note', () => {
    const { renewing = '' } = begun(recordToBeginWith(undefined, 'secret-token'))
    assert.match(renewing, /^[0-9a-f]{12}$/)
    assert.equal(renewing, fingerprint('secret-token'))
  })
})

describe('the life of an access token', () => {
  const at = Date.parse('2026-05-04T12:00:00.000Z')
  const jwt = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.y`
  const lifeOf = (access_token: string, expires_in?: number) =>
    (renewAtBy({ access_token, expires_in }, at) - at) / 1000

  it('ends a minute before the end that is told, or at half of a short one', () => {
    assert.deepEqual([lifeOf('opaque', 300), lifeOf('opaque', 3600), lifeOf('opaque', 60)], [240, 3540, 30])
  })

  it('is read from the claims where nothing else tells, and the shorter of two counts', () => {
    assert.equal(lifeOf(jwt({ exp: at / 1000 + 600 })), 540)
    assert.equal(lifeOf(jwt({ exp: at / 1000 + 600 }), 300), 240)
    assert.equal(lifeOf(jwt({ exp: at / 1000 + 300 }), 3600), 240)
  })

  it('does not depend on the clock here where the claims tell when the token was made', () => {
    assert.equal(lifeOf(jwt({ iat: 1_000, exp: 1_600 })), 540)
  })

  it('is taken for five minutes when nothing tells, and never for none', () => {
    for (const odd of ['opaque', 'a.b.c', jwt({ exp: 1 }), jwt({ exp: 'x' })]) assert.equal(lifeOf(odd), 240)
    fc.assert(
      fc.property(
        fc.string(),
        fc.option(fc.double({ min: 0.001, max: 1e9, noNaN: true }), { nil: undefined }),
        (text, s) => {
          assert.ok(renewAtBy({ access_token: text, expires_in: s }, at) > at)
        },
      ),
    )
  })
})
