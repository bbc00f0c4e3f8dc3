import assert from 'node:assert/strict'
import type { Subject } from '../../src/model/directory.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { DirectoryName } from '../../src/model/vendor.ts'
import { type SummaryOptions, summarise } from '../../src/plan/summarise.ts'
import { aChange, aFile, aPlan, aSkip, aSubject, aTenant, someChanges } from '../support/a-plan.ts'

const options: SummaryOptions = { estimate: (_, count) => count * 2, canUndo: () => true }

/** The warnings of a plan of these accounts, made at 2026-03-02T09:00:00Z. */
const warningsOf = (...subjects: readonly Partial<Subject>[]) => {
  const changes = subjects.map((over, no) =>
    aChange({ no, before: aSubject({ login: `u${no}@acme.example`, ...over }) }),
  )
  return summarise(aPlan({ changes }), options).warnings
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

  it('stays small when a cell is not', () => {
    const skips = [aSkip({ cells: [`${'x'.repeat(319)}😀${'y'.repeat(1e6)}`] })]
    const name = summarise(aPlan({ skips }), options).skipped[0]?.first[0]?.name
    assert.equal(name, `${'x'.repeat(319)}…`)
  })

  it('adds the estimates of the directories in which something changes', () => {
    const okta: DirectoryName = JSON.parse('"okta"')
    const tenants = [aTenant(), aTenant({ directory: okta })]
    const estimate = (directory: DirectoryName, count: number) => (directory === okta ? 100 : 1) * count + 0.5
    const seconds = (plan: Plan) => summarise(plan, { ...options, estimate }).estimatedSeconds
    assert.equal(seconds(aPlan({ tenants, changes: [...someChanges(2), ...someChanges(3, { directory: okta })] })), 303)
    assert.equal(seconds(aPlan({ tenants, changes: someChanges(2) })), 2.5)
    assert.equal(seconds(aPlan({ tenants, changes: [] })), 0)
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

  it('count accounts whose phone is wiped', () => {
    assert.deepEqual(warningsOf({}, { hasPhone: true }), [
      { code: 'phones-wiped', count: 1, first: ['u1@acme.example'] },
    ])
  })
})
