import assert from 'node:assert/strict'
import fc from 'fast-check'
import { userId } from '../../src/model/ids.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { Outcome } from '../../src/model/run.ts'
import { DIRECTORY_NAMES, type DirectoryName } from '../../src/model/vendor.ts'
import type { OutgoingFile } from '../../src/model/voice.ts'
import { buildKeepPlan } from '../../src/plan/keep-plan.ts'
import { errorsCsv } from '../../src/report/errors-csv.ts'
import { planCsv } from '../../src/report/plan-csv.ts'
import { resultsCsv } from '../../src/report/results-csv.ts'
import {
  anIntake,
  aPart,
  aPlanInput,
  aRow,
  aSubject,
  aTenant,
  byEmail,
  found,
  someFindings,
} from '../support/a-plan.ts'
import { anOutcome, intakeOf, linesOf, outcomesOf, planOf } from './planning.ts'

const tenantOf = (directory: DirectoryName) => aTenant({ directory })

/** The plan of a file in each of these directories: every change once for each. */
const planIn = async (csv: string, ...names: readonly DirectoryName[]): Promise<Plan> => {
  const plan = await planOf(csv)
  const changes = plan.changes.flatMap((change) => names.map((directory) => ({ ...change, directory })))
  const skips = plan.skips.flatMap((skip) => names.map((directory) => ({ ...skip, directory })))
  return { ...plan, tenants: names.map(tenantOf), changes: changes.map((change, no) => ({ ...change, no })), skips }
}

const again = ({ name, bytes }: OutgoingFile) => intakeOf([{ name, bytes }])

