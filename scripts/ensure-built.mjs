// Before `npm start`: compiles when the compiler is installed, so that what runs is what was pulled. A production install
// has no compiler and runs the dist/ that it was shipped with.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const hasCompiler = existsSync(new URL('../node_modules/typescript/package.json', import.meta.url))
if (hasCompiler) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  process.exit(status ?? 1)
}
if (!existsSync(new URL('../dist/main.js', import.meta.url))) {
  process.stderr.write(
    'starting Twokey: dist/main.js is missing and there is no compiler; run "npm ci && npm run build" first\n',
  )
  process.exit(1)
}
