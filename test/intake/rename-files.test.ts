import assert from 'node:assert/strict'
import fc from 'fast-check'
import { COLUMN_ALIASES } from '../../src/intake/column-aliases.ts'
import type { Wanted } from '../../src/intake/read-table.ts'
import { accepted, LIMITS, readFor, refusalOf } from './reading.ts'

const RENAME: Wanted = { operation: 'rename' }
const BY_DOMAIN: Wanted = { operation: 'rename', domain: { from: 'old.example', to: 'new.example' } }

const intakeFor = async (wanted: Wanted, csv: string) => accepted(await readFor(wanted, csv))
const pairsOf = async (wanted: Wanted, csv: string) =>
  (await intakeFor(wanted, csv)).rows.map(({ key, to }) => [key.value, to])
const detailsOf = async (wanted: Wanted, csv: string) =>
  (await intakeFor(wanted, csv)).issues.map(({ code, detail }) => `${code}: ${detail}`)

describe('a file of old and new addresses', () => {
  for (const alias of COLUMN_ALIASES.newEmail)
    it(`has the new address under ${alias}, whatever its case, spaces and punctuation`, async () => {
      for (const header of [alias, alias.toUpperCase(), ` ${alias} `, alias.replaceAll(' ', '_')])
        assert.deepEqual(await pairsOf(RENAME, `email,"${header}"\nA@x.org, B@X.org\n`), [['a@x.org', 'b@x.org']])
    })

  for (const alias of COLUMN_ALIASES.oldEmail)
    it(`has the old address under ${alias}, and to other operations that names nobody`, async () => {
      const csv = `"${alias}",new email\na@x.org,b@x.org\n`
      assert.deepEqual(await pairsOf(RENAME, csv), [['a@x.org', 'b@x.org']])
      assert.equal((await refusalOf(csv)).code, 'no-key-column')
    })

  it('says what the second of two rows of one person asks for, where that is another address', async () => {
    assert.deepEqual(await detailsOf(RENAME, 'old,new\na@x.org,b@x.org\na@x.org,c@x.org\na@x.org,b@x.org\n'), [
      'duplicate: users.csv line 3 is the same person as users.csv line 2; it asks for "c@x.org", the other for "b@x.org"',
      'duplicate: users.csv line 4 is the same person as users.csv line 2',
    ])
  })

  for (const header of [
    'old,new',
    'previous email;new email',
    'OldEmailAddress,NewEmailAddress',
    'current_email\tnewEmail',
    'User ID/Email (Required),New Email',
  ])
    it(`is read with the header ${JSON.stringify(header)}`, async () => {
      const delimiter = /[,;\t]/.exec(header)?.[0] ?? ','
      assert.deepEqual(await pairsOf(RENAME, `${header}\na@x.org${delimiter}b@x.org\n`), [['a@x.org', 'b@x.org']])
    })

  it('may name the person by an id, with or without the old address', async () => {
    const csv = 'user_id,old,new\nAb1,a@x.org,b@x.org\nAb2,,c@x.org\n'
    const { rows } = await intakeFor(RENAME, csv)
    assert.deepEqual(
      rows.map(({ key, address, to }) => [key.value, address, to]),
      [
        ['Ab1', 'a@x.org', 'b@x.org'],
        ['Ab2', undefined, 'c@x.org'],
      ],
    )
  })

  it('gives an issue for a new address that is malformed or missing, with the value quoted', async () => {
    assert.deepEqual(await detailsOf(RENAME, 'old,new\na@x.org,b@\nc@x.org,\nd@x.org,d\u200b@y.org\n'), [
      'invalid: the new address "b@" is not an e-mail address',
      'invalid: the row has no new address: "new" is empty',
      'invalid: the new address "d\\u{200B}@y.org" has characters that an e-mail address cannot have: U+200B',
    ])
  })

  it('is not guessed at where two columns of new addresses, or of old ones, disagree', async () => {
    const csv = 'old,new,new email\na@x.org,b@x.org,c@x.org\na@x.org,b@x.org, B@x.org\n'
    const { rows, issues } = await intakeFor(RENAME, csv)
    assert.equal(rows[0]?.to, 'b@x.org')
    assert.match(issues[0]?.detail ?? '', /column "new" says "b@x.org" but column "new email" says "c@x.org"/)
    assert.match((await detailsOf(RENAME, 'email,old,new\na@x.org,b@x.org,c@x.org\n'))[0] ?? '', /"email".*"old"/)
  })

  it('is refused when nothing in it says a new address', async () => {
    const refusal = await refusalOf('email,team\na@x.org,sales\n', LIMITS, RENAME)
    assert.equal(refusal.code, 'no-new-column')
    assert.match(refusal.found, /"email", "team"/)
    assert.match(refusal.next, /--domain/)
    assert.equal((await refusalOf('new,team\na@x.org,sales\n', LIMITS, RENAME)).code, 'no-key-column')
  })

  it('leaves the new address alone where nobody is to be renamed', async () => {
    const { rows } = await intakeFor({ operation: 'delete' }, 'email,new\na@x.org,b@\n')
    assert.deepEqual(
      rows.map((row) => 'to' in row),
      [false],
    )
  })
})

