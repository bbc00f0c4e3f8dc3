#!/usr/bin/env node
// `npx twokey …`: the commands of src/cli.ts. Compiles first where that was not done yet or the sources changed since; a production
// install has no compiler and runs the dist/ that it was shipped with.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const built = join(root, 'dist', 'cli.js')
const sources = join(root, 'src')

const isStale = () => {
  if (!existsSync(built)) return true
  if (!existsSync(sources)) return false
  const builtAt = statSync(built).mtimeMs
  return readdirSync(sources, { recursive: true, encoding: 'utf8' }).some(
    (name) => name.endsWith('.ts') && statSync(join(sources, name)).mtimeMs > builtAt,
  )
}

if (isStale()) {
  // Its words go to stderr: what the command says is for a pipe.
  const ensured = spawnSync(process.execPath, [join(root, 'scripts', 'ensure-built.mjs')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (ensured.status !== 0 || !existsSync(built)) process.exit(ensured.status || 1)
}
const { runCli } = await import('../dist/cli.js')
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1))
process.exitCode = await runCli(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
})
