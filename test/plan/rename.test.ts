import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Found, findingKey } from '../../src/model/directory.ts'
import { userId } from '../../src/model/ids.ts'
import type { Row, RowKey } from '../../src/model/rows.ts'
import { buildPlan, type PlanInput, type PlanPart } from '../../src/plan/build-plan.ts'
import { keysOf } from '../../src/plan/keys-of.ts'
import {
  aCredential,
  anIntake,
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
  stepsLeft,
} from '../support/a-plan.ts'

const at = (name: string): string => (name.includes('@') ? name : `${name}@acme.example`)
const row = (from: string, to: string, line = 2): Row => aRow({ line, key: byEmail(at(from)), to: at(to) })

/** The directory holds these accounts and nobody else. */
const asked = (keys: readonly RowKey[], accounts: readonly string[], over: Parameters<typeof aSubject>[0] = {}) =>
  someFindings(
    ...keys.map((key): readonly [RowKey, Found] => {
      const login = accounts.map(at).find((name) => key.value === name || key.value === `user-${name}`)
      return [key, login === undefined ? { kind: 'absent' } : found(aSubject({ login, ...over }))]
    }),
  )

interface Asked {
  readonly rows: readonly Row[]
  readonly accounts: readonly string[]
  readonly subject?: Parameters<typeof aSubject>[0]
  readonly part?: Partial<PlanPart>
  readonly input?: Partial<PlanInput>
}

const renamePlan = ({ rows, accounts, subject, part, input }: Asked) => {
  const intake = anIntake({ rows })
  const findings = asked(keysOf(intake, 'rename', 'webex'), accounts, subject)
  return buildPlan(aPlanInput({ operation: 'rename', intake, parts: [aPart({ findings, ...part })], ...input }))
}

const saidOf = (input: Asked) => {
  const { changes, skips } = renamePlan(input)
  return [...changes.map(({ line, to }) => [line, to]), ...skips.map(({ line, code }) => [line, code])]
}
const detailOf = (input: Asked): string => renamePlan(input).skips[0]?.detail ?? ''

describe('the plan of a rename', () => {
  it('has the new address and the steps of each account', () => {
    const { changes, skips } = renamePlan({ rows: [row('anna', 'ash')], accounts: ['anna'] })
    assert.deepEqual(skips, [])
    assert.deepEqual(
      changes.map(({ before, to, steps }) => [before.login, to, steps]),
      [['anna@acme.example', 'ash@acme.example', ['rename']]],
    )
  })

  it('skips an account that has the new address already, whether or not the vendor can tell what is left', () => {
    const cannotTell = { part: { stepsLeft: () => undefined } }
    for (const over of [{}, cannotTell])
      assert.deepEqual(saidOf({ rows: [row('anna', 'anna')], accounts: ['anna'], ...over }), [[2, 'already-done']])
    assert.deepEqual(saidOf({ rows: [row('anna', 'ash')], accounts: ['anna'], ...cannotTell }), [[2, at('ash')]])
  })

  it('asks the vendor for the steps to the very address', () => {
    const targets: unknown[] = []
    renamePlan({
      rows: [row('anna', 'ash')],
      accounts: ['anna'],
      part: {
        stepsLeft: (...called) => {
          targets.push([called[0], called[1].login, called[2]])
          return stepsLeft(...called)
        },
      },
    })
    const asking = ['rename', at('anna'), { id: 'user-anna@acme.example', newLogin: at('ash') }]
    assert.ok(targets.length > 0)
    for (const target of targets) assert.deepEqual(target, asking)
  })

  it('throws where a row has no new address or nobody asked who has it', () => {
    const { to: _, ...without } = row('anna', 'ash')
    assert.throws(() => renamePlan({ rows: [without], accounts: ['anna'] }), /"users.csv" line 2 has no new address/)
    const intake = anIntake({ rows: [row('anna', 'ash')] })
    assert.throws(
      () => buildPlan(aPlanInput({ operation: 'rename', intake })),
      /gave no finding for the new address "ash@acme.example"/,
    )
  })
})

