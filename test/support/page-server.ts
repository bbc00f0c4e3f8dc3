/** The page's server on emulated clouds, without a bot and without a browser. */
import express from 'express'
import { type EveryVendor, startEveryVendor } from '../../src/sandbox/every-vendor.ts'
import { BotProcess } from '../../src/sandbox/page/bot-process.ts'
import type { Connect } from '../../src/sandbox/page/connect.ts'
import { Events } from '../../src/sandbox/page/events.ts'
import { pageRouter } from '../../src/sandbox/page/page.ts'
import { Sessions } from '../../src/sandbox/page/sessions.ts'
import { type RawAnswer, rawRequest } from './raw-request.ts'

export interface PageServer {
  readonly cloud: EveryVendor
  readonly sessions: Sessions
  readonly router: express.Router
  /** Links that the terminal was given because somebody came with a used one. */
  readonly links: readonly string[]
  /** What was asked of the check of the form, and the reset. */
  readonly done: readonly string[]
  /** The cookie of a browser that was let in. */
  enter(link?: string): Promise<string>
  /** The headers of a call that the page itself makes in the session of this cookie. */
  own(cookie: string): Readonly<Record<string, string>>
  ask(path: string, options?: Parameters<typeof rawRequest>[2]): Promise<RawAnswer>
  close(): Promise<void>
}

export const openPageServer = async (clientDir: string, connect?: Connect): Promise<PageServer> => {
  const front = express.Router()
  const cloud = await startEveryVendor({ gate: front })
  const links: string[] = []
  const done: string[] = []
  const keys = new Map<string, string>()
  const sessions = new Sessions({ origin: () => cloud.url, onNewLink: (link) => links.push(link) })
  const events = new Events()
  const answer = async () => {
    done.push('connect')
    return { isGood: true, findings: [] }
  }
  const router = pageRouter({
    cloud,
    sessions,
    events,
    clientDir,
    bot: new BotProcess({ environment: () => ({}), onChange: () => undefined }),
    reset: async () => {
      done.push('reset')
    },
    connect: connect ?? { check: answer, save: answer },
  })
  front.use(router)
  const ask: PageServer['ask'] = (path, options) => rawRequest(cloud.url, path, options)
  const enter = async (link = sessions.newLink()): Promise<string> => {
    const { pathname, search } = new URL(link)
    const { headers } = await ask(pathname + search)
    const cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    keys.set(cookie, /#page=([\w-]+)$/.exec(headers.location ?? '')?.[1] ?? '')
    return cookie
  }
  const own = (cookie: string) => ({
    cookie,
    origin: cloud.url,
    'sec-fetch-site': 'same-origin',
    'x-twokey-page': keys.get(cookie) ?? '',
    'content-type': 'application/json',
  })
  const close = async (): Promise<void> => {
    events.close()
    await cloud.close()
  }
  return { cloud, sessions, router, links, done, enter, own, ask, close }
}
