/** What somebody has who installed and built Twokey, in a folder of its own; with the production packages alone where that is asked for. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

export interface InstalledCopy {
  readonly folder: string
  remove(): void
}

/** Throws with the compiler's words. */
export const build = (folder: string): void => {
  for (const [project, out] of [
    ['tsconfig.build.json', 'dist'],
    ['src/sandbox/page/client', 'dist/sandbox'],
  ] as const) {
    const args = ['node_modules/typescript/bin/tsc', '-p', project, '--outDir', join(folder, out)]
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`building ${project}: ${stdout}`)
  }
}

export const installedCopy = (): InstalledCopy => {
  const folder = mkdtempSync(join(tmpdir(), 'twokey-installed-'))
  build(folder)
  for (const name of ['manifest.json', 'package.json']) copyFileSync(name, join(folder, name))
  for (const name of ['node_modules', 'src']) symlinkSync(resolve(name), join(folder, name))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** The same without the development packages, and without the sources. */
export const productionCopy = ({ folder: from }: InstalledCopy): InstalledCopy => {
  const folder = mkdtempSync(join(tmpdir(), 'twokey-production-'))
  cpSync(join(from, 'dist'), join(folder, 'dist'), { recursive: true })
  for (const name of ['manifest.json', 'package.json']) copyFileSync(name, join(folder, name))
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly devDependencies: Readonly<Record<string, string>>
  }
  for (const name of packagesIn('node_modules'))
    if (!Object.hasOwn(devDependencies, name)) {
      const place = join(folder, 'node_modules', name)
      mkdirSync(dirname(place), { recursive: true })
      symlinkSync(resolve('node_modules', name), place)
    }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

const packagesIn = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`) : [name],
  )