describe('a new address that is taken', () => {
  it('by another account is refused', () => {
    const input = { rows: [row('anna', 'ben')], accounts: ['anna', 'ben'] }
    assert.deepEqual(saidOf(input), [[2, 'taken']])
    assert.equal(detailOf(input), 'the new address "ben@acme.example" belongs to the account "ben@acme.example"')
  })

  it('by another account in another directory of the job is refused in both', () => {
    const planIn = (inOkta: readonly string[], rows: readonly Row[] = [row('anna', 'ben')]) => {
      const intake = anIntake({ rows })
      const partOf = (directory: 'webex' | 'okta', accounts: readonly string[]) =>
        aPart({ tenant: aTenant({ directory }), findings: asked(keysOf(intake, 'rename', directory), accounts) })
      const parts = [partOf('webex', ['anna']), partOf('okta', inOkta)]
      const { changes, skips } = buildPlan(aPlanInput({ operation: 'rename', intake, parts }))
      return {
        said: [...changes, ...skips].map((one) => `${one.directory} ${'code' in one ? one.code : one.to}`).toSorted(),
        detail: skips.find(({ directory }) => directory === 'webex')?.detail,
      }
    }
    assert.deepEqual(planIn(['anna']).said, ['okta ben@acme.example', 'webex ben@acme.example'])
    const { said, detail } = planIn(['anna', 'ben'])
    assert.deepEqual(said, ['okta taken', 'webex taken'])
    assert.equal(
      detail,
      'the new address "ben@acme.example" belongs to an account in okta that this row does not name; if it is the same person, send the row for webex alone',
    )
    // In the other directory the account has the address already, and the row names it.
    const byNew = [aRow({ key: byEmail(at('ben')), to: at('ben') })]
    assert.deepEqual(planIn(['ben'], byNew).said, ['okta already-done', 'webex not-found'])
    // A row for one directory alone asks the other nothing.
    const alone = [{ ...row('anna', 'ben'), directory: 'webex' as const }]
    assert.deepEqual(planIn(['anna', 'ben'], alone).said, ['webex ben@acme.example'])
  })

  it('by the same account is not taken', () => {
    const [anna, ash] = [byEmail(at('anna')), byEmail(at('ash'))]
    const findings = someFindings([anna, found()], [ash, found()])
    assert.deepEqual(saidOf({ rows: [row('anna', 'ash')], accounts: [], part: { findings } }), [[2, at('ash')]])
  })

  it('is refused too where the vendor does not tell who has it', () => {
    for (const kind of ['ambiguous', 'forbidden'] as const) {
      const holder: Found = { kind, detail: 'nobody knows' }
      const findings = someFindings([byEmail(at('anna')), found()], [byEmail(at('ash')), holder])
      const input = { rows: [row('anna', 'ash')], accounts: [], part: { findings } }
      assert.deepEqual(saidOf(input), [[2, 'taken']])
      assert.match(detailOf(input), /cannot be told: nobody knows/)
    }
  })

  it('by a row before it is refused, and the detail names both rows', () => {
    const input = { rows: [row('anna', 'ash'), row('ben', 'ash', 3)], accounts: ['anna', 'ben'] }
    assert.deepEqual(saidOf(input), [
      [2, at('ash')],
      [3, 'taken'],
    ])
    assert.equal(
      detailOf(input),
      '"users.csv" line 3 wants the new address "ash@acme.example", which "users.csv" line 2 gets',
    )
  })

  it('by a row that is not done is free for the next', () => {
    const rows = [row('gone', 'ash'), row('ben', 'ash', 3)]
    assert.deepEqual(saidOf({ rows, accounts: ['ben'] }), [
      [3, at('ash')],
      [2, 'not-found'],
    ])
  })

  it('until another row is done is refused, with that row and what to do: a chain', () => {
    const rows = [row('anna', 'ben'), row('ben', 'cy', 3)]
    const input = { rows, accounts: ['anna', 'ben'] }
    assert.deepEqual(saidOf(input), [
      [3, at('cy')],
      [2, 'taken'],
    ])
    assert.equal(
      detailOf(input),
      'the new address "ben@acme.example" belongs to the account "ben@acme.example", which "users.csv" line 3 renames; send this row as a second job when that is done',
    )
  })

  it('by each other is refused for both: a swap', () => {
    const rows = [row('anna', 'ben'), row('ben', 'anna', 3)]
    assert.deepEqual(saidOf({ rows, accounts: ['anna', 'ben'] }), [
      [2, 'taken'],
      [3, 'taken'],
    ])
  })

  it('by an account that another row names by its id is a chain all the same', () => {
    const rows = [row('anna', 'ben'), aRow({ line: 3, key: byId(`user-${at('ben')}`), to: at('cy') })]
    assert.match(detailOf({ rows, accounts: ['anna', 'ben'] }), /which "users.csv" line 3 renames/)
  })
})

describe('a new address of somebody on a list', () => {
  const policy = aPolicy({ requesters: ['rita@acme.example', 'bea@acme.example'] })
  for (const [to, code] of [
    ['rita@acme.example', 'self'],
    ['Vera@acme.example', 'reviewer'],
    ['twokey@webex.bot', 'bot'],
    ['service@acme.example', 'credential-owner'],
    ['ceo@acme.example', 'protected'],
    ['anybody@board.example', 'protected'],
    ['Bea@acme.example', 'protected'],
  ] as const)
    it(`is refused like the person: ${to}`, () => {
      const asking = { rows: [row('anna', to)], accounts: ['anna'] }
      assert.deepEqual(saidOf({ ...asking, input: { policy } }), [[2, code]])
      assert.match(detailOf({ ...asking, input: { policy } }), /the new address/)
      for (const operation of ['delete', 'restore'] as const)
        assert.deepEqual(saidOf({ ...asking, input: { operation, policy } }), [[2, undefined]])
    })

  it('says that it is an address of a requester, which would make somebody else one', () => {
    const words = detailOf({ rows: [row('anna', 'bea')], accounts: ['anna'], input: { policy } })
    assert.equal(words, 'the new address "bea@acme.example" is on the list of requesters')
  })

  it('may be taken from the person, who is then on no list', () => {
    assert.deepEqual(saidOf({ rows: [row('bea', 'anna')], accounts: ['bea'], input: { policy } }), [[2, at('anna')]])
  })
})

