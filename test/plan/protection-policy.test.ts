import assert from 'node:assert/strict'
import { protectionFrom } from '../../src/plan/protection-policy.ts'
import { aPolicy } from '../support/a-plan.ts'

describe('who is shielded by a list', () => {
  const { isProtected, isApprover } = protectionFrom(
    aPolicy({ protectedUsers: ['jos\u00e9@acme.example', 'kim@acme.example'], approvers: ['VERA@acme.example'] }),
  )

  it('is shielded in every form that some directory may take for the same address', () => {
    for (const login of [
      'jose\u0301@acme.example',
      'JOS\u00c9@acme.example',
      'KIM@acme.example',
      '\u212aim@acme.example',
    ])
      assert.ok(isProtected(login), login)
    assert.ok(isApprover('vera@Acme.example'))
  })

  it('is nobody else: a look-alike is another account', () => {
    for (const login of [
      'jose@acme.example',
      'k\u0456m@acme.example',
      'kim@acme.example.org',
      'kirn@acme.example',
      'k\u0131m@acme.example',
    ])
      assert.ok(!isProtected(login), login)
    assert.ok(!isApprover('ver\u0430@acme.example'))
  })
})

describe('a verified domain', () => {
  const { isOfVerifiedDomain } = protectionFrom(aPolicy({ verifiedDomains: ['kite.example', 'm\u00fcller.example'] }))

  it('is that domain, whatever the case of A to Z', () => {
    for (const address of ['a@kite.example', 'a@KITE.example', 'a@m\u00fcller.example'])
      assert.ok(isOfVerifiedDomain(address), address)
  })

  it('is no domain that folds to it or looks like it: there a new address would be let through', () => {
    for (const address of [
      'a@\u212aite.example',
      'a@mu\u0308ller.example',
      'a@M\u00dcLLER.example',
      'a@kite.example.',
      'a@x.kite.example',
      'kite.example',
    ])
      assert.ok(!isOfVerifiedDomain(address), address)
  })
})
