import assert from 'node:assert/strict'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { takeMarkAway } from '../../src/intake/own-files.ts'
import { userId } from '../../src/model/ids.ts'
import { type Plan, SKIP_CODES } from '../../src/model/plan.ts'
import type { Intake, SourceFile } from '../../src/model/rows.ts'
import { OUTCOME_KINDS, type Outcome } from '../../src/model/run.ts'
import type { OutgoingFile } from '../../src/model/voice.ts'
import { errorsCsv } from '../../src/report/errors-csv.ts'
import { failedRows } from '../../src/report/failed-rows.ts'
import { makeSafe } from '../../src/report/formula-safe.ts'
import { planCsv } from '../../src/report/plan-csv.ts'
import { resultsCsv } from '../../src/report/results-csv.ts'
import { tally } from '../../src/report/tally.ts'
import { aPlan, intakeOf } from './planning.ts'

const hostile = fc.string({
  unit: fc.constantFrom(
    '=',
    '+',
    '-',
    '@',
    '＝',
    '＋',
    '－',
    '＠',
    "'",
    '"',
    ' ',
    '\t',
    '\r',
    '\n',
    ';',
    ',',
    'a',
    '\u00a0',
    '\u200b',
    '\u0001',
  ),
  maxLength: 10,
})
const aCell = fc.oneof(hostile, fc.string({ unit: 'grapheme', maxLength: 8 }))

const aFile = (name: string): fc.Arbitrary<SourceFile> =>
  fc.array(aCell, { minLength: 1, maxLength: 4 }).map((columns) => ({
    name,
    rows: 0,
    sha256: '',
    encoding: 'utf-8',
    delimiter: ',',
    columns,
    keyColumn: columns[0] ?? '',
  }))

const FILES = ['=a.csv', 'b.csv']
const aRow = fc.record({ file: fc.constantFrom(...FILES), cells: fc.array(aCell, { maxLength: 5 }) })

interface Case {
  readonly plan: Plan
  readonly outcomes: ReadonlyMap<number, Outcome>
}

const aKind = fc.option(fc.constantFrom(...OUTCOME_KINDS))
const aCase: fc.Arbitrary<Case> = fc
  .record({
    files: fc.tuple(aFile('=a.csv'), aFile('b.csv')),
    changes: fc.array(fc.tuple(aRow, aKind, aCell, fc.boolean()), { maxLength: 8 }),
    skips: fc.array(fc.tuple(aRow, fc.constantFrom(...SKIP_CODES), aCell), { maxLength: 8 }),
  })
  .map(({ files, changes, skips }) => {
    const before = { login: '', displayName: '', tenantId: '', status: '', adminRoles: [], isFullAdmin: false }
    const plan: Plan = {
      ...aPlan({ files, rows: [], issues: [] }),
      changes: changes.map(([row, , id], no) => {
        const changed = userId(id)
        return {
          ...row,
          line: no + 2,
          no,
          directory: 'webex',
          userId: changed,
          before: { ...before, id: changed },
          steps: [],
        }
      }),
      skips: skips.map(([row, code, detail], index) => ({
        ...row,
        line: changes.length + index + 2,
        directory: 'webex',
        code,
        detail,
      })),
    }
    const outcomes = changes.flatMap(([, kind, message, isRetryable], change): [number, Outcome][] =>
      kind === null ? [] : [[change, { change, kind, at: '', error: { code: message, message, isRetryable } }]],
    )
    return { plan, outcomes: new Map(outcomes) }
  })

const cellsOf = ({ bytes }: OutgoingFile): string[][] =>
  parse(Buffer.from(bytes), { bom: true, columns: false, record_delimiter: ['\r\n', '\n', '\r'] })

const placesOf = (file: OutgoingFile): string[] => {
  const [columns = [], ...rows] = cellsOf(file)
  const at = columns.lastIndexOf('source_line')
  return rows.map((cells) => cells[at] ?? '')
}

