import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import type { Found, Subject } from '../../src/model/directory.ts'
import { personId, userId } from '../../src/model/ids.ts'
import type { Row, RowKey } from '../../src/model/rows.ts'
import { checkLimits } from '../../src/plan/check-limits.ts'
import { buildKeepPlan, countEveryoneElse, type KeepInput, type KeepPart } from '../../src/plan/keep-plan.ts'
import { summarise } from '../../src/plan/summarise.ts'
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
  someFindings,
  spellings,
} from '../support/a-plan.ts'

const at = (name: string): string => `${name}@acme.example`
const person = (name: string, over: Partial<Subject> = {}): Subject => aSubject({ login: at(name), ...over })
const listing = (...keys: readonly RowKey[]): readonly Row[] =>
  keys.map((key, index) => aRow({ line: index + 2, key, cells: [key.value, ''] }))

interface Asked {
  readonly rows: readonly Row[]
  readonly everyone: readonly Subject[]
  readonly part?: Partial<KeepPart>
  readonly input?: Partial<Omit<KeepInput, 'parts'>>
}

/** What a directory says of keys when these are all its accounts. */
const findingsOf = (rows: readonly Row[], everyone: readonly Subject[]) =>
  someFindings(
    ...rows.map(({ key }): readonly [RowKey, Found] => {
      const subject = everyone.find(({ id, login }) => (key.by === 'id' ? id === key.value : login === key.value))
      return [key, subject ? found(subject) : { kind: 'absent' }]
    }),
  )

const keepPart = ({ rows, everyone, part }: Asked): KeepPart => ({
  ...aPart({ findings: findingsOf(rows, everyone), tenant: aTenant({ population: everyone.length }) }),
  everyone,
  ...part,
})

const keepPlan = (asked: Asked) => {
  const { parts: _, ...input } = aPlanInput({ intake: anIntake({ rows: asked.rows }) })
  return buildKeepPlan({ ...input, ...asked.input, parts: [keepPart(asked)] })
}

const limits = { maxUsers: 1000, maxShare: 1 }
const refusalOf = (asked: Asked) => checkLimits(keepPlan(asked), limits)
const plannedIn = (asked: Asked) => keepPlan(asked).changes.map(({ before }) => before.login)

const ANNA = byEmail(at('anna'))

describe('accounts that no list can be held against', () => {
  const anna = person('anna')

  it('keeps a second account that has the address of somebody listed beside its login', () => {
    const second = person('a.adm', { otherAddresses: [at('anna')] })
    const asked: Asked = { rows: listing(ANNA), everyone: [anna, second, person('ben')] }
    assert.deepEqual(plannedIn(asked), [at('ben')])
    const skip = keepPlan(asked).skips.find(({ userId: id }) => id === second.id)
    assert.equal(skip?.code, 'kept')
    assert.match(skip?.detail ?? '', /with the address "anna@acme.example"/)
  })

  it('leaves an account without any address alone, since nobody can tell whether it is protected', () => {
    const nameless = person('x', { login: '', id: userId('17') })
    const asked: Asked = { rows: listing(ANNA), everyone: [anna, nameless, person('ben')] }
    assert.deepEqual(plannedIn(asked), [at('ben')])
    const skip = keepPlan(asked).skips.find(({ userId: id }) => id === nameless.id)
    assert.equal(skip?.code, 'ambiguous')
    assert.match(skip?.detail ?? '', /"17" .*has no address/)
    assert.equal(refusalOf(asked), undefined)
  })

  it('does not say that an account without an address has the address of somebody who is kept', () => {
    const rows = listing(byId('17'))
    const everyone = [
      person('x', { login: '', id: userId('17') }),
      person('y', { login: '', id: userId('18') }),
      person('ben'),
    ]
    const plan = keepPlan({ rows, everyone })
    assert.deepEqual(
      plan.skips.map(({ code, userId: id }) => `${code} ${id}`),
      ['kept 17', 'ambiguous 18'],
    )
    assert.deepEqual(plannedIn({ rows, everyone }), [at('ben')])
  })
})

