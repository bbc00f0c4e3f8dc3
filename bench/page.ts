/**
 * `npm run page`: how long a newcomer waits after `npm start`, what the page weighs, and what axe-core finds on it; of the compiled
 * server, in a real browser. Writes docs/evidence/page.md. Exits with 1 when axe found anything.
 */
import type { Browser, BrowserContext } from 'playwright-core'
import { type Evidence, figureOf, tableOf, writeEvidence } from '../proof/evidence.ts'
import { readEnvironment, wantsSandbox } from '../src/config.ts'
import { launchBrowser } from '../test/support/browser.ts'
import { type AxeFinding, axeFindings, IMPACTS, THEMES } from '../test/support/page-axe.ts'
import { panelOf } from '../test/support/page-deeds.ts'
import { throughStates } from '../test/support/page-states.ts'
import { type Start, type StartTimes, startOnce } from './page-start.ts'
import { byKind, bytesOf, type Loaded, weigh } from './page-weight.ts'

const STARTS = 3
const WIDE = { width: 1280, height: 900 }
const RENDERER = '/page/lib/adaptivecards.js'

interface Looked {
  readonly states: readonly string[]
  readonly findings: readonly AxeFinding[]
}

interface Measured extends Looked {
  readonly times: readonly StartTimes[]
  readonly loaded: readonly Loaded[]
}

const measure = async (browser: Browser): Promise<Measured> => {
  const times: StartTimes[] = []
  for (let left = STARTS - 1; left > 0; left--) {
    const context = await browser.newContext()
    const start = await startOnce(context)
    times.push(start.times)
    await context.close()
    await start.close()
  }
  return measureLast(browser, times)
}

/** The last start stays for what is looked at. */
const measureLast = async (browser: Browser, times: readonly StartTimes[]): Promise<Measured> => {
  const context = await browser.newContext({ viewport: WIDE })
  let loaded: readonly Loaded[] = []
  const start = await startOnce(context, async (page) => {
    loaded = await weigh(page)
  })
  try {
    await panelOf(start.page)
      .getByRole('tab', { name: /^Alteryx\s*\d+ people/ })
      .waitFor()
    const first = [...loaded]
    return { times: [...times, start.times], loaded: first, ...(await look(context, start)) }
  } finally {
    await context.close()
    await start.close()
  }
}

const look = async (context: BrowserContext, { origin }: Start): Promise<Looked> => {
  const states: string[] = []
  const findings: AxeFinding[] = []
  await throughStates(
    async (persona, size) => {
      const page = await context.newPage()
      await page.setViewportSize({ ...WIDE, ...size })
      await page.goto(`${origin}/#as=${persona}`)
      return page
    },
    async (state, page) => {
      states.push(state)
      findings.push(...(await axeFindings(state, page)))
    },
  )
  return { states, findings }
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
const kilobytes = (bytes: number): string => `${figureOf(Math.round(bytes / 1000))} KB`

const evidenceFor = ({ times, loaded, states, findings }: Measured, at: Date, tookMs: number): Evidence => ({
  name: 'page',
  title: 'The sandbox page: how soon, how heavy, for whom',
  command: 'npm run page',
  at,
  tookMs,
  figures: [
    ['`npm start` to the link', seconds(median(times.map(({ linkMs }) => linkMs)))],
    ['`npm start` to a page that can be used', seconds(median(times.map(({ usableMs }) => usableMs)))],
    ['`npm start` to a bot that answers', seconds(median(times.map(({ botMs }) => botMs)))],
    ['weight of the first load', kilobytes(bytesOf(loaded))],
    ['requests of the first load', figureOf(loaded.length)],
    ['states that axe looked at', figureOf(states.length * THEMES.length)],
    ['faults that axe found', figureOf(findings.length)],
  ],
  more: [
    `Times are the median of ${STARTS} starts, each with what \`npm start\` compiles before; the browser was open. Bytes are those of the wire, headers and all, nothing of it in a cache; nothing is bundled and nothing compressed.`,
    '## By kind',
    tableOf(
      ['kind', 'requests', 'weight'],
      [
        ...byKind(loaded).map(([kind, of]) => [kind, figureOf(of.length), kilobytes(bytesOf(of))]),
        ['the renderer of cards alone', ...weightOf(loaded.filter(({ url }) => url.endsWith(RENDERER)))],
      ],
    ),
    '## By impact',
    tableOf(
      ['impact', 'faults'],
      IMPACTS.map((impact) => [impact, figureOf(findings.filter((one) => one.impact === impact).length)]),
    ),
    `## States\n\nEach in the light theme by all rules, in the dark one by contrast.\n\n${states.map((state) => `- ${state}`).join('\n')}`,
  ],
})

const weightOf = (loaded: readonly Loaded[]): readonly string[] => [figureOf(loaded.length), kilobytes(bytesOf(loaded))]

if (!wantsSandbox(readEnvironment())) {
  process.stderr.write(
    'measuring the page: "npm start" would start a real bot here; take the credentials out of .env\n',
  )
  process.exit(2)
}
const startedAt = new Date()
const browser = await launchBrowser()
try {
  const measured = await measure(browser)
  const evidence = evidenceFor(measured, startedAt, Date.now() - startedAt.getTime())
  for (const { state, impact, words } of measured.findings) process.stdout.write(`${impact}, ${state}: ${words}\n`)
  process.stdout.write(`${tableOf(['figure', 'value'], evidence.figures)}\n`)
  await writeEvidence(evidence)
  process.exitCode = measured.findings.length === 0 ? 0 : 1
} finally {
  await browser.close()
}
