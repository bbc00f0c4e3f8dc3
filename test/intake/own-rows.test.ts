import assert from 'node:assert/strict'
import { errorsCsv } from '../../src/report/errors-csv.ts'
import { planCsv } from '../../src/report/plan-csv.ts'
import { resultsCsv } from '../../src/report/results-csv.ts'
import { undoByHandCsv } from '../../src/report/undo-rows.ts'
import { aPlan } from '../support/a-plan.ts'
import { intakeOf, LIMITS, readFor, refusalOf } from './reading.ts'

const OWN = 'email,source_file,source_line'

describe('a row of a file of ours', () => {
  it('is meant for the directory that it names', async () => {
    const { rows } = await intakeOf(`${OWN},directory\na@x.org,u.csv,2,okta\nb@x.org,u.csv,3, Webex \n`)
    assert.deepEqual(
      rows.map(({ key, directory }) => [key.value, directory]),
      [
        ['a@x.org', 'okta'],
        ['b@x.org', 'webex'],
      ],
    )
  })

  it('is not used where the directory is none that is known, or empty', async () => {
    const { rows, issues } = await intakeOf(`${OWN},directory\na@x.org,u.csv,2,octa\nb@x.org,u.csv,3,\n`)
    assert.deepEqual(rows, [])
    assert.deepEqual(
      issues.map(({ code, detail }) => [code, detail]),
      [
        ['invalid', 'column "directory" says "octa", which is none of webex, okta, bevy, aac'],
        ['invalid', 'column "directory" says "", which is none of webex, okta, bevy, aac'],
      ],
    )
  })

  it('carries its directory into an issue', async () => {
    const { issues } = await intakeOf(`${OWN},directory\na@,u.csv,2,okta\n`)
    assert.deepEqual(
      issues.map(({ directory }) => directory),
      ['okta'],
    )
  })

  it('is a duplicate of a row for the same directory only', async () => {
    const lines = ['a@x.org,u.csv,2,okta', 'a@x.org,u.csv,2,webex', 'A@x.org,u.csv,3,okta']
    const { rows, issues } = await intakeOf(`${OWN},directory\n${lines.join('\n')}\n`)
    assert.deepEqual(
      rows.map(({ line, directory }) => [line, directory]),
      [
        [2, 'okta'],
        [3, 'webex'],
      ],
    )
    assert.deepEqual(
      issues.map(({ line, code, directory }) => [line, code, directory]),
      [[4, 'duplicate', 'okta']],
    )
  })

  it('is meant for every directory where nothing says otherwise, and in any other file the column says nothing', async () => {
    for (const csv of [`${OWN}\na@x.org,u.csv,2\n`, 'email,directory\na@x.org,Berlin\nb@x.org,okta\n']) {
      const { rows, issues } = await intakeOf(csv)
      assert.deepEqual(issues, [])
      assert.ok(rows.every((row) => !('directory' in row)))
    }
  })
})

describe('a row that says that its person was kept', () => {
  for (const [column, cell] of [
    ['outcome', 'kept'],
    ['action', 'keep'],
    ['Outcome', ' KEPT '],
  ] as const)
    for (const operation of ['delete', 'deactivate', 'restore'] as const)
      it(`is not used: ${column} ${cell}, with ${operation}`, async () => {
        const csv = `${OWN},${column},user_id\na@x.org,u.csv,2,${cell},Ab1\nb@x.org,u.csv,3,done,Ab2\n`
        const result = await readFor({ operation }, csv)
        assert.equal(result.kind, 'read')
        assert.deepEqual(
          result.intake.rows.map(({ key }) => key.value),
          ['Ab2'],
        )
        assert.deepEqual(
          result.intake.issues.map(({ code, detail }) => [code, detail]),
          [['kept', `column "${column}" says "${cell.trim()}": the person was on a list of people to keep`]],
        )
      })

  it('is not used either where the columns that tell a file of ours were taken out', async () => {
    const { rows } = await intakeOf('email,outcome,action\na@x.org,kept,\nb@x.org,,keep\n')
    assert.deepEqual(rows, [])
  })

  it('stays kept though its directory cannot be read: as an error it would lose its mark, and come back mended', async () => {
    const { rows, issues } = await intakeOf(`${OWN},directory,outcome\na@x.org,u.csv,2,octa,kept\n`)
    assert.deepEqual(rows, [])
    assert.deepEqual(
      issues.map(({ code, directory }) => [code, directory]),
      [['kept', undefined]],
    )
  })

  it('says nothing under any other column', async () => {
    assert.equal((await intakeOf('email,note\na@x.org,keep\n')).rows.length, 1)
  })
})

