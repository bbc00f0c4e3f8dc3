/** The playground as `npm start` opens it, with a browser to look at it. */
import type { Browser, BrowserContext, ConsoleMessage, Page } from 'playwright-core'
import type { Connect } from '../../src/sandbox/page/connect.ts'
import { type Playground, startPlayground } from '../../src/sandbox/playground.ts'
import { connectCheck } from '../../src/setup/check.ts'
import { compilePage, launchBrowser } from './browser.ts'

export interface PageWorld {
  readonly playground: Playground
  readonly browser: Browser
  /** Links that the terminal would have shown. */
  readonly links: readonly string[]
  /** A visitor on a machine of their own, who is this person; every error of the page fails the test that closes the world. */
  visit(persona?: string, options?: VisitOptions): Promise<Page>
  close(): Promise<void>
}

export interface VisitOptions {
  readonly width?: number
  readonly height?: number
  readonly colorScheme?: 'light' | 'dark'
}

const WIDE = { width: 1280, height: 900 }

export const openPageWorld = async (
  given: Readonly<Record<string, string>> = {},
  connect: Connect = connectCheck({ LOG_LEVEL: 'silent', ...given }),
): Promise<PageWorld> => {
  const links: string[] = []
  const errors: string[] = []
  const { clientDir, remove } = compilePage()
  const environment = { LOG_LEVEL: 'silent', ...given }
  const playground = await startPlayground(environment, {
    clientDir,
    connect,
    onLink: (link) => links.push(link),
  })
  const [browser] = await Promise.all([launchBrowser(), playground.start()])
  const contexts: BrowserContext[] = []
  const visit: PageWorld['visit'] = async (persona = 'alma', { colorScheme = 'light', ...size } = {}) => {
    const context = await browser.newContext({ viewport: { ...WIDE, ...size }, colorScheme })
    contexts.push(context)
    const page = await context.newPage()
    page.on('pageerror', (error) => errors.push(`${persona}: ${error.stack ?? error.message}`))
    page.on('console', (message) => {
      const { url } = message.location()
      if (message.type() === 'error' && !isOfGoneMessage(message)) errors.push(`${persona}: ${message.text()} ${url}`)
    })
    await page.goto(playground.newLink())
    await page.goto(`${playground.cloud.url}/#as=${persona}`)
    await page.reload()
    return page
  }
  const close = async (): Promise<void> => {
    await browser.close()
    await playground.close()
    remove()
    if (errors.length > 0) throw new Error(`the page had errors:\n${errors.join('\n')}`)
  }
  return { playground, browser, links, visit, close }
}

/** A card can be taken back before a client has read it; the browser notes each 404. */
const isOfGoneMessage = (message: ConsoleMessage): boolean =>
  /\/v1\/messages\/[^/?]+$/.test(message.location().url) && message.text().includes('404')
