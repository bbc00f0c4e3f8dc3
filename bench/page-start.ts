/** One start as a newcomer does it: `npm start`, the link from the terminal opened in a browser, until the bot is there. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { BrowserContext, Page } from 'playwright-core'
import { botIs, boxOf } from '../test/support/page-deeds.ts'

/** Since `npm start` was typed. */
export interface StartTimes {
  readonly linkMs: number
  /** Somebody can write. */
  readonly usableMs: number
  readonly botMs: number
}

export interface Start {
  readonly times: StartTimes
  readonly page: Page
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  close(): Promise<void>
}

/** `onPage` is given the page before anything is loaded. */
export const startOnce = async (
  context: BrowserContext,
  onPage: (page: Page) => Promise<void> = async () => undefined,
): Promise<Start> => {
  const page = await context.newPage()
  await onPage(page)
  const since = performance.now()
  // Of a group of its own, which a signal reaches whole: npm, the server, the bot.
  const child = spawn('npm', ['start'], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  const close = async (): Promise<void> => {
    if (child.pid === undefined || child.exitCode !== null) return
    const ended = once(child, 'exit')
    process.kill(-child.pid, 'SIGTERM')
    await ended
  }
  try {
    const link = await linkFrom(child)
    const linkMs = performance.now() - since
    await page.goto(link)
    await boxOf(page).waitFor()
    const usableMs = performance.now() - since
    await botIs(page, 'running')
    const botMs = performance.now() - since
    return { times: { linkMs, usableMs, botMs }, page, origin: new URL(link).origin, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What is printed later is read as well: a pipe that nobody reads would end whoever writes into it. */
const linkFrom = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let printed = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      const [link] = /http:\S+\?key=\S+/.exec(printed) ?? []
      if (link !== undefined) resolve(link)
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`waiting for the link of "npm start": it ended, and said: ${printed}`)))
  })
