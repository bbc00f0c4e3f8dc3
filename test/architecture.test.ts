import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

/** Who may import whom. Imports run down this table, never up; `''` stands for the files at the root of src. */
const MAY_IMPORT: Readonly<Record<string, readonly string[] | 'everything'>> = {
  model: [],
  intake: ['model'],
  plan: ['model'],
  approval: ['model'],
  run: ['model'],
  report: ['model'],
  jobs: ['model', 'intake', 'plan', 'approval', 'run', 'report'],
  chat: ['model', 'jobs', 'report'],
  directory: ['model'],
  store: ['model'],
  audit: ['model'],
  setup: 'everything',
  sandbox: ['', 'setup'],
  '': 'everything',
}
/** The composition root: these files and no others stand outside the rooms, and only `main.ts` may reach the sandbox. */
const ROOT_FILES = [
  'app.ts',
  'build-directories.ts',
  'cli.ts',
  'config-directories.ts',
  'config-values.ts',
  'config.ts',
  'connect-directories.ts',
  'jobs-context.ts',
  'log.ts',
  'main.ts',
  'metrics.ts',
  'open-http.ts',
  'purge-jobs.ts',
  'recorded-life.ts',
  'rounds.ts',
  'serve.ts',
]

interface Import {
  readonly file: string
  readonly specifier: string
}

const SRC = resolve('src')
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
const roomOf = (file: string): string => (file.includes('/') ? (file.split('/')[0] ?? '') : '')

const importsOf = (file: string): readonly Import[] => {
  const source = readFileSync(join(SRC, file), 'utf8')
  const found = source.matchAll(/(?:^|[\s;])(?:import|export)\s*(?:[^'"()]*?\sfrom\s*)?\(?\s*['"]([^'"]+)['"]/gm)
  return [...found].map(([, specifier = '']) => ({ file, specifier }))
}
const targetOf = ({ file, specifier }: Import): string => relative(SRC, resolve(SRC, dirname(file), specifier))

const imports = files.flatMap(importsOf)
const inner = imports.filter(({ specifier }) => specifier.startsWith('.'))

describe('the rooms of src', () => {
  it('are looked at: there are files, and they import each other', () => {
    assert.ok(files.length > 100, `${files.length} files`)
    assert.ok(inner.length > 300, `${inner.length} imports`)
    for (const { file, specifier } of inner)
      assert.ok(files.includes(targetOf({ file, specifier })), `${file}: ${specifier}`)
  })

  it('are all in the table, and all of the table is there', () => {
    const rooms = new Set(files.map(roomOf))
    assert.deepEqual([...rooms].sort(), Object.keys(MAY_IMPORT).sort())
    assert.deepEqual(files.filter((file) => roomOf(file) === '').sort(), ROOT_FILES)
  })

  it('import only what the table allows', () => {
    const wrong = inner.filter((one) => {
      const [from, to] = [roomOf(one.file), roomOf(targetOf(one))]
      const allowed = MAY_IMPORT[from]
      return from !== to && allowed !== 'everything' && !allowed?.includes(to)
    })
    assert.deepEqual(wrong, [])
  })

  it('keep the sandbox out of everything but main', () => {
    const wrong = inner.filter((one) => roomOf(targetOf(one)) === 'sandbox' && roomOf(one.file) !== 'sandbox')
    assert.deepEqual(
      wrong.map(({ file }) => file),
      ['main.ts'],
    )
  })

  it('reach the bot framework through the gateway alone', () => {
    const reached = imports.filter(({ specifier }) => specifier.startsWith('webex-node-bot-framework'))
    assert.deepEqual([...new Set(reached.map(({ file }) => roomOf(file)))], ['chat'])
    const fromOutside = inner.filter((one) => /framework/.test(targetOf(one)) && roomOf(one.file) !== 'chat')
    assert.deepEqual(fromOutside, [])
  })

  it('keep the vendors of directory/ apart from each other, with what they share in directory/http', () => {
    const vendorOf = (path: string): string | undefined => /^directory\/(?!http\/)([^/]+)\//.exec(path)?.[1]
    const wrong = inner.filter(
      (one) => vendorOf(one.file) && vendorOf(targetOf(one)) && vendorOf(one.file) !== vendorOf(targetOf(one)),
    )
    assert.deepEqual(wrong, [])
  })
})