describe('the count of everybody else', () => {
  it('is that of the plan, but for administrators who are not known yet', () => {
    const boss = person('cy', { isFullAdmin: true, adminRoles: ['Help Desk'] })
    const everyone = [person('anna'), person('ben'), person('a.adm', { otherAddresses: [at('anna')] }), boss]
    const asked: Asked = { rows: listing(ANNA), everyone }
    const countOf = (people: readonly Subject[]) => {
      const { parts: _, ...input } = aPlanInput({ intake: anIntake({ rows: asked.rows }) })
      return countEveryoneElse({ ...input, parts: [keepPart({ ...asked, everyone: people })] })
    }
    assert.deepEqual(plannedIn(asked), [at('ben')])
    assert.equal(countOf(everyone), 1)
    assert.equal(countOf(everyone.map((one) => ({ ...one, isFullAdmin: false, adminRoles: [] }))), 2)
  })
})

describe('the plan of keep', () => {
  const everyone = [person('anna'), person('ben'), person('cy', { displayName: 'Cy', status: 'inactive' })]
  const asked: Asked = { rows: listing(ANNA), everyone }

  it('leaves the listed alone and plans everybody else, in a file that Twokey wrote', () => {
    const plan = keepPlan(asked)
    assert.equal(plan.keep, true)
    const cells = [
      [at('ben'), 'Anna Account', 'active'],
      [at('cy'), 'Cy', 'inactive'],
    ]
    const columns = ['email', 'display_name', 'status']
    const name = 'everybody else in webex'
    assert.deepEqual(plan.files, [
      aFile(),
      {
        name,
        rows: 2,
        sha256: createHash('sha256')
          .update(JSON.stringify([columns, ...cells]))
          .digest('hex'),
        encoding: 'utf-8',
        delimiter: ',',
        columns,
        keyColumn: 'email',
        isMade: true,
      },
    ])
    assert.deepEqual(
      plan.changes,
      [1, 2].map((index) => ({
        no: index - 1,
        file: name,
        line: index + 1,
        cells: cells[index - 1],
        directory: 'webex',
        userId: everyone[index]?.id,
        before: everyone[index],
        steps: ['delete'],
      })),
    )
    assert.deepEqual(plan.skips, [
      {
        file: 'users.csv',
        line: 2,
        cells: [at('anna'), ''],
        directory: 'webex',
        code: 'kept',
        detail: '"anna@acme.example" is on the list of people to keep',
        userId: person('anna').id,
      },
    ])
  })

  it('tells the card whom it removes, of how many, and how many are kept', () => {
    const summary = summarise(keepPlan(asked), { estimate: () => 1, canUndo: () => true })
    assert.deepEqual(
      [summary.planned, summary.tenants[0]?.population, summary.parts[0]?.kept, summary.rows],
      [2, 3, 1, 1],
    )
  })

  it('keeps whoever is named twice, by address, by id or in a second row, and counts each once', () => {
    const rows = listing(ANNA, byId(person('anna').id))
    const issues = [anIssue({ line: 9, code: 'duplicate', cells: [at('anna'), ''], detail: 'as line 2' })]
    const plan = keepPlan({ rows, everyone, input: { intake: anIntake({ rows, issues }) } })
    assert.deepEqual(
      plan.skips.map(({ line, code }) => [line, code]),
      [
        [2, 'kept'],
        [3, 'kept'],
        [9, 'kept'],
      ],
    )
    assert.equal(checkLimits(plan, limits), undefined)
    assert.equal(summarise(plan, { estimate: () => 1, canUndo: () => true }).parts[0]?.kept, 1)
  })

  it('keeps a listed account whatever else could be said of it', () => {
    const boss = person('ceo', { isFullAdmin: true })
    const plan = keepPlan({ rows: listing(byEmail(at('ceo'))), everyone: [boss, person('ben')] })
    assert.deepEqual(
      plan.skips.map(({ code }) => code),
      ['kept'],
    )
  })

  it('holds the checks of any other plan against everybody else', () => {
    const others = [
      person('rita'),
      person('vera'),
      person('ceo'),
      person('service'),
      person('boss'),
      person('twokey', { login: 'twokey@webex.bot' }),
      person('guest', { tenantId: 'tenant-else' }),
      person('tomb', { status: 'deleted' }),
      person('ben'),
      person('ben'),
    ]
    const plan = keepPlan({ rows: listing(ANNA), everyone: [person('anna'), ...others] })
    assert.deepEqual(
      plan.skips.map(({ code }) => code),
      [
        'kept',
        'self',
        'reviewer',
        'protected',
        'credential-owner',
        'admin',
        'bot',
        'other-org',
        'already-done',
        'duplicate',
      ],
    )
    assert.deepEqual(
      plan.changes.map(({ before }) => before.login),
      [at('ben')],
    )
  })

  it('leaves an administrator where the only other one would go', () => {
    const admins = ['a', 'b'].map((name) => person(name, { isFullAdmin: true }))
    const tenant = aTenant({ fullAdmins: admins.map(({ id }) => id) })
    const plan = keepPlan({
      rows: listing(ANNA),
      everyone: [person('anna'), ...admins],
      part: { tenant },
      input: { policy: aPolicy({ allowAdmins: true }) },
    })
    assert.deepEqual(
      plan.skips.map(({ code }) => code),
      ['kept', 'last-admin'],
    )
  })

  it('does not plan a second account under the address of somebody who is kept', () => {
    const plan = keepPlan({ rows: listing(ANNA), everyone: [...everyone, person('x', { login: 'Anna@Acme.example' })] })
    const [, second] = plan.skips
    assert.equal(second?.code, 'kept')
    assert.match(second?.detail ?? '', /has the address of somebody on the list/)
    assert.equal(plan.changes.length, 2)
  })

  it('knows a listed account again that got another address and shows its id in another spelling', () => {
    const { usual, elsewhere } = spellings('f5b36187-c8dd-4727-8b2f-9cc447f29046')
    const before = person('anna', { id: userId(usual) })
    const after = person('ash', { id: userId(elsewhere) })
    const plan = keepPlan({
      rows: listing(ANNA),
      everyone: [after, person('ben')],
      part: { findings: someFindings([ANNA, found(before)]) },
    })
    assert.deepEqual(
      plan.changes.map(({ before: { login } }) => login),
      [at('ben')],
    )
  })

  it('gives its file a name that no attached file has', () => {
    const name = 'everybody else in webex'
    const rows = [aRow({ file: name })]
    const plan = keepPlan({ rows, everyone })
    assert.deepEqual(
      plan.files.map((file) => file.name),
      [name, `${name} (2)`],
    )
    assert.ok(plan.changes.every((change) => change.file === `${name} (2)`))
  })

  it('leaves a directory alone of which nobody is listed', () => {
    const rows = listing(ANNA).map((row): Row => ({ ...row, directory: 'webex' }))
    const intake = anIntake({ rows })
    const okta: KeepPart = {
      ...aPart({ tenant: aTenant({ directory: 'okta' }), credential: aCredential({ directory: 'okta' }) }),
      everyone,
    }
    const plan = buildKeepPlan({ ...aPlanInput({ intake }), parts: [keepPart({ rows, everyone }), okta] })
    assert.deepEqual([...new Set(plan.changes.map(({ directory }) => directory))], ['webex'])
  })

  it('asks in each directory for each of the listed', () => {
    const rows = listing(ANNA)
    const intake = anIntake({ rows })
    const other = [person('ben')]
    const okta = keepPart({ rows, everyone: other, part: { tenant: aTenant({ directory: 'okta' }) } })
    const plan = buildKeepPlan({ ...aPlanInput({ intake }), parts: [keepPart({ rows, everyone }), okta] })
    assert.deepEqual(plan.changes, [])
    const refusal = checkLimits(plan, limits)
    assert.equal(refusal?.code === 'keep-not-found' && refusal.directory, 'okta')
  })

  it('is none for a rename, which has no new addresses for everybody else', () => {
    assert.throws(() => keepPlan({ ...asked, input: { operation: 'rename' } }), /no new addresses/)
  })
})

