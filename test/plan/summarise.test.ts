import assert from 'node:assert/strict'
import type { Subject } from '../../src/model/directory.ts'
import { userId } from '../../src/model/ids.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { DirectoryName, Operation } from '../../src/model/vendor.ts'
import { type SummaryOptions, summarise, summariseInPieces } from '../../src/plan/summarise.ts'
import { aChange, aFile, aPlan, aSkip, aSubject, aTenant, someChanges } from '../support/a-plan.ts'
import { turnsDuring } from '../support/turns-during.ts'

const options: SummaryOptions = { estimate: (_, count) => count * 2, canUndo: () => true }

/** The warnings of a plan of these accounts, made at 2026-03-02T09:00:00Z. */
const warningsOf = (...subjects: readonly Partial<Subject>[]) => warningsWith({}, ...subjects)

const warningsWith = (over: Partial<Plan>, ...subjects: readonly Partial<Subject>[]) => {
  const changes = subjects.map((subject, no) =>
    aChange({ no, before: aSubject({ login: `u${no}@acme.example`, ...subject }) }),
  )
  return summarise(aPlan({ changes, ...over }), options).warnings
}

describe('summarise', () => {
  it('counts what was read and planned, and names the first five', () => {
    const plan = aPlan({ changes: someChanges(7), files: [aFile({ rows: 6 }), aFile({ name: 'b.csv', rows: 3 })] })
    const summary = summarise(plan, options)
    assert.equal(summary.operation, 'delete')
    assert.equal(summary.rows, 9)
    assert.equal(summary.planned, 7)
    assert.deepEqual(
      summary.firstPlanned,
      [0, 1, 2, 3, 4].map((no) => `user${no}@acme.example`),
    )
    assert.deepEqual(summary.files, [
      { name: 'users.csv', rows: 6, sha256: aFile().sha256 },
      { name: 'b.csv', rows: 3, sha256: aFile().sha256 },
    ])
    assert.deepEqual(summary.tenants, [aTenant()])
  })

  it('is the same in pieces, between which the event loop has its turns', async () => {
    const phones = someChanges(3).map((change) => ({ ...change, before: aSubject({ hasPhone: true, isSynced: true }) }))
    const plan = aPlan({ changes: phones, skips: [aSkip()], tenants: [aTenant(), aTenant({ directory: 'okta' })] })
    const { value, turns } = await turnsDuring(() => summariseInPieces(plan, options))
    assert.deepEqual(value, summarise(plan, options))
    assert.ok(turns >= 7, `${turns} turns`)
  })

  it('gives the event loop its turns within each look at a large plan', async () => {
    const plan = aPlan({ changes: someChanges(10_001) })
    const { value, turns } = await turnsDuring(() => summariseInPieces(plan, options))
    assert.equal(value.parts[0]?.planned, 10_001)
    assert.ok(turns >= 5 * 2 + 6, `${turns} turns`)
  })

  it('says of a rename which address each of them gets, and of nothing else', () => {
    const renamed = (no: number, to: string, directory: DirectoryName = 'webex') =>
      aChange({ no, directory, to, before: aSubject({ login: `u${no}@old.example` }) })
    const changes = [renamed(0, 'u0@new.example'), renamed(0, 'u0@new.example', 'okta'), renamed(1, 'u1@new.example')]
    const { firstPlanned, firstTargets } = summarise(aPlan({ operation: 'rename', changes }), options)
    assert.deepEqual(firstPlanned, ['u0@old.example', 'u1@old.example'])
    assert.deepEqual(firstTargets, ['u0@new.example', 'u1@new.example'])
    assert.ok(!('firstTargets' in summarise(aPlan(), options)))
  })

  it('gathers the skips by reason, with the first three as written and their places', () => {
    const files = [aFile({ columns: ['team', 'E-Mail'], keyColumn: 'E-Mail' })]
    const skips = [2, 3, 4, 5].map((line) => aSkip({ line, cells: ['sales', ` User${line}@x `] }))
    const invalid = aSkip({ line: 6, code: 'invalid', cells: ['sales'] })
    const { skipped } = summarise(aPlan({ files, skips: [...skips, invalid] }), options)
    assert.deepEqual(skipped, [
      { code: 'invalid', count: 1, first: [{ file: 'users.csv', line: 6, name: '' }] },
      {
        code: 'not-found',
        count: 4,
        first: [2, 3, 4].map((line) => ({ file: 'users.csv', line, name: ` User${line}@x ` })),
      },
    ])
  })

  it('names a person or a row once, in however many directories it stands', () => {
    const directories = ['webex', 'okta'] as const
    const changes = [0, 1, 2, 3].flatMap((user) =>
      directories.map((directory, at) =>
        aChange({
          no: 2 * user + at,
          directory,
          before: aSubject({ login: `u${user}@x.example`, lastActiveAt: '2026-03-01T09:00:00Z' }),
        }),
      ),
    )
    const skips = directories.map((directory) => aSkip({ directory, line: 9, cells: ['nobody@x.example'] }))
    const tenants = directories.map((directory) => aTenant({ directory }))
    const summary = summarise(aPlan({ changes, skips, tenants }), options)
    assert.deepEqual([summary.planned, summary.firstPlanned.length], [8, 4])
    assert.deepEqual(
      summary.skipped.map(({ count, first }) => [count, first.map(({ line, directories: where }) => [line, where])]),
      [[2, [[9, ['webex', 'okta']]]]],
    )
    const [warning] = summary.warnings
    assert.ok(warning?.code === 'recently-active')
    assert.deepEqual([warning.count, warning.first.length], [4, 3])
  })

  it('stays small when a cell is not', () => {
    const skips = [aSkip({ cells: [`${'x'.repeat(319)}😀${'y'.repeat(1e6)}`] })]
    const name = summarise(aPlan({ skips }), options).skipped[0]?.first[0]?.name
    assert.equal(name, `${'x'.repeat(319)}…`)
  })

  it('takes the longest estimate of the directories in which something changes, since they run side by side', () => {
    const okta: DirectoryName = JSON.parse('"okta"')
    const tenants = [aTenant(), aTenant({ directory: okta })]
    const estimate = (directory: DirectoryName, count: number) => (directory === okta ? 100 : 1) * count + 0.5
    const seconds = (plan: Plan) => summarise(plan, { ...options, estimate }).estimatedSeconds
    assert.equal(
      seconds(aPlan({ tenants, changes: [...someChanges(2), ...someChanges(3, { directory: okta })] })),
      300.5,
    )
    assert.equal(
      seconds(aPlan({ tenants, changes: [...someChanges(900), ...someChanges(3, { directory: okta })] })),
      900.5,
    )
    assert.equal(seconds(aPlan({ tenants, changes: someChanges(2) })), 2.5)
    assert.equal(seconds(aPlan({ tenants, changes: [] })), 0)
  })
})

