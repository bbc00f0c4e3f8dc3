import assert from 'node:assert/strict'
import { intakeOf } from './reading.ts'

const TEXT = 'email;name\r\njürgen@x.org;Jürgen € “ß” Œ\r\n'

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16()
const marked = (mark: readonly number[], body: Uint8Array): Buffer => Buffer.concat([Buffer.from(mark), body])

/** Written down from the code page, not made by any decoder. */
const IN_WINDOWS_1252 = Buffer.concat([
  Buffer.from('email;name\r\nj'),
  Buffer.from([0xfc]),
  Buffer.from('rgen@x.org;J'),
  Buffer.from([0xfc]),
  Buffer.from('rgen '),
  Buffer.from([0x80, 0x20, 0x93, 0xdf, 0x94, 0x20, 0x8c]),
  Buffer.from('\r\n'),
])

describe('the encoding of a file', () => {
  for (const [name, bytes, encoding] of [
    ['UTF-8', Buffer.from(TEXT), 'utf-8'],
    ['UTF-8 with a mark', marked([0xef, 0xbb, 0xbf], Buffer.from(TEXT)), 'utf-8'],
    ['UTF-16 LE with a mark', marked([0xff, 0xfe], Buffer.from(TEXT, 'utf16le')), 'utf-16le'],
    ['UTF-16 BE with a mark', marked([0xfe, 0xff], utf16be(TEXT)), 'utf-16be'],
    ['UTF-16 LE without a mark', Buffer.from(TEXT, 'utf16le'), 'utf-16le'],
    ['UTF-16 BE without a mark', utf16be(TEXT), 'utf-16be'],
    ['Windows-1252', IN_WINDOWS_1252, 'windows-1252'],
  ] as const) {
    it(`is told to be ${name}`, async () => {
      const { files, rows } = await intakeOf(bytes)
      assert.equal(files[0]?.encoding, encoding)
      assert.deepEqual(files[0]?.columns, ['email', 'name'])
      assert.deepEqual(rows[0]?.cells, ['jürgen@x.org', 'Jürgen € “ß” Œ'])
      assert.equal(rows[0]?.key.value, 'jürgen@x.org')
    })
  }

  it('spoils only the row whose bytes it cannot decode', async () => {
    const bytes = marked(
      [0xef, 0xbb, 0xbf],
      Buffer.concat([Buffer.from('email\na'), Buffer.from([0xff]), Buffer.from('@x.org\nb@x.org')]),
    )
    const { rows, issues } = await intakeOf(bytes)
    assert.deepEqual(
      rows.map(({ key }) => key.value),
      ['b@x.org'],
    )
    assert.match(issues[0]?.detail ?? '', /U\+FFFD/)
  })

  it('does not matter to letters that straddle the pieces in which a file is decoded', async () => {
    for (let shift = 0; shift < 4; shift += 1) {
      const lines = Array.from(
        { length: 3 },
        (_, index) => `u${index}@x.org,${'x'.repeat(shift)}${'🎈'.repeat(20_000)}`,
      )
      const text = `email,name\n${lines.join('\n')}`
      // The stray byte at the end keeps the UTF-8 file from being taken as it is.
      const utf8 = marked([0xef, 0xbb, 0xbf], Buffer.concat([Buffer.from(`${text}\nend`), Buffer.from([0xff])]))
      for (const bytes of [marked([0xff, 0xfe], Buffer.from(text, 'utf16le')), utf8]) {
        const { rows } = await intakeOf(bytes)
        assert.deepEqual(
          rows.map(({ cells }) => cells.join(',')),
          lines,
        )
      }
    }
  })
})