describe('a list on which somebody cannot be told', () => {
  const everyone = [person('anna'), person('ben')]
  const second = byEmail(at('gone'))
  const withFinding = (what: Found): Asked => ({
    rows: listing(ANNA, second),
    everyone,
    part: { findings: someFindings([ANNA, found(person('anna'))], [second, what]) },
  })
  const findings: readonly (readonly [string, Found])[] = [
    ['absent', { kind: 'absent' }],
    ['ambiguous', { kind: 'ambiguous', detail: 'two' }],
    ['forbidden', { kind: 'forbidden', detail: 'may not' }],
    ['of another tenant', found(person('gone', { tenantId: 'tenant-else' }))],
    ['another than was asked for', found(person('somebody'))],
    ['found one by one and not among all', found(person('gone'))],
  ]
  for (const [what, finding] of findings)
    it(`is refused and plans nobody: ${what}`, () => {
      assert.deepEqual(refusalOf(withFinding(finding)), {
        code: 'keep-not-found',
        directory: 'webex',
        count: 1,
        first: [{ file: 'users.csv', line: 3, name: at('gone') }],
      })
      const plan = keepPlan(withFinding(finding))
      assert.deepEqual(plan.changes, [])
      assert.deepEqual(plan.files, [aFile({ rows: 2 })])
    })

  it('is refused for an account of another tenant that is shown among all', () => {
    const guest = person('guest', { tenantId: 'tenant-else' })
    const plan = keepPlan({ rows: listing(ANNA, byEmail(guest.login)), everyone: [...everyone, guest] })
    assert.deepEqual(
      plan.skips.map(({ code }) => code),
      ['kept', 'other-org'],
    )
    assert.deepEqual(plan.changes, [])
  })

  it('is refused for a row that cannot be read, by its cell', () => {
    const rows = listing(ANNA)
    const issues = [anIssue({ line: 3, cells: ['ben@', ''] })]
    const asked: Asked = { rows, everyone, input: { intake: anIntake({ rows, issues }) } }
    assert.deepEqual(plannedIn(asked), [])
    assert.deepEqual(refusalOf(asked), {
      code: 'keep-not-found',
      directory: 'webex',
      count: 1,
      first: [{ file: 'users.csv', line: 3, name: 'ben@' }],
    })
  })

  it('is refused for a row that is meant for a directory which the job does not reach', () => {
    const rows = [aRow(), aRow({ line: 3, key: byEmail(at('ben')), directory: 'okta' })]
    assert.equal(refusalOf({ rows, everyone })?.code, 'keep-not-found')
    assert.deepEqual(plannedIn({ rows, everyone }), [])
  })

  it('names the first five of all', () => {
    const rows = listing(...[1, 2, 3, 4, 5, 6, 7].map((number) => byEmail(at(`gone${number}`))))
    const refusal = refusalOf({ rows, everyone })
    assert.ok(refusal?.code === 'keep-not-found')
    assert.equal(refusal.count, 7)
    assert.deepEqual(
      refusal.first.map(({ line }) => line),
      [2, 3, 4, 5, 6],
    )
  })

  it('is said before any other limit, and of a keep alone', () => {
    const plan = keepPlan(withFinding({ kind: 'absent' }))
    assert.equal(checkLimits(plan, { maxUsers: 0, maxShare: 0 })?.code, 'keep-not-found')
    const { keep: _, ...other } = plan
    assert.equal(checkLimits(other, limits)?.code, 'nothing-to-do')
  })

  it('is not refused for what stands against removing somebody else', () => {
    assert.equal(refusalOf({ rows: listing(ANNA), everyone: [...everyone, person('ceo')] }), undefined)
  })
})

