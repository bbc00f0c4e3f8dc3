import assert from 'node:assert/strict'
import { type Account, type Clouds, type Deed, VENDORS, type Vendor } from '../../../src/sandbox/demo/clouds.ts'
import { faultsOfEnd, faultsOfJob } from '../../../src/sandbox/demo/judge.ts'
import type { CsvRow, PlayedJob } from '../../../src/sandbox/demo/story.ts'

const cloudsWith = (vendor: Vendor, accounts: Readonly<Record<string, Account>>): Clouds =>
  Object.fromEntries(
    VENDORS.map((name) => [name, new Map(name === vendor ? Object.entries(accounts) : [])]),
  ) as unknown as Clouds

const row = (line: number, more: CsvRow): CsvRow => ({
  source_file: 'leavers.csv',
  source_line: String(line),
  ...more,
})

const aJob = (wrong: Partial<PlayedJob> = {}): PlayedJob => ({
  id: 'J-0001',
  request: {
    vendors: ['okta'],
    meant: [{ vendor: 'okta', id: '00u1', does: 'delete' }],
    file: { name: 'leavers.csv', content: '', rows: 2 },
  },
  plan: [row(2, { action: 'delete', user_id: '00u1' }), row(3, { action: 'skip', user_id: '' })],
  results: [row(2, { outcome: 'done', user_id: '00u1' })],
  errors: [row(3, { error_code: 'not-found' })],
  before: [],
  ...wrong,
})

describe('the judge of a job', () => {
  it('finds nothing wrong with what was meant, planned and done', () => {
    assert.deepEqual(faultsOfJob(aJob()), [])
  })

  it('knows an account in Webex by either spelling of its id', () => {
    const uuid = '8e2a1c2e-4a52-4bd0-8e2a-1c2e4a524bd0'
    const id = Buffer.from(`ciscospark://us/PEOPLE/${uuid}`).toString('base64url')
    const request = {
      ...aJob().request,
      vendors: ['webex'] as const,
      meant: [{ vendor: 'webex', id: uuid, does: 'delete' }] as const,
    }
    const plan = [row(2, { action: 'delete', user_id: id }), row(3, { action: 'skip' })]
    assert.deepEqual(faultsOfJob(aJob({ request, plan })), [])
  })

  const cases: readonly (readonly [string, Partial<PlayedJob>, RegExp])[] = [
    [
      'somebody is planned who was not meant',
      { plan: [...aJob().plan, row(4, { action: 'delete', user_id: '00u2' })] },
      /planned and not meant: delete okta 00u2/,
    ],
    [
      'somebody meant is left out',
      { plan: [row(2, { action: 'skip', user_id: '00u1' }), row(3, { action: 'skip' })] },
      /meant and not planned: delete okta 00u1/,
    ],
    [
      'something else is done to somebody',
      { plan: [row(2, { action: 'deactivate', user_id: '00u1' }), row(3, { action: 'skip' })] },
      /planned and not meant: deactivate/,
    ],
    ['the plan lacks a row of the file', { plan: aJob().plan.slice(0, 1), errors: [] }, /1 of the 2 rows/],
    ['a row comes back in no file', { errors: [] }, /no file, or in two/],
    ['a row comes back in both files', { errors: [...aJob().errors, row(2, {})] }, /no file, or in two/],
    ['a row of the results was not done', { results: [row(2, { outcome: 'already-done' })] }, /neither done nor kept/],
    ['nobody is meant at all', { request: { ...aJob().request, meant: [] } }, /means nobody/],
  ]
  for (const [what, wrong, words] of cases)
    it(`sees when ${what}`, () => {
      assert.match(faultsOfJob(aJob(wrong)).join('\n'), words)
    })
})

describe('the judge of the end', () => {
  const deletion: Deed = { vendor: 'okta', id: 'a', does: 'delete' }

  it('wants the meant to be gone and everybody else untouched', () => {
    const before = cloudsWith('okta', { a: { status: 'ACTIVE' }, b: { status: 'ACTIVE' } })
    assert.deepEqual(faultsOfEnd(before, [deletion], cloudsWith('okta', { b: { status: 'ACTIVE' } })), [])
    assert.match(faultsOfEnd(before, [deletion], before).join(), /Okta .* a should be gone/)
    assert.match(faultsOfEnd(before, [deletion], cloudsWith('okta', {})).join(), /b is gone/)
    const touched = cloudsWith('okta', { b: { status: 'SUSPENDED' } })
    assert.match(faultsOfEnd(before, [deletion], touched).join(), /b has another status/)
  })

  it('looks at the vendors that it is asked about', () => {
    const before = cloudsWith('okta', { a: {} })
    assert.deepEqual(faultsOfEnd(before, [deletion], before, ['webex', 'bevy']), [])
  })

  it('takes a deletion in Bevy, called off, for what was there before', () => {
    const before = cloudsWith('bevy', { a: { email: 'anna@example.com', isSetForDeletion: false } })
    const set = cloudsWith('bevy', { a: { email: 'anna@example.com', isSetForDeletion: true } })
    const deed: Deed = { vendor: 'bevy', id: 'a', does: 'delete' }
    assert.deepEqual(faultsOfEnd(before, [deed], set), [])
    assert.deepEqual(faultsOfEnd(before, [deed, { ...deed, does: 'restore' }], before), [])
  })

  it('lets a rename change the first address and the invitation, and nothing else', () => {
    const account = (value: string, more: Account = {}): Account => ({
      emails: [{ value, type: 'work' }, { value: 'other@example.com' }],
      title: 'Clerk',
      invitePending: false,
      ...more,
    })
    const before = cloudsWith('webex', { a: account('anna@example.com') })
    const deed: Deed = { vendor: 'webex', id: 'a', does: 'rename', to: 'anna@example.org' }
    const renamed = (more: Account): Clouds =>
      cloudsWith('webex', { a: account('anna@example.org', { invitePending: true, ...more }) })
    assert.deepEqual(faultsOfEnd(before, [deed], renamed({})), [])
    assert.match(faultsOfEnd(before, [deed], renamed({ title: undefined })).join(), /another title/)
    assert.match(faultsOfEnd(before, [deed], before).join(), /another emails/)
  })
})
