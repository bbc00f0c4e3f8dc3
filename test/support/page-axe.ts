/** What axe-core finds on the page in its present state, in both themes. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const IMPACTS = ['critical', 'serious', 'moderate', 'minor'] as const
export type Impact = (typeof IMPACTS)[number]

export interface AxeFinding {
  /** E.g. `card, dark`. */
  readonly state: string
  readonly impact: Impact
  /** Which rule, where, and why. */
  readonly words: string
}

/** In the second theme nothing is another but colours. */
const RULES = { light: {}, dark: { runOnly: ['color-contrast'] } } as const

const run = (
  theme: keyof typeof RULES,
): string => `axe.run(document, ${JSON.stringify({ ...RULES[theme], resultTypes: ['violations'] })}).then(({ violations }) => violations.flatMap(({ id, impact, nodes }) =>
  nodes.map(({ html, failureSummary }) => ({ impact: impact ?? 'minor', words: id + ': ' + html.slice(0, 200) + ' ' + failureSummary }))))`

export const THEMES = ['light', 'dark'] as const

export const axeFindings = async (state: string, page: Page): Promise<readonly AxeFinding[]> => {
  const found: AxeFinding[] = []
  await page.evaluate(AXE)
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    const here = await page.evaluate<readonly Omit<AxeFinding, 'state'>[]>(run(theme))
    found.push(...here.map((finding) => ({ state: `${state}, ${theme}`, ...finding })))
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  return found
}
