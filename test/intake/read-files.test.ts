import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFiles } from '../../src/intake/read-files.ts'
import { accepted, aFile, DELETE, intakeOf, keysOf, LIMITS } from './reading.ts'

describe('reading attached files', () => {
  it('tells file, columns and rows of a Control Hub export', async () => {
    const csv =
      'First Name,Last Name,Display Name,User ID/Email (Required),User Status\r\n' +
      'Anna,Ash,Anna Ash,Anna.Ash@Example.COM,Active\r\nBen,Oak,"Oak, Ben",ben@example.com,Verified\r\n'
    const { files, rows, issues } = await intakeOf(csv)
    assert.deepEqual(files, [
      {
        name: 'users.csv',
        rows: 2,
        sha256: createHash('sha256').update(csv).digest('hex'),
        encoding: 'utf-8',
        delimiter: ',',
        columns: ['First Name', 'Last Name', 'Display Name', 'User ID/Email (Required)', 'User Status'],
        keyColumn: 'User ID/Email (Required)',
      },
    ])
    assert.deepEqual(rows, [
      {
        file: 'users.csv',
        line: 2,
        cells: ['Anna', 'Ash', 'Anna Ash', 'Anna.Ash@Example.COM', 'Active'],
        key: { by: 'email', value: 'anna.ash@example.com' },
      },
      {
        file: 'users.csv',
        line: 3,
        cells: ['Ben', 'Oak', 'Oak, Ben', 'ben@example.com', 'Verified'],
        key: { by: 'email', value: 'ben@example.com' },
      },
    ])
    assert.deepEqual(issues, [])
  })

  for (const [newline, name] of [
    ['\n', 'LF'],
    ['\r\n', 'CRLF'],
    ['\r', 'CR'],
  ] as const) {
    it(`counts physical lines with ${name}, blank lines and line ends inside quotes`, async () => {
      const lines = ['', 'email,note', '', 'a@x.org,"one', 'two', '', 'four"', '  ', ',', 'b@x.org,""', 'c@x.org,z']
      const { rows } = await intakeOf(lines.join(newline))
      assert.deepEqual(keysOf({ files: [], rows, issues: [] }), ['a@x.org:4', 'b@x.org:10', 'c@x.org:11'])
      assert.equal(rows[0]?.cells[1], ['one', 'two', '', 'four'].join(newline))
    })
  }

  it('counts lines where the newline styles are mixed', async () => {
    assert.deepEqual(keysOf(await intakeOf('email\r\na@x.org\nb@x.org\r\rc@x.org\n\r\nd@x.org')), [
      'a@x.org:2',
      'b@x.org:3',
      'c@x.org:5',
      'd@x.org:7',
    ])
  })

  it('takes a row with the wrong number of cells as an issue and goes on', async () => {
    const intake = await intakeOf('email,name\na@x.org,Anna\nb@x.org,Ben,c@x.org\nd@x.org\ne@x.org,Eve\n')
    assert.deepEqual(keysOf(intake), ['a@x.org:2', 'e@x.org:5'])
    assert.deepEqual(intake.issues, [
      {
        file: 'users.csv',
        line: 3,
        cells: ['b@x.org', 'Ben', 'c@x.org'],
        code: 'invalid',
        detail: 'the row has 3 cells, the header has 2: "b@x.org", "Ben", "c@x.org"',
      },
      {
        file: 'users.csv',
        line: 4,
        cells: ['d@x.org'],
        code: 'invalid',
        detail: 'the row has 1 cell, the header has 2: "d@x.org"',
      },
    ])
  })

  it('forgives a trailing delimiter in rows, in the header, and in both', async () => {
    for (const csv of ['email;name\na@x.org;A;\n', 'email;name;\na@x.org;A\n', 'email;name;\na@x.org;A;\n']) {
      const { rows, files } = await intakeOf(csv)
      assert.deepEqual(rows[0]?.cells.slice(0, 2), ['a@x.org', 'A'], csv)
      assert.equal(rows[0]?.cells.length, files[0]?.columns.length, csv)
    }
  })

  it('takes an empty key and a malformed address as issues with the value quoted', async () => {
    const intake = await intakeOf('name,email\nA,\nB,anna@\nC,c@x.org\n')
    assert.deepEqual(keysOf(intake), ['c@x.org:4'])
    assert.deepEqual(
      intake.issues.map(({ line, code, detail }) => [line, code, detail]),
      [
        [2, 'invalid', 'the row names nobody: "email" is empty'],
        [3, 'invalid', '"anna@" is not an e-mail address'],
      ],
    )
  })

  it('clips a long value in the detail', async () => {
    const { issues } = await intakeOf(`email\n${'x'.repeat(5000)}\n`)
    assert.ok((issues[0]?.detail.length ?? 0) < 200)
  })

  it('names both places of a duplicate, over all files, and keeps the first', async () => {
    const result = await readFiles(
      [aFile('email\na@x.org\nb@x.org\nA@X.org\n'), aFile('login;n\nB@x.org ;1\nc@x.org;2\n', 'more.csv')],
      LIMITS,
      DELETE,
    )
    const intake = accepted(result)
    assert.deepEqual(keysOf(intake), ['a@x.org:2', 'b@x.org:3', 'c@x.org:3'])
    assert.deepEqual(
      intake.issues.map(({ file, line, code, detail }) => [file, line, code, detail]),
      [
        ['users.csv', 4, 'duplicate', 'users.csv line 4 is the same person as users.csv line 2'],
        ['more.csv', 2, 'duplicate', 'more.csv line 2 is the same person as users.csv line 3'],
      ],
    )
  })

  it('gives files of one name names of their own, without control characters and marks that cannot be seen', async () => {
    const names = ['users.csv', 'users.csv (2)', 'users.csv', 'us\u0007ers\u202e.csv', ' \u0000 ', 'a\r\nb.csv']
    const result = await readFiles(
      names.map((name, index) => aFile(`email\nu${index}@x.org\n`, name)),
      LIMITS,
      DELETE,
    )
    assert.deepEqual(
      accepted(result).files.map(({ name }) => name),
      ['users.csv', 'users.csv (2)', 'users.csv (3)', 'users.csv (4)', 'attachment', 'ab.csv'],
    )
  })

  it('refuses the message with a refusal for each file that cannot be read', async () => {
    const result = await readFiles(
      [aFile('', 'a.csv'), aFile('email\na@x.org', 'b.csv'), aFile('x\n1', 'c.csv')],
      LIMITS,
      DELETE,
    )
    assert.equal(result.kind, 'refused')
    assert.deepEqual(result.kind === 'refused' && result.refusals.map(({ file, code }) => [file, code]), [
      ['a.csv', 'empty'],
      ['c.csv', 'no-key-column'],
    ])
  })

  it('takes the apostrophe that a report put before a formula away in a file of ours, and nowhere else', async () => {
    const own = await intakeOf("email,source_file,source_line\n'+anna@x.org,'=a.csv,2\n''=b@x.org,a.csv,3\n")
    assert.deepEqual(
      own.rows.map(({ key }) => key.value),
      ['+anna@x.org', "'=b@x.org"],
    )
    assert.equal(own.rows[0]?.cells[1], '=a.csv')
    const foreign = await intakeOf("email,source_file\n'+anna@x.org,a.csv\n")
    assert.equal(foreign.rows[0]?.key.value, "'+anna@x.org")
  })
})
