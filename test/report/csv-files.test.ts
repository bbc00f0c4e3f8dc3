import assert from 'node:assert/strict'
import { userId } from '../../src/model/ids.ts'
import { errorsCsv } from '../../src/report/errors-csv.ts'
import { planCsv } from '../../src/report/plan-csv.ts'
import { resultsCsv } from '../../src/report/results-csv.ts'
import { turnsDuring } from '../support/turns-during.ts'
import { anOutcome, aPlan, intakeOf, linesOf, outcomesOf, planOf } from './planning.ts'

const CSV = 'Name,email\nAnna,a@x.org\nBen,ben@\nCy,c@x.org\nDee,d@x.org\nEve,A@x.org\n'

describe('the file of the dry run', () => {
  it('has every row in the order of the input, with what would be done', async () => {
    const file = await planCsv(await planOf(CSV))
    assert.equal(file.name, 'plan-J-7K2Q.csv')
    assert.equal(file.rows, 5)
    assert.deepEqual(linesOf(file), [
      'Name,email,source_file,source_line,action,user_id,reason',
      'Anna,a@x.org,users.csv,2,delete,account-0,"active, 1 step: delete"',
      'Ben,ben@,users.csv,3,skip,,"invalid: ""ben@"" is not an e-mail address"',
      'Cy,c@x.org,users.csv,4,delete,account-1,"active, 1 step: delete"',
      'Dee,d@x.org,users.csv,5,delete,account-2,"active, 1 step: delete"',
      'Eve,A@x.org,users.csv,6,skip,,duplicate: users.csv line 6 is the same person as users.csv line 2',
    ])
  })

  it('opens in Excel with the right letters, by its byte order mark', async () => {
    const { bytes } = await planCsv(await planOf('email,name\na@x.org,Jürgen\n'))
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf])
    assert.ok(Buffer.from(bytes).includes('Jürgen'))
  })

  it('has the columns of several files in order of first appearance, the second of a name apart', async () => {
    const intake = await intakeOf([
      { name: 'a.csv', bytes: Buffer.from('Phone;email;Phone\n1;a@x.org;2\n') },
      { name: 'b.csv', bytes: Buffer.from('login,Phone,Team\nb@x.org,3,Red\n') },
    ])
    assert.deepEqual(linesOf(await planCsv(aPlan(intake))), [
      'Phone,email,Phone,login,Team,source_file,source_line,action,user_id,reason',
      '1,a@x.org,2,,,a.csv,2,delete,account-0,"active, 1 step: delete"',
      '3,,,b@x.org,Red,b.csv,2,delete,account-1,"active, 1 step: delete"',
    ])
  })

  it('shows the account of a skipped row, and keeps an id that led to none', async () => {
    const plan = await planOf('user_id,email\nabc,a@x.org\ndef,b@x.org\n')
    const skips = plan.changes.map(({ file, line, cells, directory }) => ({ file, line, cells, directory }))
    const [first, second] = skips
    assert.ok(first && second)
    const file = await planCsv({
      ...plan,
      changes: [],
      skips: [
        { ...first, code: 'not-found', detail: 'no account' },
        { ...second, code: 'protected', detail: 'on the list', userId: userId('DEF') },
      ],
    })
    assert.deepEqual(linesOf(file), [
      'email,source_file,source_line,action,user_id,reason',
      'a@x.org,users.csv,2,skip,abc,not-found: no account',
      'b@x.org,users.csv,3,skip,DEF,protected: on the list',
    ])
  })
})

