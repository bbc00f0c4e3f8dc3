// `npm run size`: what a production install weighs, measured in a folder of its own. Fails above the limit.
import { spawnSync } from 'node:child_process'
import { cpSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const LIMIT_MB = 100

const folder = mkdtempSync(join(tmpdir(), 'twokey-size-'))
const blocksOf = (path) => {
  const { blocks, size } = lstatSync(path)
  const own = blocks === undefined ? size : blocks * 512
  return lstatSync(path).isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + blocksOf(join(path, name)), own)
    : own
}
try {
  for (const part of ['package.json', 'package-lock.json', '.npmrc', 'vendor'])
    cpSync(part, join(folder, part), { recursive: true })
  const { status, stderr } = spawnSync(
    'npm',
    ['ci', '--omit=dev', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'],
    {
      cwd: folder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    },
  )
  if (status !== 0) throw new Error(`npm ci --omit=dev: ${stderr}`)
  const megabytes = Math.ceil(blocksOf(join(folder, 'node_modules')) / 1024 / 1024)
  process.stdout.write(`npm ci --omit=dev: ${megabytes} MB installed (limit ${LIMIT_MB})\n`)
  process.exitCode = megabytes <= LIMIT_MB ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