describe('any tenant and any list', () => {
  const uuids = [1, 2, 3, 4, 5, 6].map((number) => `f5b36187-c8dd-4727-8b2f-9cc447f2904${number}`)
  const names = ['anna', 'ben', 'cy', 'dee', 'ceo', 'rita']
  const all = names.map((name, index) => ({ name, ids: Object.values(spellings(uuids[index] ?? '')) }))
  const inCase = (text: string, isCapital: boolean): string => (isCapital ? text.toUpperCase() : text)

  const aMember = fc.record({ who: fc.nat(5), spelling: fc.nat(4), isCapital: fc.boolean() })
  const rarely = fc.nat(9).map((number) => number === 9)
  /** Mostly of somebody who is there: one row that is not told is enough to plan nobody. */
  const aListing = fc.record({ of: fc.nat(7), byId: fc.boolean(), isLost: rarely, isIssue: rarely })

  const subjectOf = ({ who, spelling, isCapital }: { who: number; spelling: number; isCapital: boolean }): Subject =>
    person(all[who]?.name ?? '', {
      id: userId(all[who]?.ids[spelling] ?? ''),
      login: inCase(at(all[who]?.name ?? ''), isCapital),
      isFullAdmin: false,
    })

  it('never plan anybody who is listed, and plan nobody while one of the list is not told', () => {
    let planned = 0
    fc.assert(
      fc.property(
        fc.array(aMember, { minLength: 1, maxLength: 8 }),
        fc.array(aListing, { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(4), { minLength: 6, maxLength: 6 }),
        (members, drawn, spelling) => {
          const everyone = members.map(subjectOf)
          const listed = drawn.map(({ of, ...one }, index) => {
            const who = members[of % members.length]?.who ?? 0
            return { ...one, who, line: index + 2, entry: all[who] }
          })
          const issues = listed.filter(({ isIssue }) => isIssue).map(({ line }) => anIssue({ line, cells: ['?', ''] }))
          const findings: [RowKey, Found][] = []
          const rows = listed
            .filter(({ isIssue }) => !isIssue)
            .map(({ line, entry, who, byId: isById, isLost }) => {
              const id = entry?.ids[spelling[who] ?? 0] ?? 'nobody'
              const key = isById ? byId(id) : byEmail(at(entry?.name ?? 'nobody'))
              const subject = person(entry?.name ?? '', { id: userId(id), isFullAdmin: false })
              findings.push([key, !isLost ? found(subject) : { kind: 'absent' }])
              return aRow({ line, key })
            })
          // The last word on a key counts, as in a real finding.
          const said = someFindings(...findings)
          const plan = keepPlan({
            rows,
            everyone,
            part: { findings: said },
            input: {
              intake: anIntake({ rows, issues }),
              requester: aPerson({ id: personId(spellings(uuids[5] ?? '').usual), email: 'other@acme.example' }),
            },
          })
          const listedNames = new Set(listed.filter(({ isIssue }) => !isIssue).map(({ entry }) => entry?.name))
          const isTold = issues.length === 0 && [...said.values()].every(({ kind }) => kind === 'found')
          assert.equal(checkLimits(plan, limits)?.code === 'keep-not-found', !isTold)
          if (!isTold) assert.deepEqual(plan.changes, [])
          for (const { before, userId: id } of plan.changes) {
            const entry = all.find(({ ids }) => ids.includes(id))
            assert.ok(entry !== undefined && !listedNames.has(entry.name), before.login)
            assert.ok(entry.name !== 'ceo' && entry.name !== 'rita', before.login)
          }
          const gone = new Set(plan.changes.map(({ userId: id }) => all.findIndex(({ ids }) => ids.includes(id))))
          assert.equal(gone.size, plan.changes.length, 'nobody is planned twice')
          if (isTold) {
            const mayGo = [...new Set(members.map(({ who }) => who))].filter(
              (who) => who < 4 && !listedNames.has(all[who]?.name),
            )
            assert.deepEqual([...gone].sort(), mayGo.sort())
          }
          planned += plan.changes.length
        },
      ),
      { numRuns: 500 },
    )
    assert.ok(planned > 200, `${planned} planned in all`)
  })
})