describe('the parts of a summary', () => {
  it('are one for each directory, with the statuses and steps in it, most first', () => {
    const tenants = [aTenant(), aTenant({ directory: 'okta', population: 7 }), aTenant({ directory: 'bevy' })]
    const of = (directory: DirectoryName, status: string, steps: readonly string[]) =>
      aChange({ directory, steps, before: aSubject({ status }) })
    const changes = [
      of('okta', 'DEPROVISIONED', ['delete']),
      of('okta', 'ACTIVE', ['deactivate', 'delete']),
      of('okta', 'ACTIVE', ['deactivate', 'delete']),
      of('okta', 'ACTIVE', ['delete']),
      of('webex', 'active', ['delete']),
    ]
    assert.deepEqual(summarise(aPlan({ tenants, changes }), options).parts, [
      { directory: 'webex', planned: 1, statuses: [{ status: 'active', steps: ['delete'], count: 1 }] },
      {
        directory: 'okta',
        planned: 4,
        statuses: [
          { status: 'ACTIVE', steps: ['deactivate', 'delete'], count: 2 },
          { status: 'DEPROVISIONED', steps: ['delete'], count: 1 },
          { status: 'ACTIVE', steps: ['delete'], count: 1 },
        ],
      },
      { directory: 'bevy', planned: 0, statuses: [] },
    ])
  })

  it('count with keep the people who are kept, each once, and leave what Twokey wrote out of the rows', () => {
    const made = aFile({ name: 'everybody else in webex', rows: 3, isMade: true })
    const kept = (line: number, id?: string) =>
      aSkip({ line, code: 'kept', ...(id === undefined ? {} : { userId: userId(id) }) })
    const plan = aPlan({
      keep: true,
      files: [aFile({ rows: 4 }), made],
      changes: someChanges(3, { file: made.name }),
      skips: [kept(2, 'one'), kept(3, 'one'), kept(4), kept(5, 'two')],
    })
    const summary = summarise(plan, options)
    assert.equal(summary.keep, true)
    assert.equal(summary.rows, 4)
    assert.deepEqual(
      summary.files.map(({ name }) => name),
      ['users.csv'],
    )
    assert.deepEqual(
      summary.parts.map(({ planned, kept: count }) => [planned, count]),
      [[3, 2]],
    )
  })

  it('count the rows that Twokey wrote where a retry has taken them up', () => {
    assert.equal(summarise(aPlan({ files: [aFile({ rows: 3, isMade: true })] }), options).rows, 3)
  })
})

