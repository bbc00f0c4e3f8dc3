import assert from 'node:assert/strict'
import fc from 'fast-check'
import { fileNameOf } from '../../src/chat/file-name.ts'

describe('fileNameOf', () => {
  const cases: readonly (readonly [string | undefined, string])[] = [
    ['attachment; filename="leavers.csv"', 'leavers.csv'],
    ['attachment; filename=leavers.csv', 'leavers.csv'],
    ['attachment; filename="a \\"b\\".csv"', 'a b.csv'],
    ['attachment; filename="x.csv"; filename*=UTF-8\'\'Z%C3%BCrich.csv', 'Zürich.csv'],
    ["attachment; filename*=iso-8859-1'en'Z%FCrich.csv", 'Zürich.csv'],
    ['attachment; filename*=UTF-8\'\'%E0%A4%A.csv; filename="fall.csv"', 'fall.csv'],
    [`attachment; filename="${Buffer.from('Zürich.csv').toString('latin1')}"`, 'Zürich.csv'],
    ['attachment; filename="Z\u00fcrich.csv"', 'Zürich.csv'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename="C:\\\\temp\\\\x.csv"', 'x.csv'],
    ["attachment; filename*=UTF-8''a%2F..%2Fb.csv", 'b.csv'],
    ["attachment; filename*=UTF-8''x%E2%80%AEvsc.exe", 'xvsc.exe'],
    ["attachment; filename*=UTF-8''a%0D%0Ab%00.csv", 'ab.csv'],
    ['attachment; filename="..."', 'attachment'],
    ['attachment; filename=""', 'attachment'],
    ['attachment', 'attachment'],
    [undefined, 'attachment'],
    ['attachment; filename="a\0b.csv"', 'ab.csv'],
    [`attachment; filename="${'../'.repeat(1_365)}x"`, 'x'],
    [`attachment; filename="${'n'.repeat(4_092)}.csv"`, `${'n'.repeat(116)}.csv`],
    [`attachment; filename="${'a'.repeat(300)}.csv"`, `${'a'.repeat(116)}.csv`],
  ]
  for (const [header, name] of cases) {
    it(`makes ${JSON.stringify(name.slice(0, 30))} of ${JSON.stringify(header?.slice(0, 60))}`, () => {
      assert.equal(fileNameOf(header), name)
    })
  }

  it('is found at once, however long the name is', () => {
    const started = process.cpuUsage()
    for (let n = 0; n < 20; n += 1) fileNameOf(`attachment; filename="a${'.'.repeat(16_000)}x.csv"`)
    const { user } = process.cpuUsage(started)
    assert.ok(user < 500_000, `${user / 1000} ms of CPU for 20 names`)
  })

  it('is harmless whatever is sent', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary-ascii' }), fc.string({ unit: 'grapheme' })), (text) => {
        const name = fileNameOf(`attachment; filename*=UTF-8''${encodeURIComponent(text)}`)
        assert.match(name, /^[^/\\\p{Cc}\p{Cf}<>:"|?*]{1,120}$/u)
        assert.ok(!name.startsWith('.'))
      }),
    )
  })
})