describe('a change of domain', () => {
  it('keeps what stands before the last @, in small letters', async () => {
    const csv = 'Emails\nAnna.Ash+1@old.example\nben@OLD.example\n'
    assert.deepEqual(await pairsOf(BY_DOMAIN, csv), [
      ['anna.ash+1@old.example', 'anna.ash+1@new.example'],
      ['ben@old.example', 'ben@new.example'],
    ])
  })

  it('touches no other domain, however like the old one it looks', async () => {
    const others = ['a@sub.old.example', 'b@cold.example', 'c@old.example.org', 'old.example@x.org', 'd@new.example']
    assert.deepEqual(
      await detailsOf(BY_DOMAIN, `email\n${others.join('\n')}\n`),
      others.map(
        (other) =>
          `invalid: "${other}" has the domain "${other.slice(other.indexOf('@') + 1)}", not "old.example", which is the one to change`,
      ),
    )
  })

  it('needs the old address in the row', async () => {
    const csv = 'id,email\nAb1,a@old.example\nAb2,\n'
    const { rows, issues } = await intakeFor(BY_DOMAIN, csv)
    assert.deepEqual(
      rows.map(({ key, to }) => [key.value, to]),
      [['Ab1', 'a@new.example']],
    )
    assert.match(issues[0]?.detail ?? '', /names its person by an id alone/)
  })

  it('gives an issue where the new address would be none', async () => {
    const wanted: Wanted = { operation: 'rename', domain: { from: 'old.example', to: 'new' } }
    assert.deepEqual(await detailsOf(wanted, 'email\na@old.example\n'), [
      'invalid: the new address "a@new" is not an e-mail address',
    ])
  })

  it('is refused beside a column of new addresses', async () => {
    const refusal = await refusalOf('old,new\na@old.example,b@new.example\n', LIMITS, BY_DOMAIN)
    assert.equal(refusal.code, 'new-column-and-domain')
    assert.match(refusal.found, /"new".*"old.example=new.example"/)
  })

  it('replaces the domain and nothing else, whatever the address', async () => {
    const local = fc.stringMatching(/^[a-zA-Z0-9.+_'=-]{1,20}$/)
    const aDomain = fc.constantFrom('old.example', 'OLD.Example', 'x.org', 'a.old.example')
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.tuple(local, aDomain), { minLength: 1, maxLength: 10 }), async (drawn) => {
        const csv = `email\n${drawn.map(([name, domain]) => `${name}@${domain}`).join('\n')}\n`
        const { rows } = await intakeFor(BY_DOMAIN, csv)
        for (const { key, to } of rows) {
          assert.ok(key.value.endsWith('@old.example'), key.value)
          assert.equal(to, `${key.value.slice(0, -'@old.example'.length)}@new.example`)
        }
        const changing = drawn.filter(([, domain]) => domain.toLowerCase() === 'old.example')
        assert.equal(rows.length, new Set(changing.map(([name]) => name.toLowerCase())).size)
      }),
      { numRuns: 100 },
    )
  })
})
