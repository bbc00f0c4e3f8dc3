import assert from 'node:assert/strict'
import { admissionOf } from '../../src/chat/authority.ts'
import { personId } from '../../src/model/ids.ts'
import type { Person } from '../../src/model/person.ts'
import { spellings } from '../support/a-plan.ts'

const { usual, ...others } = spellings('f5b36187-c8dd-4727-8b2f-9cc447f29046', 'ORGANIZATION')

const alma: Person = {
  id: personId('person-alma'),
  email: 'alma@example.com',
  displayName: 'Alma',
  orgId: usual,
  kind: 'person',
}

const lists = { requesters: ['alma@example.com'], approvers: [] }

describe('who may use the bot', () => {
  for (const [how, orgId] of Object.entries(others))
    it(`is told by the organisation, however its id is spelled (${how})`, () => {
      assert.equal(admissionOf(alma, { ...lists, orgId }).kind, 'actor')
    })

  it('is nobody of another organisation, whatever the spelling', () => {
    const elsewhere = spellings('00000000-c8dd-4727-8b2f-9cc447f29046', 'ORGANIZATION')
    for (const orgId of Object.values(elsewhere))
      assert.deepEqual(admissionOf(alma, { ...lists, orgId }), { kind: 'outsider', code: 'other-org' })
  })
})

describe('an address that looks like one on a list', () => {
  for (const email of [
    '\u0430lma@example.com',
    'aIma@example.com',
    'al\u200bma@example.com',
    'alma@ex\u0430mple.com',
    '\uff41lma@example.com',
    'alma@example.com.',
    'alma+x@example.com',
  ])
    it(`gives no standing: ${JSON.stringify(email)}`, () => {
      for (const list of [lists, { requesters: [], approvers: ['alma@example.com'] }])
        assert.deepEqual(admissionOf({ ...alma, email }, { ...list, orgId: usual }), {
          kind: 'outsider',
          code: 'unlisted',
        })
    })
})
