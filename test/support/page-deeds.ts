/** What a visitor does on the page and finds there, each by the name that people and screen readers know it by. */
import type { Locator, Page } from 'playwright-core'

export const spaceOf = (page: Page): Locator => page.getByRole('main')
export const logOf = (page: Page): Locator => page.getByRole('log', { name: 'Messages' })
export const panelOf = (page: Page): Locator => page.getByRole('complementary', { name: 'Organisation and knobs' })
export const introOf = (page: Page): Locator => page.getByRole('region', { name: 'Try both keys' })
export const boxOf = (page: Page): Locator => spaceOf(page).getByRole('textbox', { name: 'Message' })
export const cardOf = (page: Page): Locator => logOf(page).getByRole('article', { name: /^Card: / })
export const countOf = (page: Page): Locator =>
  cardOf(page).getByRole('spinbutton', { name: 'To approve, type the number of users' })

export const send = (page: Page): Promise<void> =>
  spaceOf(page).getByRole('button', { name: 'Send', exact: true }).click()

export const say = async (page: Page, text: string): Promise<void> => {
  await boxOf(page).fill(text)
  await send(page)
}

/** In one paragraph or line of the log. */
export const reads = (page: Page, words: RegExp | string): Promise<void> =>
  logOf(page).getByText(words).first().waitFor()

/** Sends a sample by its title as it stands in the composer's menu. */
export const sendSample = async (page: Page, title: string): Promise<void> => {
  await spaceOf(page).getByRole('button', { name: 'Samples' }).click()
  await page.getByRole('menu', { name: 'Samples' }).getByRole('menuitem', { name: title }).click()
  await spaceOf(page)
    .getByRole('button', { name: /^Remove / })
    .waitFor()
  await send(page)
}

export const press = (page: Page, name: 'Approve' | 'Reject'): Promise<void> =>
  cardOf(page).getByRole('button', { name, exact: true }).click()

export const approve = async (page: Page, count: number): Promise<void> => {
  await countOf(page).fill(String(count))
  await press(page, 'Approve')
}

/** E.g. `J-7K2Q`, as the newest card has it. */
export const jobOf = async (page: Page): Promise<string> => {
  const words = await cardOf(page).last().textContent()
  return /J-\w+/.exec(words ?? '')?.[0] ?? ''
}

export const showHalf = (page: Page, half: 'Organisation' | 'Knobs'): Promise<void> =>
  panelOf(page)
    .getByRole('tab', { name: new RegExp(`^${half}`) })
    .click()

export const knob = (page: Page, name: string): Locator => panelOf(page).getByRole('switch', { name })

export const knobsOff = async (page: Page): Promise<void> => {
  await showHalf(page, 'Knobs')
  await panelOf(page).getByRole('button', { name: 'All off' }).click()
  await panelOf(page).getByText('All knobs are off').waitFor()
  await showHalf(page, 'Organisation')
}

/** Makes the bot's calls slow, without going to the knob for it. */
export const slowDown = (page: Page, latencyMs: number): Promise<unknown> =>
  page.evaluate(
    `import('/page/scripts/page-server.js').then(({ pageServer }) => pageServer.turn({ latencyMs: ${latencyMs} }))`,
  )

const bot = (page: Page): Locator => page.getByRole('region', { name: 'The bot' })

export const botIs = (page: Page, status: 'running' | 'stopped'): Promise<void> =>
  bot(page).getByText(`Twokey is ${status}`, { exact: true }).waitFor()

export const pressBot = (page: Page, name: 'Kill' | 'Start'): Promise<void> =>
  bot(page).getByRole('button', { name, exact: true }).click()
