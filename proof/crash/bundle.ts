/**
 * Makes one file of a life of the bot with everything that it imports, and the compiled code beside it, so that a process is at work a
 * third of a second after it was made. The code is that of `src/`, not a word of it changed.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'

const ROOT = new URL('../../', import.meta.url)

/** Hands its argument `require` on, which no bundler can follow. */
const LEFT_OUT = ['when']

/** Compiled code is good for the same flags alone. A life is short: it needs no collection of garbage. */
export const NODE_FLAGS: readonly string[] = ['--min-semi-space-size=16', '--max-semi-space-size=16', '--no-opt']

/** Returns the file to start Node with. */
export const bundleLife = async (folder: string): Promise<string> => {
  const outfile = join(folder, 'life.cjs')
  await build({
    entryPoints: [fileURLToPath(new URL('life.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outfile,
    external: LEFT_OUT,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'error',
    plugins: [whereItStands],
  })
  const loader = join(folder, 'start.cjs')
  await writeFile(loader, loaderOf(outfile))
  await warmUp(loader)
  return loader
}

/** A bundle has one address; what looks for a file beside itself has to be told its own. */
const whereItStands: Plugin = {
  name: 'where it stands',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/(?:src|proof)\/.*\.ts$/ }, async ({ path }) => {
      const url = JSON.stringify(pathToFileURL(path).href)
      return { contents: (await readFile(path, 'utf8')).replaceAll('import.meta.url', url), loader: 'ts' }
    }),
}

/** Runs the bundle from the code that an earlier process compiled; asked to `warm-up` it compiles and leaves. */
const loaderOf = (bundle: string): string => `
const { existsSync, readFileSync, writeFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { Script } = require('node:vm')
const bundle = ${JSON.stringify(bundle)}
const compiled = bundle + '.compiled'
const source = '(function (exports, require, module) {' + readFileSync(bundle, 'latin1') + '\\n})'
const options = { filename: bundle, ...(existsSync(compiled) ? { cachedData: readFileSync(compiled) } : {}) }
const script = new Script(source, options)
const module_ = { exports: {} }
script.runInThisContext()(module_.exports, createRequire(${JSON.stringify(fileURLToPath(new URL('package.json', ROOT)))}), module_)
if (process.argv[2] === 'warm-up') setTimeout(() => {
  writeFileSync(compiled, script.createCachedData())
  process.exit(0)
}, 500)
`

/** What was loaded lazily by then is in the compiled code, too. */
const warmUp = async (loader: string): Promise<void> => {
  const child = spawn(process.execPath, [...NODE_FLAGS, loader, 'warm-up'], { stdio: 'ignore' })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`compiling ${loader}: it ended with ${code}; run it by hand with warm-up`)
}