describe('the reports of any plan and outcomes', () => {
  it('have each row of the input in exactly one of results and errors, and all in the plan', async () => {
    await fc.assert(
      fc.asyncProperty(aCase, async ({ plan, outcomes }) => {
        const written = [...plan.changes, ...plan.skips].map(({ line }) => String(line)).sort()
        const [results, errors] = [await resultsCsv(plan, outcomes), await errorsCsv(plan, outcomes)]
        assert.deepEqual([...placesOf(results), ...placesOf(errors)].sort(), written)
        assert.deepEqual(placesOf(await planCsv(plan)).sort(), written)
        assert.equal(results.rows + errors.rows, written.length)
        const { retryable, ...counts } = tally(plan, outcomes)
        const kept = plan.skips.filter(({ code }) => code === 'kept').length
        assert.equal(results.rows, counts.done + counts['already-done'] + kept)
        assert.equal(
          Object.values(counts).reduce((sum, count) => sum + count, kept),
          written.length,
        )
        const retried = new Set(failedRows(plan, outcomes).rows.map(({ line }) => String(line)))
        const [columns = [], ...rows] = cellsOf(errors)
        for (const cells of rows) {
          const line = cells[columns.lastIndexOf('source_line')] ?? ''
          assert.equal(cells[columns.lastIndexOf('retryable')], String(retried.delete(line)))
        }
        assert.equal(retried.size, 0)
        assert.equal(failedRows(plan, outcomes).rows.length, retryable)
      }),
      { numRuns: 150 },
    )
  })

  it('have no cell that a spreadsheet would run, whatever delimiter it expects', async () => {
    await fc.assert(
      fc.asyncProperty(aCase, async ({ plan, outcomes }) => {
        for (const file of [await planCsv(plan), await resultsCsv(plan, outcomes), await errorsCsv(plan, outcomes)]) {
          for (const cell of cellsOf(file).flat()) {
            assert.ok(!/^[\t\r\n]/.test(cell), JSON.stringify(cell))
            for (const piece of cell.split(/[;\t\r\n]/)) {
              assert.ok(!/^[\s\p{C}]*[=+\-@＝＋－＠]/u.test(piece), JSON.stringify(cell))
            }
          }
        }
      }),
      { numRuns: 150 },
    )
  })
})

describe('an errors file of any table', () => {
  it('is read as the same people and the same cells', async () => {
    const anAddress = fc
      .tuple(fc.constantFrom('', '+', '-', '=', "'", "'+", "''=", '＝'), fc.nat(30))
      .map(([start, number]) => `${start}u${number}@x.org`)
    const aTable = fc.array(fc.tuple(aCell, anAddress, aCell), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(aTable, async (table) => {
        const written = [['=note', 'email', 'note'], ...table].map((cells) =>
          cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';'),
        )
        const first = await intakeOf([{ name: 'a.csv', bytes: Buffer.from(written.join('\n')) }])
        const errors = await errorsCsv(aPlan(first), new Map())
        const again = await intakeOf([{ name: errors.name, bytes: errors.bytes }])
        const contentOf = ({ rows }: Intake) => rows.map(({ key, cells }) => [key, cells.slice(0, 3)])
        assert.deepEqual(contentOf(again), contentOf(first))
        assert.equal(again.issues.length, first.issues.length)
        assert.deepEqual(again.files[0]?.columns.slice(0, 3), first.files[0]?.columns)
      }),
      { numRuns: 200 },
    )
  })
})

describe('a cell made safe', () => {
  it('is the cell again when intake takes the mark away', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (cell) => {
        assert.equal(takeMarkAway(makeSafe(cell)), cell)
      }),
      { numRuns: 2000 },
    )
  })

  it('is left alone when nothing in it would run', () => {
    for (const cell of ['', 'anna@x.org', "o'brien", "'", '1-2', 'a=b', 'a,=b', '😀'])
      assert.equal(makeSafe(cell), cell)
  })
})
