import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Found, Subject } from '../../src/model/directory.ts'
import { personId, userId } from '../../src/model/ids.ts'
import type { SkipCode } from '../../src/model/plan.ts'
import type { Row } from '../../src/model/rows.ts'
import type { DirectoryName } from '../../src/model/vendor.ts'
import { buildPlan, buildPlanInPieces, type PlanInput, type PlanPart } from '../../src/plan/build-plan.ts'
import { keysOf } from '../../src/plan/keys-of.ts'
import type { ProtectionPolicy } from '../../src/plan/protection-policy.ts'
import {
  aCredential,
  aFile,
  anIntake,
  anIssue,
  aPart,
  aPerson,
  aPlanInput,
  aPolicy,
  aRow,
  aSubject,
  aTenant,
  byEmail,
  byId,
  found,
  PLANNED_AT,
  someFindings,
  spellings,
  stepsLeft,
} from '../support/a-plan.ts'
import { turnsDuring } from '../support/turns-during.ts'

/** Plans these accounts, one row each by address, in this order. */
function planOf(subjects: readonly Subject[], over: Partial<PlanInput> & { readonly admins?: readonly string[] } = {}) {
  const rows = subjects.map((subject, index) => aRow({ line: index + 2, key: byEmail(subject.login) }))
  const findings = someFindings(...subjects.map((subject) => [byEmail(subject.login), found(subject)] as const))
  const tenant = aTenant(over.admins ? { fullAdmins: over.admins.map(userId) } : {})
  const parts = [{ tenant, credential: aCredential(), findings, stepsLeft }]
  return buildPlan(aPlanInput({ intake: anIntake({ rows }), parts, ...over }))
}

const codesOf = (plan: ReturnType<typeof buildPlan>): readonly SkipCode[] => plan.skips.map((skip) => skip.code)

describe('buildPlanInPieces', () => {
  it('makes the plan of buildPlan, where a row depends on one of another piece, too', async () => {
    const subjects = Array.from({ length: 1_200 }, (_, no) =>
      aSubject({ id: userId(`u-${no % 1_100}`), login: `u${no}@acme.example` }),
    )
    const rows = subjects.map(({ login }, index) => aRow({ line: index + 2, key: byEmail(login) }))
    const findings = someFindings(...subjects.map((subject) => [byEmail(subject.login), found(subject)] as const))
    const input = aPlanInput({ intake: anIntake({ rows }), parts: [aPart({ findings })] })
    const { turns, value } = await turnsDuring(() => buildPlanInPieces(input))
    assert.deepEqual(value, buildPlan(input))
    assert.equal(value.skips.filter(({ code }) => code === 'duplicate').length, 100)
    assert.ok(turns >= 2, `${turns} turns`)
  })
})

