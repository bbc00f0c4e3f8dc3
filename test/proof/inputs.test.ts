import assert from 'node:assert/strict'
import { wouldRun } from '../../proof/inputs/check-files.ts'
import { checkReading } from '../../proof/inputs/check-reading.ts'
import { smallCases } from '../../proof/inputs/generate.ts'
import { FAMILIES, type InputCase } from '../../proof/inputs/input-case.ts'
import { LARGE_KINDS } from '../../proof/inputs/large-inputs.ts'
import { constructsOf } from '../../proof/inputs/live-markup.ts'
import { runBatch } from '../../proof/inputs/run-batch.ts'
import { total } from '../../proof/inputs/tally.ts'
import { readManifest } from '../../src/chat/manifest.ts'

const manifest = await readManifest()
/** Each was slow, or held everything up, before it was mended. */
const ONCE_SLOW = ['nothing but carriage returns', '100,000 columns without a name and short rows', 'one quoted cell']

describe('hostile inputs', () => {
  it('lose no row, and let no formula, markup or other account through', async () => {
    const tally = await runBatch({ kind: 'small', seed: 20_261_122, count: 300 }, manifest)
    assert.deepEqual(tally.findings, [])
    assert.deepEqual(tally.wrong, {})
    assert.deepEqual(
      FAMILIES.filter((family) => family !== '1 MB' && (tally.inputs[family] ?? 0) === 0),
      [],
    )
    assert.ok(total(tally.refused) < total(tally.inputs) / 2, 'most of them are read')
    assert.ok(tally.rows > 300, `${tally.rows} rows`)
  })

  for (const kind of ONCE_SLOW)
    it(`of 1 MB are read in time: ${kind}`, async () => {
      const n = LARGE_KINDS.indexOf(kind)
      assert.ok(n >= 0)
      assert.deepEqual((await runBatch({ kind: 'large', n }, manifest)).findings, [])
    })

  it('are the same for the same seed', () => {
    assert.deepEqual(smallCases(7, 40), smallCases(7, 40))
    assert.notDeepEqual(smallCases(7, 40), smallCases(8, 40))
  })
})

describe('the proof of hostile inputs', () => {
  const written: InputCase = {
    family: 'tables',
    files: [{ name: 'users.csv', bytes: Buffer.from('') }],
    wanted: { operation: 'delete' },
    evil: '',
    records: [[{ line: 2, cells: ['a@x.org'] }]],
  }
  const place = { file: 'users.csv', cells: ['a@x.org'], key: { by: 'email', value: 'a@x.org' } } as const
  const file = { name: 'users.csv', rows: 1, sha256: '', encoding: 'utf-8', delimiter: ',' } as const
  const readWith = (lines: readonly number[], rows = lines.length) =>
    checkReading(written, {
      kind: 'read',
      intake: {
        files: [{ ...file, rows, columns: ['email'], keyColumn: 'email' }],
        rows: lines.map((line) => ({ ...place, line })),
        issues: [],
      },
    })

  it('finds a row that is lost, doubled, elsewhere or miscounted', () => {
    assert.deepEqual(readWith([2]), [])
    for (const wrong of [readWith([]), readWith([2, 2]), readWith([3]), readWith([2], 2)])
      assert.notDeepEqual(wrong, [])
    assert.notDeepEqual(checkReading(written, { kind: 'refused', refusals: [] }), [])
  })

  it('finds a cell that a spreadsheet would run', () => {
    for (const cell of ['=1', ' +1', '\t=1', '\r', 'a;-1', 'a\n@x', '＝1', '\u200b=1', '\u0001=1'])
      assert.ok(wouldRun(cell), JSON.stringify(cell))
    for (const cell of ["'=1", 'a=1', 'a;b', '', "a;'=1", '1-2']) assert.ok(!wouldRun(cell), JSON.stringify(cell))
  })

  it('finds what a renderer would act on', () => {
    for (const line of [
      '**a**',
      '*a',
      'a_ b_',
      '_a',
      '`a`',
      '# a',
      '- a',
      '1. a',
      '> a',
      '[a](b)',
      '<@all>',
      '<b>',
      '&lt;',
      '~~a~~',
    ])
      assert.notDeepEqual(constructsOf(line), [], line)
    for (const line of [
      'https://x.org',
      'www.x.org',
      'a | b',
      '---',
      '===',
      '{{DATE}}',
      'a\u200bb',
      'a\u3164b',
      '    a',
      '![a]',
    ])
      assert.notDeepEqual(constructsOf(line), [], line)
    for (const line of ['a_b', '\\*a\\*', 'a * b', '1.a', 'plain, text: (a) "b"', '👩‍💻'])
      assert.deepEqual(constructsOf(line), [], line)
  })
})
