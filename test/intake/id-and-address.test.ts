import assert from 'node:assert/strict'
import { readFiles } from '../../src/intake/read-files.ts'
import { accepted, readFor } from './reading.ts'

const read = async (csv: string) => {
  const result = await readFiles(
    [{ name: 'users.csv', bytes: Buffer.from(csv) }],
    { maxRows: 10, maxBytes: 10_000 },
    { operation: 'delete' },
  )
  assert.equal(result.kind, 'read')
  return result.intake
}

describe('an id and an address in one row', () => {
  it('are both kept: the id is looked up, the address has to agree', async () => {
    const { rows } = await read('user_id,email\nAbC1,Anna@Example.com\n')
    assert.deepEqual(rows[0]?.key, { by: 'id', value: 'AbC1' })
    assert.equal(rows[0]?.address, 'anna@example.com')
  })

  it('are not used when the address is broken, for a cell may have slipped', async () => {
    const { rows, issues } = await read('user_id,email\nAbC1,anna at example\n')
    assert.equal(rows.length, 0)
    assert.match(issues[0]?.detail ?? '', /"anna at example"/)
  })

  it('are one person in two rows only where the addresses agree, for a column may have been filled down', async () => {
    const { rows, issues } = await read('user_id,email\n17,anna@x.org\n17,ben@x.org\n17,Anna@x.org\n17,\n')
    assert.equal(rows.length, 1)
    assert.deepEqual(
      issues.map(({ line, code, detail }) => [line, code, detail]),
      [
        [
          3,
          'invalid',
          'users.csv line 3 has the id "17" with the address "ben@x.org", users.csv line 2 has it with "anna@x.org"',
        ],
        [4, 'duplicate', 'users.csv line 4 is the same person as users.csv line 2'],
        [5, 'duplicate', 'users.csv line 5 is the same person as users.csv line 2'],
      ],
    )
  })

  it('are looked for by address alone over several directories, where an id may be another person', async () => {
    const wanted = { operation: 'delete', directories: ['bevy', 'aac'] } as const
    const { rows, issues } = accepted(await readFor(wanted, 'user_id,email\n17,anna@x.org\n18,\n'))
    assert.deepEqual(
      rows.map(({ key, address }) => [key, address]),
      [[{ by: 'email', value: 'anna@x.org' }, undefined]],
    )
    assert.deepEqual(
      issues.map(({ line, code, detail }) => [line, code, detail]),
      [
        [
          3,
          'invalid',
          'the id "18" can be another person in each of bevy, aac; give the e-mail address, or name one directory',
        ],
      ],
    )
  })

  it('are looked for by id in the one directory that a report of ours names', async () => {
    const wanted = { operation: 'delete', directories: ['bevy', 'aac'] } as const
    const file = 'user_id,email,source_file,source_line,directory\n17,anna@x.org,a.csv,2,aac\n'
    const { rows } = accepted(await readFor(wanted, file))
    assert.deepEqual([rows[0]?.key, rows[0]?.directory], [{ by: 'id', value: '17' }, 'aac'])
  })

  it('leave no address behind where its cell is empty', async () => {
    const { rows } = await read('user_id,email\nAbC1,\n')
    assert.equal(rows[0]?.address, undefined)
  })
})
