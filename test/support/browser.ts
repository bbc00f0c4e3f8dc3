/** A real browser for tests of the page, one for each test file; each visitor has a context of their own, as on another machine. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'

const QUIET = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Emulating a graphics card takes a processor for seconds wherever something moves on the page.
  '--disable-gpu',
]

/**
 * Of the packaged browser's own: with the first two it neither tells where a request comes from nor refuses any, and with the last
 * all tabs share one process, which ends at times when one of them opens another.
 */
const UNSUITED = new Set(['--disable-web-security', '--allow-running-insecure-content', '--single-process'])
const OF_A_GRAPHICS_CARD = /gpu|-gl=|angle|swiftshader/

export const launchBrowser = async (): Promise<Browser> =>
  playwright.launch({
    args: [...chromium.args.filter((arg) => !UNSUITED.has(arg) && !OF_A_GRAPHICS_CARD.test(arg)), ...QUIET],
    executablePath: await chromium.executablePath(),
    headless: true,
  })

/** What the compiler makes of the page's scripts, in a folder of its own. Throws with the compiler's words. */
export const compilePage = (): { readonly clientDir: string; remove(): void } => {
  const folder = mkdtempSync(join(tmpdir(), 'twokey-page-'))
  const { status, stdout } = spawnSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '-p', 'src/sandbox/page/client', '--outDir', folder],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`compiling the page: ${stdout}`)
  return { clientDir: join(folder, 'page/client'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}