const KEEP = { operation: 'delete', keep: true } as const

const headerOf = (bytes: Uint8Array): readonly string[] =>
  (Buffer.from(bytes).toString('utf8').replace('\uFEFF', '').split(/\r?\n/)[0] ?? '').split(/[,;]/)

describe('a list of people to keep', () => {
  it('may be any list', async () => {
    const result = await readFor({ operation: 'delete', keep: true }, 'email,action\na@x.org,keep\n')
    assert.deepEqual(result.kind === 'read' && result.intake.rows.map(({ key }) => key.value), ['a@x.org'])
  })

  it('is never a report of ours, which names those who were to go', async () => {
    const csv = `${OWN},error_code\na@x.org,u.csv,2,http-500\n`
    const refusal = await refusalOf(csv, LIMITS, { operation: 'delete', keep: true })
    assert.equal(refusal.code, 'own-report')
    assert.equal(
      refusal.found,
      'the columns "source_file", "source_line", "error_code", as in a report that Twokey wrote',
    )
  })

  it('is no report of ours either when one of its columns was taken away or is written otherwise', async () => {
    const plan = aPlan()
    const reports = await Promise.all([
      planCsv(plan),
      resultsCsv(plan, new Map()),
      errorsCsv(plan, new Map()),
      undoByHandCsv(plan, new Map(), new Date()),
    ])
    for (const columns of reports.map(({ bytes }) => headerOf(bytes)))
      for (const gone of columns.filter((column) => column !== 'email' && column !== 'user_id')) {
        const left = columns.filter((column) => column !== gone).map((column) => column.toUpperCase())
        const csv = `${left.join(',')}\n${left.map(() => 'a@x.org').join(',')}\n`
        assert.equal((await refusalOf(csv, LIMITS, KEEP)).code, 'own-report', `${columns.join()} without ${gone}`)
      }
  })

  it('may have one column that is named like one of ours', async () => {
    for (const column of ['reason', 'Outcome', 'source_line'])
      assert.equal((await readFor(KEEP, `email,user_id,directory,${column}\na@x.org,,okta,x\n`)).kind, 'read', column)
  })
})

describe('exports of products', () => {
  it('has the person of an Okta Password Health report under Login, and takes User for a name', async () => {
    const csv =
      'User,Login,Status,Activation date,Authentication Source,Last Login,Last Password Change\n' +
      'Anna Ash,Anna@x.org,Active,2024-01-02,OKTA,2026-01-01,\n' +
      'ben@x.org,cy@x.org,Deactivated,,OKTA,,\n'
    const { rows, files } = await intakeOf(csv)
    assert.equal(files[0]?.keyColumn, 'Login')
    assert.deepEqual(
      rows.map(({ key, address, cells }) => [key.by, key.value, address, cells[2]]),
      [
        ['email', 'anna@x.org', undefined, 'Active'],
        ['email', 'cy@x.org', undefined, 'Deactivated'],
      ],
    )
    assert.equal((await refusalOf('User,Status\nben@x.org,Active\n')).code, 'no-key-column')
  })

  it('has the person of a Bevy list under user_id', async () => {
    const { rows } = await intakeOf('user_id\n2914846\n')
    assert.deepEqual(rows[0]?.key, { by: 'id', value: '2914846' })
  })
})