describe('buildPlan', () => {
  it('skips what the vendor would refuse, with its reason, unless there is nothing left to do', () => {
    const notPossible: PlanPart['notPossible'] = (operation, { login, status }) =>
      status === 'locked' ? `no ${operation} of "${login}"` : undefined
    const plan = (over: Partial<Subject>, part: Partial<PlanPart> = {}) => {
      const findings = someFindings([aRow().key, found(aSubject(over))])
      const { changes, skips } = buildPlan(aPlanInput({ parts: [aPart({ notPossible, findings, ...part })] }))
      return [changes.length, ...skips.map(({ code, detail }) => [code, detail])]
    }
    assert.deepEqual(plan({}), [1])
    assert.deepEqual(plan({ status: 'locked' }), [0, ['not-possible', 'no delete of "anna@acme.example"']])
    const [, done] = plan({ status: 'locked' }, { stepsLeft: () => [] })
    assert.equal(done?.[0 as never], 'already-done')
  })

  it('plans an ordinary account, by its immutable id and as it was found', () => {
    const plan = buildPlan(aPlanInput())
    assert.deepEqual(plan, {
      version: 1,
      job: 'J-7K2Q',
      operation: 'delete',
      requester: aPerson(),
      plannedAt: PLANNED_AT,
      tenants: [aTenant()],
      files: [aFile()],
      changes: [
        {
          no: 0,
          file: 'users.csv',
          line: 2,
          cells: ['anna@acme.example', 'sales'],
          directory: 'webex',
          userId: 'user-anna@acme.example',
          before: aSubject(),
          steps: ['delete'],
        },
      ],
      skips: [],
    })
  })

  it('keeps issues of the file as skips, with their cells and words', () => {
    const issues = [anIssue(), anIssue({ line: 3, code: 'duplicate', detail: 'as line 1' })]
    const plan = buildPlan(aPlanInput({ intake: anIntake({ rows: [], issues }) }))
    assert.deepEqual(plan.changes, [])
    assert.deepEqual(plan.skips, [
      { ...anIssue(), directory: 'webex' },
      { ...anIssue({ line: 3, code: 'duplicate', detail: 'as line 1' }), directory: 'webex' },
    ])
  })

  it('lists rows and issues as they stand in the files, file by file, and numbers the changes', () => {
    const place = (file: string, line: number) => aRow({ file, line, key: byEmail(`${line}@${file}`) })
    const rows = [place('b.csv', 2), place('b.csv', 10), place('a.csv', 3)]
    const issues = [anIssue({ file: 'a.csv', line: 4 }), anIssue({ file: 'b.csv', line: 9 })]
    const files = [aFile({ name: 'b.csv', rows: 3 }), aFile({ name: 'a.csv', rows: 2 })]
    const findings = someFindings(...rows.map((row) => [row.key, found(aSubject({ login: row.key.value }))] as const))
    const parts = [aPart({ findings })]
    const plan = buildPlan(aPlanInput({ intake: { files, rows: rows.toReversed(), issues }, parts }))
    assert.deepEqual(
      plan.changes.map(({ no, file, line }) => [no, file, line]),
      [
        [0, 'b.csv', 2],
        [1, 'b.csv', 10],
        [2, 'a.csv', 3],
      ],
    )
    assert.deepEqual(
      plan.skips.map(({ file, line }) => [file, line]),
      [
        ['b.csv', 9],
        ['a.csv', 4],
      ],
    )
  })

  it('skips a row that has no account, and a row that has more than one', () => {
    const rows = [aRow(), aRow({ line: 3, key: byId('id-2') })]
    const ambiguous: Found = { kind: 'ambiguous', detail: '2 accounts have this address' }
    const findings = someFindings([byEmail('anna@acme.example'), { kind: 'absent' }], [byId('id-2'), ambiguous])
    const parts = [aPart({ findings })]
    const plan = buildPlan(aPlanInput({ intake: anIntake({ rows }), parts }))
    assert.deepEqual(
      plan.skips.map(({ code, detail, userId: id }) => [code, detail, id]),
      [
        ['not-found', 'no account in "Acme" has the address "anna@acme.example"', undefined],
        ['ambiguous', '2 accounts have this address', undefined],
      ],
    )
  })

  it('does not take an account whose login is not the address that was asked for', () => {
    for (const login of ['annab@acme.example', 'anna@acme.example.org', ' anna@acme.example', 'anna+1@acme.example']) {
      const findings = someFindings([aRow().key, found(aSubject({ login }))])
      const plan = buildPlan(aPlanInput({ parts: [aPart({ findings })] }))
      assert.deepEqual(codesOf(plan), ['ambiguous'], login)
      assert.match(plan.skips[0]?.detail ?? '', /"anna@acme.example" gave the account "/)
    }
  })

  it('takes an account that was named by its id, whatever its login', () => {
    const key = byId('user-x')
    const findings = someFindings([key, found(aSubject({ id: userId('user-x'), login: 'x@acme.example' }))])
    const parts = [aPart({ findings })]
    assert.equal(buildPlan(aPlanInput({ intake: anIntake({ rows: [aRow({ key })] }), parts })).changes.length, 1)
  })

  it('does not take an account whose login is not the address beside the id', () => {
    const key = byId('user-x')
    const subject = aSubject({ id: userId('user-x'), login: 'x@acme.example' })
    const parts = [aPart({ findings: someFindings([key, found(subject)]) })]
    const codesWith = (address: string) =>
      codesOf(buildPlan(aPlanInput({ intake: anIntake({ rows: [aRow({ key, address })] }), parts })))
    assert.deepEqual(codesWith('y@acme.example'), ['ambiguous'])
    assert.deepEqual(codesWith('x@acme.example'), [])
  })

  it('judges each row in each directory by what that directory says, one beside the other', () => {
    const okta: DirectoryName = 'okta'
    const rows = [aRow(), aRow({ line: 3, key: byEmail('boss@acme.example') })]
    const boss = aSubject({ login: 'boss@acme.example' })
    const keys = [byEmail('anna@acme.example'), byEmail('boss@acme.example')] as const
    const there = aTenant({ directory: okta, fullAdmins: [] })
    const parts = [
      aPart({ findings: someFindings([keys[0], found()], [keys[1], found(boss)]) }),
      {
        tenant: there,
        credential: aCredential({ directory: okta }),
        findings: someFindings([keys[0], found()], [keys[1], found(boss)]),
        stepsLeft,
      },
    ]
    const plan = buildPlan(aPlanInput({ intake: anIntake({ rows, issues: [anIssue({ line: 4 })] }), parts }))
    assert.deepEqual(
      plan.changes.map(({ no, line, directory }) => [no, line, directory]),
      [
        [0, 2, 'webex'],
        [1, 2, 'okta'],
        [2, 3, 'okta'],
      ],
    )
    assert.deepEqual(
      plan.skips.map(({ line, directory, code }) => [line, directory, code]),
      [
        [3, 'webex', 'admin'],
        [4, 'webex', 'invalid'],
        [4, 'okta', 'invalid'],
      ],
    )
  })

  it('plans a row that is meant for one directory there and nowhere else', () => {
    const rows = [aRow({ directory: 'okta' }), aRow({ line: 3, key: byEmail('ben@acme.example'), directory: 'webex' })]
    const issues = [anIssue({ line: 4, directory: 'okta' })]
    const there = aTenant({ directory: 'okta', fullAdmins: [] })
    const ben = aSubject({ login: 'ben@acme.example' })
    const parts = [
      aPart({ findings: someFindings([byEmail('ben@acme.example'), found(ben)]) }),
      aPart({ tenant: there, credential: aCredential({ directory: 'okta' }) }),
    ]
    const plan = buildPlan(aPlanInput({ intake: anIntake({ rows, issues }), parts }))
    assert.deepEqual(
      [...plan.changes, ...plan.skips].map(({ line, directory }) => [line, directory]),
      [
        [2, 'okta'],
        [3, 'webex'],
        [4, 'okta'],
      ],
    )
  })

  it('skips a row that is meant for a directory which the job does not reach, and says so', () => {
    const rows = [aRow({ directory: 'okta' })]
    const plan = buildPlan(aPlanInput({ intake: anIntake({ rows }) }))
    assert.deepEqual(plan.changes, [])
    assert.deepEqual(
      plan.skips.map(({ directory, code, detail }) => [directory, code, detail]),
      [['okta', 'invalid', 'the row is meant for okta, and this job is for webex']],
    )
  })

  it('leaves a row kept that was kept, also where the job does not reach its directory', () => {
    const issues = [anIssue({ directory: 'okta', code: 'kept', detail: 'column "outcome" says "kept"' })]
    const plan = buildPlan(aPlanInput({ intake: anIntake({ rows: [], issues }) }))
    assert.deepEqual(
      plan.skips.map(({ directory, code, detail }) => [directory, code, detail]),
      [['okta', 'kept', 'column "outcome" says "kept"']],
    )
  })

  it('judges two rows of one person, each for its own directory, apart', () => {
    const rows = [aRow({ directory: 'webex' }), aRow({ line: 3 }), aRow({ line: 4, directory: 'okta' })]
    const there = aTenant({ directory: 'okta', fullAdmins: [] })
    const parts = [aPart(), aPart({ tenant: there, credential: aCredential({ directory: 'okta' }) })]
    const plan = buildPlan(aPlanInput({ intake: anIntake({ rows }), parts }))
    assert.deepEqual(
      [
        ...plan.changes.map((one) => [one.line, one.directory, 'change']),
        ...plan.skips.map((one) => [one.line, one.directory, one.code]),
      ],
      [
        [2, 'webex', 'change'],
        [3, 'okta', 'change'],
        [3, 'webex', 'duplicate'],
        [4, 'okta', 'duplicate'],
      ],
    )
  })

  it('skips an account that the credential may not touch, in the words of the vendor', () => {
    const findings = someFindings([aRow().key, { kind: 'forbidden', detail: 'may not be seen' }])
    const [skip] = buildPlan(aPlanInput({ parts: [aPart({ findings })] })).skips
    assert.deepEqual([skip?.code, skip?.detail, skip?.userId], ['forbidden', 'may not be seen', undefined])
  })

  it('keeps the steps that are left, and one step where the vendor cannot tell', () => {
    const stepsWith = (steps: readonly string[] | undefined) =>
      buildPlan(aPlanInput({ parts: [aPart({ stepsLeft: () => steps })] })).changes.map((change) => change.steps)
    assert.deepEqual(stepsWith(['deactivate', 'delete']), [['deactivate', 'delete']])
    assert.deepEqual(stepsWith(undefined), [['delete']])
    assert.deepEqual(stepsWith([]), [])
  })

  it('names the role of an administrator, and says full administrator where there is no word for it', () => {
    const detailOf = (over: Partial<Subject>) => planOf([aSubject(over)]).skips[0]?.detail
    const adminRoles = ['Help Desk Administrator', 'Report Administrator']
    assert.equal(
      detailOf({ isFullAdmin: true, adminRoles }),
      '"anna@acme.example" is an administrator ("Help Desk Administrator", "Report Administrator") of "Acme"',
    )
    const full = (login: string) => `"${login}" is a full administrator of "Acme"`
    assert.equal(detailOf({ isFullAdmin: true }), full('anna@acme.example'))
    assert.equal(detailOf({ login: 'boss@acme.example', adminRoles }), full('boss@acme.example'))
  })

  it('throws rather than read a missing finding as "no such account"', () => {
    const parts = [aPart({ findings: someFindings() })]
    assert.throws(() => buildPlan(aPlanInput({ parts })), /gave no finding for "email:anna@acme.example"/)
  })

  it('throws when it has no directory, or one twice', () => {
    const [part] = aPlanInput().parts
    assert.ok(part)
    assert.throws(() => buildPlan(aPlanInput({ parts: [] })), /at least one/)
    assert.throws(() => buildPlan(aPlanInput({ parts: [part, part] })), /"webex, webex"; give each of them once/)
  })
})

describe('the reason that wins', () => {
  const byReason: readonly (readonly [string, SkipCode | 'planned', Partial<Subject>])[] = [
    ['another organisation', 'other-org', { tenantId: 'tenant-else' }],
    ['the requester by login', 'self', { login: 'rita@acme.example' }],
    ['the requester by id, under a new address', 'self', { id: userId('person-rita') }],
    ['an approver', 'reviewer', { login: 'vera@acme.example' }],
    ['the bot', 'bot', { login: 'twokey@webex.bot' }],
    ['the owner of the credential by id', 'credential-owner', { id: userId('user-service@acme.example') }],
    ['the owner of the credential by login', 'credential-owner', { id: userId('x'), login: 'service@acme.example' }],
    ['a protected address', 'protected', { login: 'ceo@acme.example' }],
    ['a protected address in other letters', 'protected', { login: 'CEO@Acme.Example' }],
    ['a protected domain', 'protected', { login: 'anybody@board.example' }],
    ['a sub-domain of it', 'planned', { login: 'anybody@sub.board.example' }],
    ['a domain that ends in it', 'planned', { login: 'anybody@overboard.example' }],
    ['a domain that begins with it', 'planned', { login: 'anybody@board.example.org' }],
    ['the protected domain as a name', 'planned', { login: 'board.example@acme.example' }],
    ['a quoted @ before another domain', 'planned', { login: '"a@board.example"@acme.example' }],
    ['a quoted @ before the protected domain', 'protected', { login: '"a@acme.example"@board.example' }],
    ['a protected address, its accent composed otherwise', 'protected', { login: 'jose\u0301@acme.example' }],
    ['the requester by another address', 'self', { login: 'r.adm@sso.example', otherAddresses: ['rita@acme.example'] }],
    [
      'an approver by another address',
      'reviewer',
      { login: 'vadm', otherAddresses: ['v@x.example', 'Vera@acme.example'] },
    ],
    ['the bot by another address', 'bot', { login: 'bot', otherAddresses: ['twokey@webex.bot'] }],
    [
      'the credential owner by another address',
      'credential-owner',
      { login: 's', otherAddresses: ['service@acme.example'] },
    ],
    ['a protected other address', 'protected', { login: 'boss@sso.example', otherAddresses: ['ceo@acme.example'] }],
    [
      'another address in a protected domain',
      'protected',
      { login: 'b@sso.example', otherAddresses: ['b@board.example'] },
    ],
    ['another address on no list', 'planned', { login: 'b@sso.example', otherAddresses: ['b@acme.example'] }],
    ['a login without a domain', 'planned', { login: 'board.example' }],
    ['a full administrator', 'admin', { isFullAdmin: true, adminRoles: ['Full administrator'] }],
    ['a full administrator by the list of the tenant', 'admin', { login: 'boss@acme.example' }],
    ['another administrative role', 'planned', { adminRoles: ['Read-only administrator'] }],
    ['a tombstone', 'already-done', { status: 'Deleted' }],
    ['an inactive account', 'planned', { status: 'inactive' }],
  ]
  for (const [who, code, over] of byReason) {
    it(`${who}: ${code}`, () => {
      const plan = planOf([aSubject(over)])
      assert.deepEqual(
        plan.skips.map((skip) => skip.code),
        code === 'planned' ? [] : [code],
      )
      assert.equal(plan.changes.length, code === 'planned' ? 1 : 0)
      assert.equal(plan.skips[0]?.userId, code === 'planned' ? undefined : aSubject(over).id)
    })
  }

  it('is always the earlier one of the list', () => {
    const worst: Partial<Subject> = {
      id: userId('person-rita'),
      login: 'rita@acme.example',
      isFullAdmin: true,
      status: 'deleted',
      tenantId: 'tenant-else',
    }
    const rita = 'rita@acme.example'
    const allLists = aPolicy({ approvers: [rita], botEmails: [rita], protectedUsers: [rita] })
    const owner = aCredential({ ownerLogin: rita, ownerId: userId('person-rita') })
    const stranger = aPerson({ id: personId('p2'), email: 'other@acme.example' })
    const here = { ...worst, tenantId: 'tenant-acme' }
    const codeOf = (over: Partial<Subject>, policy: ProtectionPolicy, requester = stranger, credential = owner) => {
      const findings = someFindings([byEmail(rita), found(aSubject(over))])
      const intake = anIntake({ rows: [aRow({ key: byEmail(rita) })] })
      const parts = [{ tenant: aTenant(), credential, findings, stepsLeft }]
      return codesOf(buildPlan(aPlanInput({ intake, parts, policy, requester })))[0]
    }
    assert.equal(codeOf(worst, allLists, aPerson()), 'other-org')
    assert.equal(codeOf(here, allLists, aPerson()), 'self')
    assert.equal(codeOf(here, allLists), 'reviewer')
    assert.equal(codeOf(here, { ...allLists, approvers: [] }), 'bot')
    assert.equal(codeOf(here, { ...allLists, approvers: [], botEmails: [] }), 'credential-owner')
    const onlyProtected = { ...allLists, approvers: [], botEmails: [] }
    assert.equal(codeOf(here, onlyProtected, stranger, aCredential()), 'protected')
    const onNoList = { ...onlyProtected, protectedUsers: [] }
    assert.equal(codeOf(here, onNoList, stranger, aCredential()), 'admin')
    assert.equal(codeOf({ ...here, isFullAdmin: false }, onNoList, stranger, aCredential()), 'already-done')
  })
})

describe('full administrators, where they may be planned', () => {
  const policy = aPolicy({ allowAdmins: true })
  const anAdmin = (name: string) => aSubject({ id: userId(name), login: `${name}@acme.example`, isFullAdmin: true })

  it('plans one while another stays', () => {
    assert.equal(planOf([anAdmin('a')], { policy, admins: ['a', 'b'] }).changes.length, 1)
  })

  it('keeps the only one', () => {
    assert.deepEqual(codesOf(planOf([anAdmin('a')], { policy, admins: ['a'] })), ['last-admin'])
  })

  it('keeps the last of those in the file', () => {
    const plan = planOf([anAdmin('a'), anAdmin('b'), anAdmin('c')], { policy, admins: ['c', 'b', 'a'] })
    assert.deepEqual(
      plan.changes.map((change) => change.userId),
      ['a', 'b'],
    )
    assert.deepEqual(codesOf(plan), ['last-admin'])
  })

  it('keeps anybody when no administrator of the tenant is known', () => {
    assert.deepEqual(codesOf(planOf([anAdmin('a')], { policy, admins: [] })), ['last-admin'])
  })

  it('counts an administrator that is skipped for another reason among those who stay', () => {
    const ceo = aSubject({ id: userId('ceo'), login: 'ceo@acme.example', isFullAdmin: true })
    const plan = planOf([ceo, anAdmin('a'), anAdmin('b')], { policy, admins: ['ceo', 'a', 'b'] })
    assert.deepEqual(codesOf(plan), ['protected'])
    assert.equal(plan.changes.length, 2)
  })

  it('never removes all of them, whatever the file asks', () => {
    const names = ['a', 'b', 'c', 'd']
    fc.assert(
      fc.property(fc.subarray(names, { minLength: 1 }), fc.array(fc.constantFrom(...names)), (admins, asked) => {
        const subjects = [...new Set(asked)].map((name) => ({ ...anAdmin(name), isFullAdmin: admins.includes(name) }))
        const removed = planOf(subjects, { policy, admins }).changes.map((change) => change.userId)
        assert.ok(admins.some((name) => !removed.includes(userId(name))))
      }),
      { numRuns: 200 },
    )
  })
})

describe('one account in two rows', () => {
  const both = [aRow({ line: 2, key: byId('user-anna@acme.example') }), aRow({ file: 'more.csv', line: 7 })]
  const planBoth = (subject: Subject, rows: readonly Row[] = both) => {
    const findings = someFindings(...rows.map((row) => [row.key, found(subject)] as const))
    const parts = [aPart({ findings })]
    return buildPlan(aPlanInput({ intake: anIntake({ rows }), parts }))
  }

  it('is planned for the first and a duplicate in the second, which names both places', () => {
    const plan = planBoth(aSubject())
    assert.deepEqual(
      plan.changes.map((change) => change.line),
      [2],
    )
    assert.deepEqual(
      plan.skips.map(({ file, line, code, detail }) => [file, line, code, detail]),
      [
        [
          'more.csv',
          7,
          'duplicate',
          '"more.csv" line 7 names the account "anna@acme.example", as "users.csv" line 2 does',
        ],
      ],
    )
  })

  it('is not called a duplicate where it may not be planned at all', () => {
    assert.deepEqual(codesOf(planBoth(aSubject({ tenantId: 'tenant-else' }))), ['other-org', 'other-org'])
  })

  it('is a duplicate also of a row that was already done', () => {
    assert.deepEqual(codesOf(planBoth(aSubject({ status: 'deleted' }))), ['already-done', 'duplicate'])
  })
})

describe('every input row', () => {
  const login = fc.constantFrom(
    'a@acme.example',
    'b@acme.example',
    'ceo@acme.example',
    'vera@acme.example',
    'rita@acme.example',
    'x@board.example',
  )
  const subject = fc.record({
    login,
    id: fc.constantFrom('1', '2', '3', 'person-rita', 'user-boss@acme.example').map(userId),
    tenantId: fc.constantFrom('tenant-acme', 'tenant-acme', 'tenant-else'),
    isFullAdmin: fc.boolean(),
    status: fc.constantFrom('active', 'deleted'),
  })
  const finding: fc.Arbitrary<Found> = fc.oneof(
    subject.map((over) => found(aSubject(over))),
    fc.constant<Found>({ kind: 'absent' }),
    fc.constant<Found>({ kind: 'ambiguous', detail: 'two' }),
  )
  const key = fc.oneof(login.map(byEmail), fc.constantFrom('1', '2', '3').map(byId))

  it('ends in exactly one change or skip, no account is planned twice, and nobody who is protected is planned', () => {
    const records = fc.array(fc.tuple(fc.boolean(), key, finding), { maxLength: 30 })
    fc.assert(
      fc.property(records, fc.boolean(), (drawn, allowAdmins) => {
        const lines = drawn.map(([isRow, drawnKey, what], index) => ({ isRow, key: drawnKey, what, line: index + 2 }))
        const rows = lines.filter((line) => line.isRow).map((line) => aRow(line))
        const issues = lines.filter((line) => !line.isRow).map(({ line }) => anIssue({ line }))
        const findings = someFindings(...lines.map((line) => [line.key, line.what] as const))
        const parts = [aPart({ findings })]
        const intake = anIntake({ rows, issues })
        const plan = buildPlan(aPlanInput({ intake, parts, policy: aPolicy({ allowAdmins }) }))

        const places = [...plan.changes, ...plan.skips].map((record) => record.line).sort((a, b) => a - b)
        assert.deepEqual(
          places,
          lines.map((line) => line.line),
        )
        assert.deepEqual(
          plan.changes.map((change) => change.no),
          [...plan.changes.keys()],
        )
        assert.equal(new Set(plan.changes.map((change) => change.userId)).size, plan.changes.length)
        for (const { before } of plan.changes) {
          assert.match(before.login, /^[ab]@acme\.example$/)
          assert.notEqual(before.id, 'person-rita')
          assert.equal(before.tenantId, 'tenant-acme')
          assert.equal(before.status, 'active')
          assert.ok(allowAdmins || !before.isFullAdmin)
          assert.notEqual(before.id, 'user-boss@acme.example')
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('every row of a job over several directories', () => {
  const NAMES = ['webex', 'okta', 'bevy'] as const

  it('ends in exactly one change or skip for each directory that it is meant for, and in none besides', () => {
    const login = fc.constantFrom('a@acme.example', 'b@acme.example', 'ceo@acme.example')
    const aRecord = fc.tuple(login, fc.boolean(), fc.option(fc.constantFrom(...NAMES), { nil: undefined }))
    const drawing = fc.tuple(fc.array(aRecord, { maxLength: 12 }), fc.subarray([...NAMES], { minLength: 1 }))
    fc.assert(
      fc.property(drawing, ([records, names]) => {
        const lines = records.map(([address, isRow, directory], index) => {
          const meant = directory === undefined ? {} : { directory }
          return { address, isRow, line: index + 2, meant }
        })
        const rows = lines.flatMap(({ address, isRow, line, meant }) =>
          isRow ? [aRow({ line, key: byEmail(address), ...meant })] : [],
        )
        const issues = lines.flatMap(({ isRow, line, meant }) => (isRow ? [] : [anIssue({ line, ...meant })]))
        const parts = names.map((directory) => {
          const keys = keysOf(anIntake({ rows, issues }), 'delete', directory)
          const findings = someFindings(...keys.map((key) => [key, found(aSubject({ login: key.value }))] as const))
          return aPart({ tenant: aTenant({ directory }), credential: aCredential({ directory }), findings })
        })
        const plan = buildPlan(aPlanInput({ intake: anIntake({ rows, issues }), parts }))
        const places = [...plan.changes, ...plan.skips].map(({ line, directory }) => `${line} ${directory}`)
        const expected = lines.flatMap(({ line, meant: { directory } }) =>
          directory === undefined ? names.map((name) => `${line} ${name}`) : [`${line} ${directory}`],
        )
        assert.deepEqual(places.sort(), expected.sort())
        for (const { directory, userId: id, no } of plan.changes) {
          assert.ok(
            names.some((name) => name === directory),
            directory,
          )
          assert.ok(
            !plan.changes.some((other) => other.no !== no && other.userId === id && other.directory === directory),
          )
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('an account whose id comes in another spelling', () => {
  const uuid = 'f5b36187-c8dd-4727-8b2f-9cc447f29046'
  const { usual, ...others } = spellings(uuid)

  for (const [how, id] of Object.entries(others)) {
    const account = aSubject({ id: userId(id), login: 'renamed@acme.example' })

    it(`is the requester still, though the address has changed (${how})`, () => {
      assert.deepEqual(codesOf(planOf([account], { requester: aPerson({ id: personId(usual) }) })), ['self'])
    })

    it(`is not the owner of a credential that is nobody's account (${how})`, () => {
      const credential = aCredential({ ownerId: userId('unknown'), ownerLogin: '' })
      const key = byId(usual)
      const findings = someFindings([key, found({ ...account, login: '' })])
      const parts = [{ tenant: aTenant(), credential, findings, stepsLeft }]
      assert.deepEqual(codesOf(buildPlan(aPlanInput({ intake: anIntake({ rows: [aRow({ key })] }), parts }))), [])
    })

    it(`owns the credential still (${how})`, () => {
      const credential = aCredential({ ownerId: userId(usual) })
      const findings = someFindings([aRow().key, found({ ...account, login: 'anna@acme.example' })])
      const plan = buildPlan(aPlanInput({ parts: [{ tenant: aTenant(), credential, findings, stepsLeft }] }))
      assert.deepEqual(codesOf(plan), ['credential-owner'])
    })

    it(`is the last full administrator still (${how})`, () => {
      const admin = { ...account, isFullAdmin: true }
      const over = { policy: aPolicy({ allowAdmins: true }), admins: [usual] }
      assert.deepEqual(codesOf(planOf([admin], over)), ['last-admin'])
      const two = { ...over, admins: [usual, 'user-boss@acme.example'] }
      const boss = aSubject({ login: 'boss@acme.example', isFullAdmin: true })
      assert.deepEqual(codesOf(planOf([admin, boss], two)), ['last-admin'])
      assert.deepEqual(codesOf(planOf([account], { admins: [usual] })), ['admin'], 'known from the list alone')
    })

    it(`is planned once (${how})`, () => {
      const same = { ...account, id: userId(usual) }
      const keys = [byEmail(account.login), byId(usual)]
      const findings = someFindings([byEmail(account.login), found(account)], [byId(usual), found(same)])
      const rows = keys.map((key, index) => aRow({ line: index + 2, key }))
      const parts = [aPart({ findings })]
      const plan = buildPlan(aPlanInput({ intake: anIntake({ rows }), parts }))
      assert.equal(plan.changes.length, 1)
      assert.deepEqual(codesOf(plan), ['duplicate'])
    })
  }
})