describe('what the directory would not keep', () => {
  const rows = [row('anna', 'anna@new.example')]

  it('is the new address of an account from a sync, unless that is allowed', () => {
    const synced = { rows, accounts: ['anna'], subject: { isSynced: true } }
    assert.deepEqual(saidOf(synced), [[2, 'synced']])
    assert.match(detailOf(synced), /directory sync/)
    assert.equal(renamePlan({ ...synced, input: { policy: aPolicy({ allowSynced: true }) } }).changes.length, 1)
    assert.equal(renamePlan({ ...synced, subject: { isSynced: false } }).changes.length, 1)
    assert.equal(renamePlan({ ...synced, input: { operation: 'delete' } }).changes.length, 1)
  })

  it('is not said of an account of which nobody knows: the summary warns of it', () => {
    const { isSynced: _, ...unknown } = aSubject()
    const findings = someFindings(
      [byEmail(at('anna')), found(unknown)],
      [byEmail('anna@new.example'), { kind: 'absent' }],
    )
    assert.equal(renamePlan({ rows, accounts: [], part: { findings } }).changes.length, 1)
  })

  it('is an address of a domain that is not verified, in Webex, where the domains are known', () => {
    const plan = (verifiedDomains: readonly string[] | undefined, part: Partial<PlanPart> = {}) =>
      saidOf({ rows, accounts: ['anna'], part, input: { policy: aPolicy({ verifiedDomains }) } })
    const done = [[2, 'anna@new.example']]
    for (const domains of [['acme.example'], [], ['example'], ['sub.new.example'], ['ew.example']])
      assert.deepEqual(plan(domains), [[2, 'unverified-domain']], domains.join())
    for (const domains of [undefined, ['acme.example', 'New.Example '], ['@new.example']])
      assert.deepEqual(plan(domains), done)
    const okta = aPart({
      tenant: aTenant({ directory: 'okta' }),
      credential: aCredential({ directory: 'okta' }),
    })
    const { tenant, credential } = okta
    assert.deepEqual(plan(['acme.example'], { tenant, credential }), done)
  })
})

describe('the last administrator', () => {
  const policy = aPolicy({ allowAdmins: true })
  const subject = { isFullAdmin: true, adminRoles: ['Full administrator'] }
  const part = { tenant: aTenant({ fullAdmins: [userId('user-anna@acme.example')] }) }

  it('is not renamed, and is restored', () => {
    const asking = { rows: [row('anna', 'ash')], accounts: ['anna'], subject, part }
    assert.deepEqual(saidOf({ ...asking, input: { policy } }), [[2, 'last-admin']])
    assert.equal(renamePlan({ ...asking, input: { policy, operation: 'restore' } }).changes.length, 1)
  })
})

describe('the keys that a directory is asked for', () => {
  const rows = [
    row('anna', 'ben'),
    row('ben', 'cy', 3),
    aRow({ line: 4, key: byId('1'), to: at('ben') }),
    { ...row('dee', 'eve', 5), directory: 'okta' as const },
  ]

  it('are who the rows name and who has the new addresses, each once', () => {
    const keys = keysOf(anIntake({ rows }), 'rename', 'webex').map(findingKey)
    assert.deepEqual(keys, ['anna', 'ben', 'cy'].map((name) => `email:${at(name)}`).toSpliced(3, 0, 'id:1'))
    assert.deepEqual(keysOf(anIntake({ rows }), 'rename', 'okta').map(findingKey).slice(-2), [
      `email:${at('dee')}`,
      `email:${at('eve')}`,
    ])
  })

  it('are who the rows name alone with any other operation', () => {
    assert.deepEqual(keysOf(anIntake({ rows }), 'delete', 'webex').map(findingKey), [
      `email:${at('anna')}`,
      `email:${at('ben')}`,
      'id:1',
    ])
  })
})

describe('any rename', () => {
  it('ends with every address given once, to nobody but its own account, and to nobody on a list', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'ceo', 'vera', 'rita', 'x@board.example')
    const drawn = fc.tuple(fc.array(fc.tuple(name, name), { maxLength: 8 }), fc.uniqueArray(name))
    fc.assert(
      fc.property(drawn, ([pairs, accounts]) => {
        const rows = pairs.map(([from, to], index) => row(from, to, index + 2))
        const { changes, skips } = renamePlan({ rows, accounts, input: { requester: aPerson() } })
        assert.equal(changes.length + skips.length, rows.length)
        const held = new Set(accounts.map(at))
        for (const { before, to = '' } of changes) {
          assert.ok(!held.has(to), `${before.login} → ${to}`)
          assert.match(to, /^[abcd]@acme\.example$/)
        }
        assert.equal(new Set(changes.map(({ to }) => to)).size, changes.length)
        assert.equal(new Set(changes.map((change) => change.userId)).size, changes.length)
      }),
      { numRuns: 300 },
    )
  })
})