describe('the reports of a job over several directories', () => {
  const csv = 'email,team\na@x.org,red\nben@,red\n'

  it('tell the directory of each row, after its place', async () => {
    const plan = await planIn(csv, 'webex', 'okta')
    assert.deepEqual(linesOf(await planCsv(plan)), [
      'email,team,source_file,source_line,directory,action,user_id,reason',
      'a@x.org,red,users.csv,2,webex,delete,account-0,"active, 1 step: delete"',
      'a@x.org,red,users.csv,2,okta,delete,account-0,"active, 1 step: delete"',
      'ben@,red,users.csv,3,webex,skip,,"invalid: ""ben@"" is not an e-mail address"',
      'ben@,red,users.csv,3,okta,skip,,"invalid: ""ben@"" is not an e-mail address"',
    ])
    const outcomes = outcomesOf(anOutcome(0, 'done'), anOutcome(1, 'cancelled'))
    assert.deepEqual(linesOf(await resultsCsv(plan, outcomes)).slice(1), [
      'a@x.org,red,users.csv,2,webex,done,account-0,2026-01-02T03:05:00.000Z,',
    ])
    assert.deepEqual(linesOf(await errorsCsv(plan, outcomes)).slice(0, 2), [
      'email,team,source_file,source_line,directory,error_code,error_message,http_status,tracking_id,retryable',
      'a@x.org,red,users.csv,2,okta,cancelled,,,,true',
    ])
  })

  it('give the rest to each directory alone when the errors file is attached again', async () => {
    const plan = await planIn('email\na@x.org\nb@x.org\n', 'webex', 'okta')
    const outcomes = outcomesOf(anOutcome(0, 'done'), anOutcome(3, 'done'))
    const { rows, issues } = await again(await errorsCsv(plan, outcomes))
    assert.deepEqual(issues, [])
    assert.deepEqual(
      rows.map(({ key, directory }) => [key.value, directory]),
      [
        ['a@x.org', 'okta'],
        ['b@x.org', 'webex'],
      ],
    )
  })

  it('have no such column in a job over one directory', async () => {
    const [header] = linesOf(await planCsv(await planIn(csv, 'okta')))
    assert.equal(header, 'email,team,source_file,source_line,action,user_id,reason')
  })

  it('have it where a row was meant for a directory that the job did not reach', async () => {
    const plan = await planIn(csv, 'okta')
    const skips = plan.skips.map((skip) => ({ ...skip, directory: 'bevy' as const }))
    const { issues } = await again(await errorsCsv({ ...plan, changes: [], skips }, new Map()))
    assert.deepEqual(
      issues.map(({ directory }) => directory),
      ['bevy'],
    )
  })

  it('replace a column of the input that bears the name, so that what intake reads in it is ours', async () => {
    const plan = await planIn('email,directory\na@x.org,Berlin\n', 'okta')
    const errors = await errorsCsv(plan, new Map())
    assert.match(linesOf(errors)[0] ?? '', /^email,source_file,source_line,directory,error_code/)
    const { rows } = await again(errors)
    assert.deepEqual(
      rows.map(({ directory }) => directory),
      ['okta'],
    )
  })

  it('lose no restriction on the way through any number of jobs', async () => {
    const names = fc.uniqueArray(fc.constantFrom(...DIRECTORY_NAMES), { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(names, fc.array(fc.boolean(), { maxLength: 9 }), async (directories, isDone) => {
        const plan = await planIn('email\na@x.org\nb@x.org\nc@x.org\n', ...directories)
        const done = isDone.flatMap((is, no): Outcome[] => (is ? [anOutcome(no, 'done')] : []))
        const missed = plan.changes.filter(({ no }) => !isDone[no])
        if (missed.length === 0) return
        const { rows } = await again(await errorsCsv(plan, outcomesOf(...done)))
        const expected = missed.map(({ before, directory }) =>
          directories.length > 1 ? `${before.login} ${directory}` : `${before.login} undefined`,
        )
        assert.deepEqual(rows.map(({ key, directory }) => `${key.value} ${directory}`).sort(), expected.sort())
      }),
      { numRuns: 60 },
    )
  })
})

describe('the reports of a keep', () => {
  const person = (name: string) => aSubject({ login: `${name}@acme.example` })
  const ANNA = byEmail('anna@acme.example')
  const part = {
    ...aPart({ findings: someFindings([ANNA, found(person('anna'))]), tenant: aTenant() }),
    everyone: ['anna', 'ben', 'cy', 'ceo'].map(person),
  }
  const issue = { file: 'users.csv', line: 3, cells: ['anna@acme.example', ''], code: 'duplicate', detail: 'as line 2' }
  const intake = anIntake({ rows: [aRow({ key: ANNA })], issues: [{ ...issue, code: 'duplicate' }] })
  const plan = buildKeepPlan({ ...aPlanInput({ intake }), parts: [part] })
  const outcomes = outcomesOf(anOutcome(0, 'done'), anOutcome(1, 'failed'))

  it('have the kept in the plan as such', async () => {
    assert.deepEqual(linesOf(await planCsv(plan)), [
      'email,team,display_name,status,source_file,source_line,action,user_id,reason',
      'anna@acme.example,sales,,,users.csv,2,keep,user-anna@acme.example,"kept: ""anna@acme.example"" is on the list of people to keep"',
      'anna@acme.example,,,,users.csv,3,keep,,kept: as line 2',
      'ben@acme.example,,Anna Account,active,everybody else in webex,2,delete,user-ben@acme.example,"active, 1 step: delete"',
      'cy@acme.example,,Anna Account,active,everybody else in webex,3,delete,user-cy@acme.example,"active, 1 step: delete"',
      'ceo@acme.example,,Anna Account,active,everybody else in webex,4,skip,user-ceo@acme.example,"protected: ""ceo@acme.example"" is on the protected list"',
    ])
  })

  it('have the kept in results, and never in errors', async () => {
    assert.deepEqual(linesOf(await resultsCsv(plan, outcomes)).slice(1), [
      'anna@acme.example,sales,,,users.csv,2,kept,user-anna@acme.example,,',
      'anna@acme.example,,,,users.csv,3,kept,,,',
      'ben@acme.example,,Anna Account,active,everybody else in webex,2,done,user-ben@acme.example,2026-01-02T03:05:00.000Z,',
    ])
    const errors = linesOf(await errorsCsv(plan, outcomes))
    assert.equal(errors.length, 3)
    assert.ok(!errors.some((line) => line.includes('anna@')))
  })

  it('never give a kept person to remove, in however many reports of reports', async () => {
    for (const report of [await planCsv(plan), await resultsCsv(plan, outcomes), await errorsCsv(plan, outcomes)]) {
      const first = await again(report)
      assert.ok(!first.rows.some(({ key, cells }) => `${key.value} ${cells}`.includes('anna@')), report.name)
      const skips = first.issues.map((one) => ({ ...one, directory: 'webex' as const }))
      const second: Plan = { ...plan, files: first.files, changes: [], skips }
      for (const next of [
        await planCsv(second),
        await resultsCsv(second, new Map()),
        await errorsCsv(second, new Map()),
      ])
        if (next.rows > 0)
          assert.ok(!(await again(next)).rows.some(({ cells }) => `${cells}`.includes('anna@')), next.name)
    }
  })
})

describe('the file of the dry run', () => {
  it('tells status, new address and steps of each change', async () => {
    const plan = await planOf('email\na@x.org\nb@x.org\n')
    const [one, two] = plan.changes
    assert.ok(one && two)
    const lines = linesOf(
      await planCsv({
        ...plan,
        tenants: [tenantOf('okta')],
        changes: [
          { ...one, directory: 'okta', before: { ...one.before, status: 'ACTIVE' }, steps: ['deactivate', 'delete'] },
          { ...two, directory: 'okta', userId: userId('x'), to: 'c@x.org', steps: ['rename'] },
        ],
      }),
    )
    assert.deepEqual(lines.slice(1), [
      'a@x.org,users.csv,2,delete,account-0,"ACTIVE, 2 steps: deactivate, delete"',
      'b@x.org,users.csv,3,delete,x,"active, to c@x.org, 1 step: rename"',
    ])
  })
})
