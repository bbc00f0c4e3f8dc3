import assert from 'node:assert/strict'
import { readFiles } from '../../src/intake/read-files.ts'
import type { FileRefusal } from '../../src/model/rows.ts'
import { accepted, aFile, DELETE, intakeOf, LIMITS, refusalOf } from './reading.ts'

const bytes = (hex: string, rest = ''): Buffer => Buffer.concat([Buffer.from(hex, 'hex'), Buffer.from(rest)])

const KINDS: readonly (readonly [string, string | Uint8Array, FileRefusal['code'], RegExp])[] = [
  ['an empty file', '', 'empty', /an empty file/],
  ['a byte order mark and nothing else', bytes('efbbbf'), 'empty', /an empty file/],
  ['blank lines only', '\r\n  \n,,\n', 'empty', /an empty file/],
  ['an Excel workbook', bytes('504b0304', '..[Content_Types].xml..xl/workbook.xml'), 'spreadsheet', /workbook/],
  [
    'an OpenDocument sheet',
    bytes('504b0304', 'mimetypeapplication/vnd.oasis.opendocument.spreadsheet'),
    'spreadsheet',
    /workbook/,
  ],
  ['an old Excel workbook', bytes('d0cf11e0a1b11ae1', 'x'), 'spreadsheet', /old Excel/],
  ['a ZIP archive', bytes('504b0304', 'users.csv'), 'archive', /ZIP/],
  ['a gzip archive', bytes('1f8b0800', 'x'), 'archive', /gzip/],
  ['a PDF document', '%PDF-1.7\n', 'not-text', /PDF/],
  ['a PNG image', bytes('89504e470d0a1a0a', 'x'), 'not-text', /PNG/],
  ['a JPEG image', bytes('ffd8ffe0', 'x'), 'not-text', /JPEG/],
  ['bytes with zeros', bytes('61620000ff', 'email'), 'not-text', /not text/],
  ['bytes with control characters', bytes('ff0102', 'email\na@x.org'), 'not-text', /not text/],
  ['a header and nothing below', '\nemail,name\n\n,\n', 'no-rows', /a header on line 2/],
  ['columns that name nobody', 'Name,Phone\nAnna,1\n', 'no-key-column', /"Name", "Phone"/],
  ['text that is no table', 'Please delete Anna.\n', 'no-key-column', /"Please delete Anna\."/],
  ['a list without a header', '\nAnna;anna@x.org\nBen;b@x.org\n', 'no-header', /line 2.*"Anna", "anna@x\.org"/],
]

describe('a file that cannot be read', () => {
  for (const [what, content, code, found] of KINDS) {
    it(`is refused as ${code} when it is ${what}`, async () => {
      const refusal = await refusalOf(content)
      assert.equal(refusal.code, code)
      assert.match(refusal.found, found)
      assert.ok(refusal.expected.length > 0 && refusal.next.endsWith('.'))
    })
  }

  it('shows hostile header cells without their unseen characters', async () => {
    const { found } = await refusalOf(`a\u202eb\u0007,${'c'.repeat(500)}\n1,2`)
    assert.ok(!found.includes('\u202e') && !found.includes('\u0007'))
    assert.ok(found.length < 200, found)
  })

  it('is too large by one byte', async () => {
    const csv = 'email\na@x.org'
    const limits = { ...LIMITS, maxBytes: csv.length }
    assert.equal((await readFiles([aFile(csv)], limits, DELETE)).kind, 'read')
    assert.equal((await refusalOf(`${csv}m`, limits)).code, 'too-large')
  })

  it('has too many rows, counted over all files and issues included', async () => {
    const limits = { ...LIMITS, maxRows: 4 }
    const files = [aFile('email\na@x.org\nb@x.org\n', 'a.csv'), aFile('email\na@x.org\nnobody\n', 'b.csv')]
    const intake = accepted(await readFiles(files, limits, DELETE))
    assert.equal(intake.rows.length + intake.issues.length, 4)
    const result = await readFiles([...files, aFile('email\nc@x.org', 'c.csv')], limits, DELETE)
    assert.deepEqual(result.kind === 'refused' && result.refusals.map(({ file, code }) => [file, code]), [
      ['c.csv', 'too-many-rows'],
    ])
  })

  it('is not a CSV whose header has a known name, even where another cell is an address', async () => {
    assert.equal((await intakeOf('email,owner@x.org\na@x.org,1')).rows.length, 1)
  })
})
