import assert from 'node:assert/strict'
import { type AccessLists, addressSight, admit, currentStanding } from '../../src/chat/authority.ts'
import { ChatError } from '../../src/chat/chat-error.ts'
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
const dora: Person = { ...alma, id: personId('person-dora'), email: 'dora@example.com', displayName: 'Dora' }

const lists: AccessLists = {
  requesters: ['alma@example.com'],
  approvers: [],
  orgId: usual,
  seesAddresses: async () => true,
}

/** A chat in which these are found under any address, and what was looked up in it. */
const finding = (...holders: readonly Person[]) => {
  const lookedUp: string[] = []
  const personsWith = async (email: string): Promise<readonly Person[]> => {
    lookedUp.push(email)
    return holders
  }
  return { lookedUp, personsWith }
}

const codeOf = async (person: Person, holders: readonly Person[], more: Partial<AccessLists> = {}) => {
  const admission = await admit(finding(...holders), person, { ...lists, ...more })
  return admission.kind === 'actor' ? 'actor' : admission.code
}

describe('who may use the bot', () => {
  for (const [how, orgId] of Object.entries(others))
    it(`is told by the organisation, however its id is spelled (${how})`, async () => {
      assert.equal(await codeOf(alma, [alma], { orgId }), 'actor')
    })

  it('is nobody of another organisation, whatever the spelling', async () => {
    const elsewhere = spellings('00000000-c8dd-4727-8b2f-9cc447f29046', 'ORGANIZATION')
    for (const orgId of Object.values(elsewhere)) assert.equal(await codeOf(alma, [alma], { orgId }), 'other-org')
  })

  it('is nobody while the organisation is not known, no bot, and nobody unlisted; none of them costs a second call', async () => {
    const chat = finding(alma)
    for (const [person, orgId, code] of [
      [alma, undefined, 'unknown-org'],
      [{ ...alma, kind: 'bot' }, usual, 'bot'],
      [{ ...alma, kind: 'appuser' }, usual, 'bot'],
      [{ ...alma, orgId: 'org-2' }, usual, 'other-org'],
      [dora, usual, 'unlisted'],
    ] as const)
      assert.deepEqual(await admit(chat, person, { ...lists, orgId }), { kind: 'outsider', code })
    assert.deepEqual(chat.lookedUp, [])
  })

  it('has a listed address that leads back to the same person, which costs one call', async () => {
    const chat = finding(alma)
    const { id, email, displayName } = alma
    const actor = { person: { id, email, displayName }, isRequester: true, isApprover: false }
    assert.deepEqual(await admit(chat, alma, lists), { kind: 'actor', actor })
    assert.deepEqual(chat.lookedUp, [alma.email])
  })

  it('is known under another spelling of the id', async () => {
    const ids = spellings('f5b36187-c8dd-4727-8b2f-9cc447f29046')
    for (const id of Object.values(ids))
      assert.equal(await codeOf({ ...alma, id: personId(ids.usual) }, [{ ...alma, id: personId(id) }]), 'actor')
  })

  for (const [what, holders, words] of [
    ['nobody', [], /nobody is found under it, though others/],
    ['another account', [{ ...dora, email: alma.email }], /another account/],
    ['the person and another account', [alma, { ...dora, email: alma.email }], /more than one account/],
    ['the person twice', [alma, alma], /more than one account/],
    ['the person, with another first address', [{ ...alma, email: 'alma.private@example.com' }], /another account/],
  ] as const)
    it(`is not whoever has a listed address that leads to ${what}`, async () => {
      const admission = await admit(finding(...holders), alma, lists)
      assert.ok(admission.kind === 'outsider' && admission.code === 'unproven')
      assert.match(admission.detail ?? '', words)
      assert.doesNotMatch(admission.detail ?? '', /alma|dora|example/i)
    })

  it('goes by the own record where the bot finds nobody at all by address, and only there', async () => {
    const blind = { ...lists, seesAddresses: async () => false }
    assert.equal((await admit(finding(), alma, blind)).kind, 'actor')
    assert.equal((await admit(finding(dora), alma, blind)).kind, 'outsider')
    assert.equal((await admit(finding(alma, dora), alma, blind)).kind, 'outsider')
    assert.equal((await admit(finding(), dora, blind)).kind, 'outsider')
  })

  it('is decided by nobody while the address cannot be looked up', async () => {
    const lost = new ChatError({ doing: 'looking up who has an address', code: 'timed-out' })
    await assert.rejects(admit({ personsWith: () => Promise.reject(lost) }, alma, lists), lost)
  })
})

