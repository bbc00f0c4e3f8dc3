import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import fc from 'fast-check'
import { canBeWritten, EnvFileError, saveSettings, withSettings } from '../../src/setup/env-file.ts'

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

describe('an .env that settings are put into', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twokey-env-'))
    file = join(folder, '.env')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('is read back by Node as it was given, for every value that can be written', () => {
    const nasty = fc.string({ unit: fc.constantFrom(...`'"\`#$= \\nr{}ü💥a1`) })
    fc.assert(
      fc.property(fc.oneof(nasty, fc.string({ unit: 'grapheme' }), fc.string()), (value) => {
        if (!canBeWritten(value)) return assert.throws(() => withSettings('', { A: value }), EnvFileError)
        assert.equal(parseEnv(withSettings('Z=1\n', { A: value, B: '2' }))['A'] ?? '', value)
      }),
      { numRuns: 2_000 },
    )
  })

  it('refuses line breaks and control characters, and takes quotes, blanks, # and $ as they are', () => {
    for (const value of ['a\nb', 'a\rb', 'a\u0000b', 'a\u001bb', 'a\u2028b', `'"\`#`])
      assert.ok(!canBeWritten(value), JSON.stringify(value))
    for (const value of [`it's`, 'say "yes"', `it's "both"`, ' blanks ', '#x', '$HOME', 'a\\nb', 'ü 💥', '=', '`'])
      assert.ok(canBeWritten(value), JSON.stringify(value))
  })

  it('is what process.loadEnvFile takes, too', async () => {
    await saveSettings(file, { A: `it's "both" #1 $HOME`, B: 'a\\nb' })
    const script = 'process.loadEnvFile(process.argv[1]); console.log(JSON.stringify([process.env.A, process.env.B]))'
    const { stdout } = spawnSync(process.execPath, ['-e', script, file], { encoding: 'utf8' })
    assert.deepEqual(JSON.parse(stdout), [`it's "both" #1 $HOME`, 'a\\nb'])
  })

  it('keeps every other line and comment, and replaces each name where it stands', async () => {
    writeFileSync(file, '# mine\nPORT=9090 # why\n\n  A = old\nexport B=older\nA=older\n# A=no\nKEY="one\ntwo"\n')
    await saveSettings(file, { A: 'new', B: '', C: 'more', D: '' })
    assert.equal(
      readFileSync(file, 'utf8'),
      `# mine\nPORT=9090 # why\n\nA='new'\nB=\n# A=no\nKEY="one\ntwo"\nC='more'\n`,
    )
  })

  it('keeps its line ends, and gets one where the last line had none', () => {
    assert.equal(withSettings('P=1\r\nA=2\r\n', { A: '3', B: '4' }), "P=1\r\nA='3'\r\nB='4'\r\n")
    assert.equal(withSettings('P=1', { A: '3' }), "P=1\nA='3'\n")
  })

  it('is readable by its owner alone, and so is the copy of what was there', async () => {
    writeFileSync(file, 'A=old\n')
    chmodSync(file, 0o644)
    await saveSettings(file, { A: 'new' })
    assert.deepEqual([modeOf(file), modeOf(`${file}.bak`)], ['600', '600'])
    assert.equal(readFileSync(`${file}.bak`, 'utf8'), 'A=old\n')
    assert.deepEqual(readdirSync(folder).sort(), ['.env', '.env.bak'])
  })

  it('is made anew with the same mode where there was none, whatever the umask', async () => {
    const before = process.umask(0)
    try {
      await saveSettings(file, { A: 'new' })
    } finally {
      process.umask(before)
    }
    assert.equal(modeOf(file), '600')
    assert.match(readFileSync(file, 'utf8'), /^# Written .*\nA='new'\n$/)
    assert.deepEqual(readdirSync(folder), ['.env'])
  })

  it('is not written through a link, nor is a link at the copy followed', async () => {
    const other = join(folder, 'other')
    writeFileSync(other, 'A=other\n')
    symlinkSync(other, file)
    await assert.rejects(saveSettings(file, { A: 'new' }), /is a link or no ordinary file/)
    rmSync(file)
    writeFileSync(file, 'A=old\n')
    symlinkSync(other, `${file}.bak`)
    await saveSettings(file, { A: 'new' })
    assert.equal(readFileSync(other, 'utf8'), 'A=other\n')
    assert.equal(readFileSync(`${file}.bak`, 'utf8'), 'A=old\n')
  })

  it('is left as it is where a change would change another setting', async () => {
    for (const text of ['KEY="one\nA=inside\n"\n', 'A="one\ntwo"\nB=1\n']) {
      writeFileSync(file, text)
      await assert.rejects(saveSettings(file, { A: 'new' }), EnvFileError, text)
      assert.equal(readFileSync(file, 'utf8'), text)
    }
    writeFileSync(file, Buffer.from([0x41, 0x3d, 0xff, 0x0a]))
    await assert.rejects(saveSettings(file, { A: 'new' }), /not written in UTF-8/)
  })

  it('says which file could not be written, without what was to be written', async () => {
    const nowhere = join(folder, 'nowhere', '.env')
    await assert.rejects(saveSettings(nowhere, { A: 'MARKED-secret' }), (error: Error) => {
      assert.ok(error.message.includes(nowhere) && !/MARKED/.test(error.message), error.message)
      return true
    })
  })
})
