/** Pictures of the main moments for the README, taken with `UPDATE_IMAGES=1` and not at all otherwise. */
import { writeFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import { panelOf } from './page-deeds.ts'
import type { Look } from './page-states.ts'
import { withFewColours } from './png.ts'

interface Picture {
  readonly name: string
  readonly theme: 'light' | 'dark'
  /** Where the window is too low for what is to be seen. */
  readonly height?: number
  /** All of the page when absent. */
  readonly part?: (page: Page) => Locator
}

/** By the state of the page that each shows. */
const PICTURES: Readonly<Record<string, Picture>> = {
  'first page': { name: 'page-first', theme: 'light' },
  card: { name: 'page-card', theme: 'light', height: 1430 },
  done: { name: 'page-done', theme: 'dark' },
  'phone: card': { name: 'page-phone', theme: 'dark' },
  knobs: { name: 'page-knobs', theme: 'light', height: 1240, part: panelOf },
}

export const pictures =
  (isWanted = process.env['UPDATE_IMAGES'] === '1'): Look =>
  async (state, page) => {
    const picture = PICTURES[state]
    if (!isWanted || !picture) return
    await writeFile(
      new URL(`../../docs/images/${picture.name}.png`, import.meta.url),
      withFewColours(await shotOf(page, picture)),
    )
  }

const shotOf = async (page: Page, { theme, height, part }: Picture): Promise<Buffer> => {
  const size = page.viewportSize()
  if (size && height !== undefined) await page.setViewportSize({ ...size, height })
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
  // Nothing is to look as if a mouse were over it.
  await page.mouse.move(0, 0)
  const shot = await (part?.(page) ?? page).screenshot({ caret: 'hide', animations: 'disabled' })
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  if (size) await page.setViewportSize(size)
  return shot
}