describe('the standing of somebody who is not here now', () => {
  const access = async (): Promise<AccessLists> => ({ ...lists, approvers: ['dora@example.com'] })
  const nobody = { isRequester: false, isApprover: false }
  const standing = async (read: () => Promise<Person>, ...holders: readonly Person[]) => {
    const { isRequester, isApprover } = await currentStanding({ person: read, ...finding(...holders) }, access, dora.id)
    return { isRequester, isApprover }
  }

  it('is what the lists say of the present address', async () => {
    assert.deepEqual(await standing(async () => dora, dora), { isRequester: false, isApprover: true })
    const renamed = { ...dora, email: alma.email }
    assert.deepEqual(await standing(async () => renamed, renamed), { isRequester: true, isApprover: false })
    const unlisted = { ...dora, email: 'new@example.com' }
    assert.deepEqual(await standing(async () => unlisted, unlisted), nobody)
  })

  it('is none where the address leads to somebody else, or Webex knows the person no more', async () => {
    assert.deepEqual(await standing(async () => dora, { ...alma, email: dora.email }), nobody)
    const gone = new ChatError({ doing: 'reading a person', code: 'http', status: 404 })
    assert.deepEqual(await standing(() => Promise.reject(gone)), nobody)
  })

  it('is not guessed where Webex does not answer', async () => {
    const lost = new ChatError({ doing: 'reading a person', code: 'http', status: 503 })
    await assert.rejects(
      standing(() => Promise.reject(lost)),
      lost,
    )
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
    it(`gives no standing: ${JSON.stringify(email)}`, async () => {
      const chat = finding({ ...alma, email })
      for (const list of [lists, { requesters: [], approvers: ['alma@example.com'] }])
        assert.deepEqual(await admit(chat, { ...alma, email }, { ...lists, ...list }), {
          kind: 'outsider',
          code: 'unlisted',
        })
      assert.deepEqual(chat.lookedUp, [])
    })
})

describe('whether the bot finds anybody by address', () => {
  const both = { requesters: ['alma@example.com'], approvers: ['alma@example.com', 'dora@example.com'] }

  it('is found out once, with the first address that leads to somebody', async () => {
    const chat = finding(alma)
    const sees = addressSight(chat, both, () => assert.fail('it is not blind'))
    assert.deepEqual([await sees(), await sees()], [true, true])
    assert.deepEqual(chat.lookedUp, ['alma@example.com'])
  })

  it('is so for nobody when no address leads anywhere, which is told once', async () => {
    const chat = finding()
    let told = 0
    const sees = addressSight(chat, both, () => {
      told += 1
    })
    assert.deepEqual([await sees(), await sees()], [false, false])
    assert.deepEqual([told, chat.lookedUp], [1, ['alma@example.com', 'dora@example.com']])
  })

  it('is asked again when it could not be answered', async () => {
    const lost = new ChatError({ doing: 'looking up who has an address', code: 'timed-out' })
    let calls = 0
    const sees = addressSight({ personsWith: async () => (calls++ === 0 ? Promise.reject(lost) : [alma]) }, both, () =>
      assert.fail('it is not blind'),
    )
    await assert.rejects(sees(), lost)
    assert.equal(await sees(), true)
  })
})
