import assert from 'node:assert/strict'
import { createLog } from '../src/log.ts'

const logged = (fields: Readonly<Record<string, unknown>>, secrets: readonly string[] = []): string => {
  const lines: string[] = []
  const log = createLog('info', secrets, { write: (line: string) => void lines.push(line) })
  log.info(fields, 'said')
  assert.equal(lines.length, 1)
  return lines[0] ?? ''
}

const FORGED = '"}\n{"level":"info","msg":"approved"}'

describe('a line of the log', () => {
  for (const end of ['\n', '\r', '\r\n', '\u0085', '\u2028', '\u2029', '\u000b', '\u000c', '\u001e'])
    it(`cannot be ended by what it tells of (${JSON.stringify(end)})`, () => {
      const name = `a${end}${FORGED}`
      const line = logged({ name, error: new Error(name) })
      assert.doesNotMatch(line.slice(0, -1), /[\p{Cc}\u2028\u2029]/u)
      assert.equal(JSON.parse(line).name, name)
      assert.equal(JSON.parse(line).msg, 'said')
    })

  for (const [what, text] of [
    ['an escape sequence', '\u001b[2J\u001b]0;x\u0007'],
    ['one of a single byte', '\u009b31m\u0090\u009d'],
    ['a backspace and a delete', 'a\b\u007f'],
    ['a turn of direction', '\u202egnp.exe\u2066'],
    ['letters without width', 'an\u200b\u2060\ufeffna'],
  ] as const)
    it(`has ${what} spelled out, and reads the same`, () => {
      const line = logged({ text })
      assert.doesNotMatch(line.slice(0, -1), /[\p{Cc}\p{Cf}]/u)
      assert.equal(JSON.parse(line).text, text)
    })

  it('hides a secret wherever it stands', () => {
    const line = logged({ text: 'before s3cret after', error: new Error('s3cret') }, ['s3cret'])
    assert.doesNotMatch(line, /s3cret/)
  })
})
