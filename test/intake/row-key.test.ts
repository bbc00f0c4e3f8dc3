import assert from 'node:assert/strict'
import { COLUMN_ALIASES, findKeyColumns } from '../../src/intake/column-aliases.ts'
import { readKey } from '../../src/intake/row-key.ts'
import { intakeOf } from './reading.ts'

const keyOf = (columns: readonly string[], cells: readonly string[]) =>
  readKey(columns, findKeyColumns(columns, 'delete'), cells)

const address = (value: string) => keyOf(['email'], [value])
const id = (value: string) => keyOf(['id'], [value])
const detailOf = (reading: ReturnType<typeof keyOf>): string => (reading.kind === 'problem' ? reading.detail : '')

describe('the column that names the person', () => {
  for (const by of ['email', 'id'] as const) {
    for (const alias of COLUMN_ALIASES[by]) {
      it(`is found under ${alias}, whatever its case, spaces and punctuation`, async () => {
        for (const header of [alias, alias.toUpperCase(), ` ${alias} `, alias.replaceAll(' ', '_')]) {
          const { rows, files } = await intakeOf(`name,"${header}"\nAnna,${by === 'id' ? 'abc123' : 'a@x.org'}\n`)
          assert.equal(rows[0]?.key.by, by, header)
          assert.equal(files[0]?.keyColumn, header.trim())
        }
      })
    }
  }

  it('is not found under a name that only looks like one', () => {
    const lookAlikes = ['еmail', 'émail', 'emails', 'İd', 'user', 'manager email', 'ｅmail']
    assert.deepEqual(findKeyColumns(lookAlikes, 'delete'), { emails: [], ids: [], newEmails: [] })
  })
})

describe('the key of a row', () => {
  it('is the id where there is one, and else the address', () => {
    const columns = ['email', 'Person ID']
    assert.deepEqual(keyOf(columns, ['a@x.org', 'Y2lz_-c=']), {
      kind: 'key',
      key: { by: 'id', value: 'Y2lz_-c=' },
      address: 'a@x.org',
    })
    assert.deepEqual(keyOf(columns, ['A@x.org', ' ']), { kind: 'key', key: { by: 'email', value: 'a@x.org' } })
  })

  it('is an address where an id column holds one', () => {
    assert.deepEqual(keyOf(['User ID'], ['A@x.org']), { kind: 'key', key: { by: 'email', value: 'a@x.org' } })
  })

  it('is not picked where two columns disagree', () => {
    assert.equal(
      detailOf(keyOf(['email', 'login'], ['a@x.org', 'b@x.org'])),
      'column "email" says "a@x.org" but column "login" says "b@x.org": make them equal or empty one of them',
    )
    assert.match(detailOf(keyOf(['id', 'user_id'], ['abc', 'ABC'])), /column "id".*column "user_id"/)
    assert.match(detailOf(keyOf(['user_id', 'email'], ['a@x.org', 'b@x.org'])), /"user_id".*"email"/)
    assert.match(detailOf(keyOf(['id', 'email', 'login'], ['1', 'a@x.org', 'b@x.org'])), /"email".*"login"/)
  })

  it('is taken where two columns say the same or one is empty', () => {
    for (const cells of [
      ['a@x.org', ' A@X.org'],
      ['', 'a@x.org'],
      ['a@x.org', ''],
    ]) {
      assert.deepEqual(keyOf(['email', 'login'], cells), { kind: 'key', key: { by: 'email', value: 'a@x.org' } })
    }
  })

  it('names every column that could have named somebody', () => {
    assert.equal(detailOf(keyOf(['email', 'id'], ['', ''])), 'the row names nobody: "id" and "email" are empty')
  })

  for (const good of [
    "o'brien+x@x.org",
    '+anna@x.org',
    '=a@x.org',
    '-a@x.org',
    'a.b-c_d@sub.x-y.org',
    'jürgen@müller.de',
  ]) {
    it(`may be the address ${good}`, () =>
      assert.deepEqual(address(` ${good}\u00a0`), { kind: 'key', key: { by: 'email', value: good } }))
  }

  const BAD = ['anna', 'anna@', '@x.org', 'a@b@x.org', 'a b@x.org', 'a@localhost', 'a@x..org', 'a@-x.org', 'a@x-.org']
  const WORSE = ['<a@x.org>', 'Anna <a@x.org>', 'mailto:a@x.org', 'a@x.org;b@x.org', 'a@x.org,b@x.org', '"a"@x.org']
  for (const bad of [...BAD, ...WORSE, 'a@[1.2.3.4]', `${'l'.repeat(65)}@x.org`, `a@${'l.'.repeat(130)}org`]) {
    it(`is never ${bad.slice(0, 40)}`, () => assert.equal(address(bad).kind, 'problem'))
  }

  for (const [unseen, name] of [
    ['\u200b', 'U+200B'],
    ['\u00a0', 'U+00A0'],
    ['\ufeff', 'U+FEFF'],
    ['\u202e', 'U+202E'],
    ['\u2066', 'U+2066'],
    ['\u00ad', 'U+00AD'],
    ['\u034f', 'U+034F'],
    ['\u3164', 'U+3164'],
    ['\ufe0f', 'U+FE0F'],
    ['\u{e0041}', 'U+E0041'],
    ['\u0007', 'U+0007'],
    ['\u007f', 'U+007F'],
    ['\ufffd', 'U+FFFD'],
    ['\ud800', 'U+D800'],
    ['\n', 'U+000A'],
  ] as const) {
    it(`names ${name} inside an address and does not strip it`, () => {
      const detail = detailOf(address(`an${unseen}na@x.org`))
      assert.ok(detail.includes(name), detail)
      assert.ok(!detail.includes(unseen) || unseen === '\n', detail)
    })
  }

  it('never holds two look-alikes for one person', () => {
    const spellings = [
      'kim@x.org',
      '\u212aim@x.org', // Kelvin sign
      'kіm@x.org', // Cyrillic
      'kım@x.org', // dotless i
      'kİm@x.org',
      'ｋim@x.org', // full width
      'kim@x。org',
      'jose\u0301@x.org',
      'jos\u00e9@x.org',
      'JOS\u00c9@x.org',
      'straße@x.org',
      'strasse@x.org',
      'ﬁn@x.org',
      'fin@x.org',
    ]
    const values = spellings.flatMap((spelling) => {
      const reading = address(spelling)
      return reading.kind === 'key' ? [reading.key.value] : []
    })
    assert.equal(new Set(values).size, values.length)
    assert.ok(values.length >= 12)
  })

  for (const good of [
    '17',
    '00u1ab-C_d',
    'Y2lzY29zcGFyazovL3VzL1BFT1BMRS8x=',
    '3f0c9d3a-0000-4000-8000-000000000001',
  ]) {
    it(`may be the id ${good}, in its own case`, () =>
      assert.deepEqual(id(`${good} `), { kind: 'key', key: { by: 'id', value: good } }))
  }

  for (const bad of ['..', '../me', 'a b', 'a/b', 'a%2fb', 'x\u200by', 'ïd', '—', 'a?b', 'a#b']) {
    it(`is never the id ${JSON.stringify(bad)}`, () => assert.equal(id(bad).kind, 'problem'))
  }
})