describe('the files of a run', () => {
  const error = {
    code: 'http-409',
    message: 'being provisioned',
    httpStatus: 409,
    trackingId: 'T_1',
    isRetryable: false,
  }

  it('have done and already done in results', async () => {
    const outcomes = outcomesOf(
      anOutcome(0, 'done', { undoUntil: '2026-02-01T00:00:00.000Z' }),
      anOutcome(1, 'failed', { error }),
      anOutcome(2, 'already-done'),
    )
    const file = await resultsCsv(await planOf(CSV), outcomes)
    assert.equal(file.name, 'results-J-7K2Q.csv')
    assert.equal(file.rows, 2)
    assert.deepEqual(linesOf(file), [
      'Name,email,source_file,source_line,outcome,user_id,finished_at,undo_until',
      'Anna,a@x.org,users.csv,2,done,account-0,2026-01-02T03:05:00.000Z,2026-02-01T00:00:00.000Z',
      'Dee,d@x.org,users.csv,5,already-done,account-2,2026-01-02T03:05:00.000Z,',
    ])
  })

  it('have everything else in errors, each with its reason', async () => {
    const outcomes = outcomesOf(anOutcome(0, 'failed', { error }), anOutcome(1, 'cancelled'))
    const file = await errorsCsv(await planOf(CSV), outcomes)
    assert.equal(file.name, 'errors-J-7K2Q.csv')
    assert.equal(file.rows, 5)
    assert.deepEqual(linesOf(file), [
      'Name,email,source_file,source_line,error_code,error_message,http_status,tracking_id,retryable',
      'Anna,a@x.org,users.csv,2,http-409,being provisioned,409,T_1,false',
      'Ben,ben@,users.csv,3,invalid,"""ben@"" is not an e-mail address",,,false',
      'Cy,c@x.org,users.csv,4,cancelled,,,,true',
      'Dee,d@x.org,users.csv,5,no-outcome,"the run left no record of this user; look the user up before anything else is done",,,true',
      'Eve,A@x.org,users.csv,6,duplicate,users.csv line 6 is the same person as users.csv line 2,,,false',
    ])
  })
})

describe('an errors file that is attached again', () => {
  it('gives the same people and cells, with new places and without old errors', async () => {
    const csv = 'note,email\n"=1+1","+anna@x.org"\n"a;=b\n@c"," -ben@x.org "\n\'=x,"=c@x.org"\n'
    const first = await planOf(csv)
    assert.equal(first.changes.length, 3)
    const errors = await errorsCsv(first, new Map())
    const again = await intakeOf([{ name: errors.name, bytes: errors.bytes }])
    assert.deepEqual(again.issues, [])
    assert.deepEqual(
      again.rows.map(({ key, cells }) => [key.value, cells[0]]),
      first.changes.map(({ before, cells }) => [before.login, cells[0]]),
    )
    const second = linesOf(await errorsCsv(aPlan(again), new Map()))
    assert.equal(
      second[0],
      'note,email,source_file,source_line,error_code,error_message,http_status,tracking_id,retryable',
    )
    assert.match(second[1] ?? '', /,errors-J-7K2Q\.csv,2,no-outcome,/)
    assert.equal(
      linesOf(await resultsCsv(aPlan(again), new Map()))[0],
      'note,email,source_file,source_line,outcome,user_id,finished_at,undo_until',
    )
  })

  it('keeps what a row says in the place of a directory, so that it does not come back as a row that is done', async () => {
    for (const written of ['octa', '', '7']) {
      const first = await planOf(`email,source_file,source_line,directory\na@x.org,u.csv,2,${written}\n`)
      assert.equal(first.skips.length, 1)
      const errors = await errorsCsv(first, new Map())
      const again = await intakeOf([{ name: errors.name, bytes: errors.bytes }])
      assert.deepEqual(again.rows, [], written)
    }
  })

  it("can be read again though a vendor's message has a NUL in it", async () => {
    const error = { code: 'odd', message: 'a\0b', isRetryable: true }
    const errors = await errorsCsv(await planOf(CSV), outcomesOf(anOutcome(0, 'failed', { error })))
    const again = await intakeOf([{ name: errors.name, bytes: errors.bytes }])
    assert.equal(again.rows[0]?.key.value, 'a@x.org')
  })

  it('keeps a row that was malformed from coming back as a row that is done', async () => {
    const first = await planOf('name,email\na,b@x.org,c@x.org\nd@x.org\ne,e@\n')
    const errors = await errorsCsv(first, new Map())
    const again = await intakeOf([{ name: errors.name, bytes: errors.bytes }])
    assert.deepEqual(again.rows, [])
    assert.equal(again.issues.length, 3)
    assert.ok(Buffer.from(errors.bytes).includes('c@x.org'), 'what was in the row can still be read')
  })

  it('reads a plan file by the immutable ids in it', async () => {
    const plan = await planCsv(await planOf(CSV))
    const again = await intakeOf([{ name: plan.name, bytes: plan.bytes }])
    assert.deepEqual(
      again.rows.map(({ key }) => `${key.by}:${key.value}`),
      ['id:account-0', 'id:account-1', 'id:account-2', 'email:a@x.org'],
    )
  })
})

describe('writing 20,000 rows', () => {
  it('gives the event loop its turn', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `Name ${index},u${index}@x.org\n`).join('')
    const plan = await planOf(`name,email\n${rows}`)
    const { turns, value } = await turnsDuring(() => planCsv(plan))
    assert.equal(value.rows, 20_000)
    assert.ok(turns >= 40, `${turns} turns`)
  })
})
