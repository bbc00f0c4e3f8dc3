import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Plan } from '../../src/model/plan.ts'
import { OUTCOME_KINDS } from '../../src/model/run.ts'
import { undoByHandCsv, undoRows } from '../../src/report/undo-rows.ts'
import { anOutcome, linesOf, outcomesOf, planOf } from './planning.ts'

const NOW = new Date('2026-01-05T00:00:00.000Z')
const SOON = '2026-01-09T00:00:00.000Z'
const PAST = '2026-01-04T23:59:59.999Z'
const csvOf = (count: number): string =>
  `email,team\n${Array.from({ length: count }, (_, index) => `u${index}@x.org,red\n`).join('')}nobody,red\n`

const never = () => false

describe('the rows that an undo takes up', () => {
  it('are those that were done, by the immutable id and in their directory', async () => {
    const plan = await planOf(csvOf(OUTCOME_KINDS.length + 1))
    const outcomes = outcomesOf(...OUTCOME_KINDS.map((kind, no) => anOutcome(no, kind)))
    const { files, rows, issues } = undoRows(plan, outcomes, NOW, 'restore', never)
    assert.deepEqual(rows, [
      {
        file: 'users.csv',
        line: 2,
        cells: ['u0@x.org', 'red'],
        key: { by: 'id', value: 'account-0' },
        directory: 'webex',
      },
    ])
    assert.deepEqual(issues, [])
    assert.deepEqual(files, [{ ...plan.files[0], rows: 1 }])
  })

  it('go back to the login that the account had, where it was renamed', async () => {
    const plan = await planOf('email\na@x.org\n')
    const renamed: Plan = {
      ...plan,
      operation: 'rename',
      changes: plan.changes.map((change) => ({ ...change, to: 'b@x.org' })),
    }
    const { rows } = undoRows(renamed, outcomesOf(anOutcome(0, 'done')), NOW, 'rename', never)
    assert.deepEqual(
      rows.map(({ key, to, address }) => [key.value, to, address]),
      [['account-0', 'a@x.org', 'b@x.org']],
    )
  })

  it('are issues where the way back would lead further than the account was', async () => {
    const plan = await planOf(csvOf(2))
    const outcomes = outcomesOf(anOutcome(0, 'done'), anOutcome(1, 'done'))
    const { rows, issues } = undoRows(plan, outcomes, NOW, 'restore', ({ no }) => no === 1)
    assert.equal(rows.length, 1)
    assert.deepEqual(
      issues.map(({ line, code, detail }) => [line, code, detail]),
      [
        [
          3,
          'no-way-back',
          '"u1@x.org" was active before, and restore would bring it further than that; do by hand what is wanted',
        ],
      ],
    )
  })

  it('are issues where the time is past, to the millisecond', async () => {
    const plan = await planOf(csvOf(3))
    const outcomes = outcomesOf(
      anOutcome(0, 'done', { undoUntil: NOW.toISOString() }),
      anOutcome(1, 'done', { undoUntil: '2026-01-05T00:00:00.001Z' }),
      anOutcome(2, 'done', { undoUntil: PAST }),
    )
    const { files, rows, issues } = undoRows(plan, outcomes, NOW, 'restore', never)
    assert.deepEqual(
      rows.map(({ line }) => line),
      [3],
    )
    assert.deepEqual(
      issues.map(({ line, code, directory, detail }) => [line, code, directory, detail]),
      [
        [2, 'too-late', 'webex', '"u0@x.org" could be brought back until 2026-01-05T00:00:00.000Z'],
        [4, 'too-late', 'webex', `"u2@x.org" could be brought back until ${PAST}`],
      ],
    )
    assert.equal(files[0]?.rows, 3)
  })

  it('are never of anybody whom the job did not change, and each of those once', async () => {
    const plan = await planOf(csvOf(6))
    const aKind = fc.option(fc.constantFrom(...OUTCOME_KINDS))
    const aTime = fc.constantFrom(undefined, SOON, PAST)
    fc.assert(
      fc.property(fc.array(fc.tuple(aKind, aTime), { maxLength: 6 }), (drawn) => {
        const outcomes = outcomesOf(
          ...drawn.flatMap(([kind, undoUntil], no) =>
            kind === null ? [] : [anOutcome(no, kind, undoUntil === undefined ? {} : { undoUntil })],
          ),
        )
        const { rows, issues } = undoRows(plan, outcomes, NOW, 'restore', never)
        const done = [...outcomes.values()].filter(({ kind }) => kind === 'done').map(({ change }) => change + 2)
        assert.deepEqual([...rows, ...issues].map(({ line }) => line).sort(), done)
      }),
    )
  })
})

describe('the list of those who can be brought back by hand', () => {
  const fileOf = async (operation: Plan['operation']) => {
    const plan = { ...(await planOf(csvOf(5))), operation }
    const outcomes = outcomesOf(
      anOutcome(0, 'done', { undoUntil: SOON }),
      anOutcome(1, 'done', { undoUntil: PAST }),
      anOutcome(2, 'already-done', { undoUntil: SOON }),
      anOutcome(3, 'done'),
    )
    return undoByHandCsv(plan, outcomes, NOW)
  }

  it('has whom a vendor holds for a time', async () => {
    const file = await fileOf('delete')
    assert.equal(file.name, 'undo-J-7K2Q.csv')
    assert.equal(file.rows, 1)
    assert.deepEqual(linesOf(file), [
      'email,team,source_file,source_line,user_id,finished_at,undo_until',
      `u0@x.org,red,users.csv,2,account-0,2026-01-02T03:05:00.000Z,${SOON}`,
    ])
  })

  it('has also whom something other than a deletion has come to, which has no end', async () => {
    assert.deepEqual(linesOf(await fileOf('deactivate')).slice(1), [
      `u0@x.org,red,users.csv,2,account-0,2026-01-02T03:05:00.000Z,${SOON}`,
      'u3@x.org,red,users.csv,5,account-3,2026-01-02T03:05:00.000Z,',
    ])
  })
})
