/**
 * The page itself: its HTML with a policy that lets nothing in from elsewhere, its own scripts and styles, and the files of the
 * packages that it uses, each by name. Nothing is bundled and nothing comes from another machine.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import express from 'express'
import helmet from 'helmet'
import { isCrossSite, type Sessions } from './sessions.ts'

/** Where the compiler put the scripts of the page; the sources lie beside this file wherever it runs. */
export const CLIENT_DIR = fileURLToPath(new URL('../../../dist/sandbox/page/client/', import.meta.url))
const STYLE_DIR = fileURLToPath(new URL('../../../src/sandbox/page/client/styles/', import.meta.url))

const modulePaths = createRequire(import.meta.url).resolve.paths('express') ?? []

/** Names under which the scripts import packages, and the file of the package for each. */
const MODULES = {
  preact: 'preact/dist/preact.mjs',
  'preact/hooks': 'preact/hooks/dist/hooks.mjs',
  'preact/jsx-runtime': 'preact/jsx-runtime/dist/jsxRuntime.mjs',
  'markdown-it': 'markdown-it/dist/browser/markdown-it.esm.min.mjs',
  'csv-parse/sync': 'csv-parse/dist/esm/sync.js',
} as const
/** Files that are no modules. */
const FILES = {
  'adaptivecards.js': 'adaptivecards/dist/adaptivecards.min.js',
  'inter.woff2': '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
} as const

const addressOf = (name: string): string => `/page/lib/${name.replaceAll('/', '-')}.mjs`

const IMPORT_MAP = JSON.stringify({
  imports: Object.fromEntries(Object.keys(MODULES).map((name) => [name, addressOf(name)])),
})

/** The renderer of cards makes HTML of markdown through policies of its own; nothing else may make HTML of text. */
const CARD_POLICIES = ['markdownPassthroughPolicy', 'restoreContentsPolicy', 'deprecatedExportedFunctionPolicy'].map(
  (name) => `adaptivecards#${name}`,
)

export const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'script-src': ["'self'", `'sha256-${createHash('sha256').update(IMPORT_MAP).digest('base64')}'`],
      'style-src': ["'self'"],
      'font-src': ["'self'"],
      'img-src': ["'self'", 'data:'],
      'connect-src': ["'self'"],
      'form-action': ["'none'"],
      'base-uri': ["'none'"],
      'frame-ancestors': ["'none'"],
      'require-trusted-types-for': ["'script'"],
      'trusted-types': CARD_POLICIES,
    },
  },
  referrerPolicy: { policy: 'no-referrer' },
  strictTransportSecurity: false,
})

/** `clientDir` holds what the compiler made of the page. */
export const assetsRouter = (sessions: Sessions, clientDir = CLIENT_DIR): express.Router => {
  const router = express.Router()
  router.get('/', (req, res) => {
    res.set('Cache-Control', 'no-store').type('html')
    if (sessions.isIn(req)) res.send(PAGE)
    else if (isCrossSite(req)) res.send(again(req.query['key']))
    else res.status(401).send(CLOSED)
  })
  for (const [name, path] of Object.entries(MODULES)) router.get(addressOf(name), file(path, 'text/javascript'))
  for (const [name, path] of Object.entries(FILES)) router.get(`/page/lib/${name}`, file(path))
  router.use('/page/styles', express.static(STYLE_DIR, { index: false, redirect: false }))
  router.use('/page/scripts', express.static(clientDir, { index: false, redirect: false }))
  return router
}

const file = (path: string, type?: string): express.RequestHandler => {
  const found = installed(path)
  return (_req, res) => {
    if (type) res.type(type)
    res.sendFile(found)
  }
}

/** `path` begins with the name of the package. Throws when that is not installed. */
const installed = (path: string): string => {
  const [name = ''] = /^(?:@[^/]+\/)?[^/]+/.exec(path) ?? []
  const folder = modulePaths.map((modules) => join(modules, name)).find(existsSync)
  if (folder !== undefined) return join(folder, path.slice(name.length))
  throw new Error(
    `opening the sandbox's page: the package "${name}" is not installed; run "npm ci" with the development packages`,
  )
}

/** The bot's own picture, as its manifest has it: a data URL without double quotes. */
const { icon: ICON } = JSON.parse(readFileSync(new URL('../../../manifest.json', import.meta.url), 'utf8')) as {
  readonly icon: string
}

/** Each may lean on those before it. */
const STYLES = ['tokens', 'base', 'shell', 'intro', 'space', 'composer', 'card', 'panel', 'connect'] as const

const head = (title: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${ICON}">
${STYLES.map((name) => `<link rel="stylesheet" href="/page/styles/${name}.css">`).join('\n')}
`

const PAGE = `${head('Twokey sandbox')}<script type="importmap">${IMPORT_MAP}</script>
<script src="/page/lib/adaptivecards.js" defer></script>
<script type="module" src="/page/scripts/main.js"></script>
</head>
<body>
<div id="page"><p class="loading">Opening the sandbox…</p></div>
<noscript>The sandbox's page needs JavaScript.</noscript>
</body>
</html>
`

/** A browser that followed a link from another site keeps the cookie back until this site itself leads on. */
const again = (key: unknown): string => {
  const address = typeof key === 'string' && /^[\w-]+$/.test(key) ? `/?again&amp;key=${key}` : '/?again'
  return `${head('Twokey sandbox')}<meta http-equiv="refresh" content="0;url=${address}">
</head>
<body>
<main class="closed">
<p><a href="${address}">Open the sandbox</a></p>
</main>
</body>
</html>
`
}

const CLOSED = `${head('Twokey sandbox: closed')}</head>
<body>
<main class="closed">
<img src="${ICON}" alt="" width="72" height="72">
<h1>This link was used already, or there was none</h1>
<p>The page opens with the link that stands in the terminal where Twokey runs. It works once, for one browser. If you came with a
used link, a new one stands in the terminal now.</p>
</main>
</body>
</html>
`
