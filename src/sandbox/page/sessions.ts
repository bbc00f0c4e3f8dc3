/**
 * Who may use the page: a browser on this machine that was opened with a link from the terminal. A link works once and gives two
 * secrets: a cookie, and one that only scripts of this origin can read. What changes something needs both, and has to come from the
 * page itself. Cookies alone are not enough: browsers send them to every port of this machine, whoever listens there.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'

export interface SessionsOptions {
  /** `http://127.0.0.1:PORT`, asked when it is needed: it is known once the server listens. */
  readonly origin: () => string
  /** Is given a fresh link when somebody comes with one that was used. */
  readonly onNewLink: (link: string) => void
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])
const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]'])
const SAFE = new Set(['GET', 'HEAD'])
/** The header in which the page's scripts send the second secret. */
const PAGE_KEY = 'x-twokey-page'
/** The terminal is not to be flooded by whoever tries keys. */
const MOST_LINKS_ON_ASKING = 20

export class Sessions {
  readonly #options: SessionsOptions
  /** Hashes, so that a lookup takes the same time whatever was guessed. */
  readonly #keys = new Set<string>()
  /** By the hash of the cookie, the hash of the second secret. */
  readonly #sessions = new Map<string, string>()
  #linksOnAsking = 0

  constructor(options: SessionsOptions) {
    this.#options = options
  }

  /** A link that lets one browser in, once. */
  newLink(): string {
    const key = newSecret()
    this.#keys.add(hashed(key))
    return `${this.#options.origin()}/?key=${key}`
  }

  /**
   * Refuses whatever does not come from this machine, comes under a name that somebody else could own, or was sent by another site in
   * the visitor's browser. Stands before all that the server answers, the emulated vendors too; a bot or a command line says none of this.
   */
  readonly onlyLocal: RequestHandler = (req, res, next) => {
    const { hostname } = URL.parse(`http://${req.headers.host ?? ''}`) ?? { hostname: '' }
    const isHere = LOOPBACK.has(req.socket.remoteAddress ?? '') && LOOPBACK_NAMES.has(hostname)
    if (!isHere) return refuse(res, 'This answers only to this machine, under the address that stands in the terminal.')
    if (isFromElsewhere(req)) return refuse(res, 'Another site asked for this, and nothing was done.')
    next()
  }

  /** Takes the key of a link in exchange for a cookie and what stands behind the `#`, which no server is sent. */
  readonly enter: RequestHandler = (req, res, next) => {
    const { key } = req.query
    // A browser that came from another site would keep the cookie back: it is led on first.
    if (typeof key !== 'string' || isCrossSite(req)) return next()
    if (this.#keys.delete(hashed(key))) return this.#letIn(res)
    if (this.#sessionOf(req) === undefined && ++this.#linksOnAsking <= MOST_LINKS_ON_ASKING)
      this.#options.onNewLink(this.newLink())
    res.redirect(303, '/')
  }

  isIn(req: Request): boolean {
    return this.#sessionOf(req) !== undefined
  }

  /** Only for a browser that was let in; what changes something only when the page itself asks for it. */
  readonly onlyPage: RequestHandler = (req, res, next) => {
    const pageKey = this.#sessionOf(req)
    if (pageKey === undefined)
      return void res.status(401).json({ error: 'Open the link that stands in the terminal first.' })
    if (SAFE.has(req.method) || (isFromPage(req) && hashed(req.get(PAGE_KEY) ?? '') === pageKey)) return next()
    res
      .status(403)
      .json({ error: 'This was not asked by the page, and nothing was done. Open a new link from the terminal.' })
  }

  #letIn(res: Response): void {
    const [session, pageKey] = [newSecret(), newSecret()]
    this.#sessions.set(hashed(session), hashed(pageKey))
    res.cookie(this.#cookieName(), session, { httpOnly: true, sameSite: 'strict', path: '/' })
    res.redirect(303, `/#page=${pageKey}`)
  }

  /** The hash of the second secret; undefined without a session. */
  #sessionOf(req: Request): string | undefined {
    const name = `${this.#cookieName()}=`
    const cookies = (req.headers.cookie ?? '').split(';').map((cookie) => cookie.trim())
    const own = cookies.filter((cookie) => cookie.startsWith(name)).map((cookie) => hashed(cookie.slice(name.length)))
    return own.map((session) => this.#sessions.get(session)).find((pageKey) => pageKey !== undefined)
  }

  /** Browsers keep cookies by host and not by port: two sandboxes side by side must not end each other's session. */
  #cookieName(): string {
    return `twokey_page_${URL.parse(this.#options.origin())?.port ?? ''}`
  }
}

const refuse = (res: Response, words: string): void => {
  res
    .status(403)
    .set({ 'Content-Security-Policy': "default-src 'none'", 'X-Content-Type-Options': 'nosniff' })
    .type('text')
    .send(`${words}\n`)
}

/** A link to the page may stand anywhere, and shows nothing to whoever set it; every other request is the page's own. */
const isFromElsewhere = (req: Request): boolean => {
  if (req.method === 'GET' && req.path === '/' && req.headers['sec-fetch-mode'] === 'navigate') return false
  const { origin, host, 'sec-fetch-site': site = 'none' } = req.headers
  return !['none', 'same-origin'].includes(String(site)) || (origin !== undefined && origin !== `http://${host}`)
}

/** Every browser of today says where a request comes from, and no page can forge it. */
const isFromPage = (req: Request): boolean =>
  req.headers['sec-fetch-site'] === 'same-origin' && req.headers.origin === `http://${req.headers.host}`

export const isCrossSite = (req: Request): boolean => req.headers['sec-fetch-site'] === 'cross-site'

const newSecret = (): string => randomBytes(32).toString('base64url')
const hashed = (secret: string): string => createHash('sha256').update(secret).digest('hex')