describe('the warnings of a plan', () => {
  it('are none for ordinary accounts that can be brought back', () => {
    assert.deepEqual(warningsOf({}, {}), [])
  })

  it('say that there is no undo where the vendor has none, and only when something changes there', () => {
    const final: SummaryOptions = {
      ...options,
      canUndo: (directory, operation) => `${directory} ${operation}` !== 'webex delete',
    }
    assert.deepEqual(summarise(aPlan(), final).warnings, [{ code: 'no-undo', directories: ['webex'] }])
    assert.deepEqual(summarise(aPlan({ changes: [] }), final).warnings, [])
  })

  it('count administrators of every kind and name the first three', () => {
    const role = { adminRoles: ['Device administrator'] }
    assert.deepEqual(warningsOf(role, {}, { isFullAdmin: true }, role, role), [
      { code: 'admins', count: 4, first: ['u0@acme.example', 'u2@acme.example', 'u3@acme.example'] },
    ])
  })

  it('count who was active in the seven days before the plan, to the millisecond', () => {
    const active = (lastActiveAt: string) => warningsOf({ lastActiveAt })
    const warning = { code: 'recently-active', count: 1, days: 7, first: ['u0@acme.example'] }
    assert.deepEqual(active('2026-02-23T09:00:00.000Z'), [warning])
    assert.deepEqual(active('2026-02-23T10:00:00.000+01:00'), [warning])
    assert.deepEqual(active('2026-02-23T08:59:59.999Z'), [])
    assert.deepEqual(active('2026-03-03T00:00:00.000Z'), [warning])
    assert.deepEqual(active('never'), [])
  })

  it('count synced accounts, and say once when it is not known of some', () => {
    const { isSynced: _, ...unknown } = aSubject()
    const changes = [aChange({ before: unknown }), aChange({ no: 1, before: aSubject({ isSynced: true }) })]
    assert.deepEqual(summarise(aPlan({ changes }), options).warnings, [
      { code: 'synced', count: 1, first: ['anna@acme.example'] },
      { code: 'sync-unknown' },
    ])
  })

  it('say what a lost account means only where the account is lost, and of a sync where it may take the effect back', () => {
    const { isSynced: _, ...unknown } = aSubject({ login: 'u1@acme.example' })
    const busy = { lastActiveAt: '2026-03-02T08:00:00.000Z', hasPhone: true, isSynced: true, adminRoles: ['Reader'] }
    const codes = (operation: Operation) =>
      summarise(
        aPlan({ operation, changes: [aChange({ before: aSubject(busy) }), aChange({ no: 1, before: unknown })] }),
        { ...options, verifiedDomains: [] },
      ).warnings.map(({ code }) => code)
    const all = ['admins', 'recently-active', 'synced', 'sync-unknown', 'phones-wiped']
    assert.deepEqual(codes('delete'), all)
    assert.deepEqual(codes('deactivate'), all)
    assert.deepEqual(codes('rename'), ['admins', 'synced', 'sync-unknown'])
    assert.deepEqual(codes('restore'), ['admins'])
  })

  it('name the directories that do not tell who administers them, and leave syncs to Webex', () => {
    const { isSynced: _, ...unknown } = aSubject()
    const changes = [aChange({ directory: 'bevy', before: unknown }), aChange({ no: 1 })]
    const tellsAdmins = (name: string) => name !== 'bevy'
    assert.deepEqual(summarise(aPlan({ changes }), { ...options, tellsAdmins }).warnings, [
      { code: 'admins-unknown', directories: ['bevy'] },
    ])
  })

  it('say of a rename in Webex that its domains were held against no list', () => {
    const unchecked = [{ code: 'domains-unchecked' }]
    assert.deepEqual(warningsWith({ operation: 'rename' }, {}), unchecked)
    assert.deepEqual(warningsWith({ operation: 'delete' }, {}), [])
    const okta = { operation: 'rename', changes: [aChange({ directory: 'okta' })] } as const
    assert.deepEqual(warningsWith(okta), [])
    const checked = { ...options, verifiedDomains: ['acme.example'] }
    assert.deepEqual(summarise(aPlan({ operation: 'rename' }), checked).warnings, [])
  })

  it('say that a credential ends before a job that is approved a day later is done, to the second', () => {
    const until = (expiresAt: string | undefined, changes = [aChange()]) =>
      summarise(aPlan({ changes }), { ...options, expiresAt: () => expiresAt }).warnings
    // 2 seconds of work a day after 2026-03-02T09:00:00Z.
    assert.deepEqual(until('2026-03-03T09:00:01.999Z'), [
      { code: 'credential-ends', directory: 'webex', expiresAt: '2026-03-03T09:00:01.999Z' },
    ])
    assert.deepEqual(until('2026-03-03T09:00:02.000Z'), [])
    assert.deepEqual(until('2026-03-02T09:00:00.000Z'), [], 'what ended before has answered all the same')
    assert.deepEqual(until(undefined), [])
    assert.deepEqual(until('2026-03-02T10:00:00.000Z', []), [])
  })

  it('count accounts whose phone is wiped', () => {
    assert.deepEqual(warningsOf({}, { hasPhone: true }), [
      { code: 'phones-wiped', count: 1, first: ['u1@acme.example'] },
    ])
  })
})
