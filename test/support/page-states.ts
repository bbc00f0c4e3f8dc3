/**
 * Leads through the main states of the page, for whoever wants to look at each: what a newcomer sees, both keys, the end, the knobs,
 * the form, a phone. Needs nothing but visitors, so that it can look at a page of any server.
 */
import type { Page } from 'playwright-core'
import {
  approve,
  botIs,
  boxOf,
  cardOf,
  introOf,
  knob,
  knobsOff,
  logOf,
  panelOf,
  reads,
  sendSample,
  showHalf,
} from './page-deeds.ts'

export type Visit = (persona: string, options?: { readonly width?: number; readonly height?: number }) => Promise<Page>

/** Is called in each state; whatever it changes of the window's look it has to change back. */
export type Look = (state: string, page: Page) => Promise<void>

const PHONE = { width: 390, height: 844 }

export const throughStates = async (visit: Visit, look: Look): Promise<void> => {
  const alma = await visit('alma')
  await botIs(alma, 'running')
  await lookAtMenus(alma, look)
  await lookAtForm(alma, look)
  const phone = await visit('ben', PHONE)
  await look('phone: first page', phone)
  const ben = await visit('ben')
  await hideIntro(ben)
  await lookAtKnobs(ben, look)
  await sendSample(alma, 'A messy export')
  await cardOf(ben).waitFor()
  await look('card', ben)
  await lookAtTable(ben, look)
  await hideIntro(phone)
  await cardOf(phone).waitFor()
  await look('phone: card', phone)
  await approve(ben, 5)
  await reads(ben, /You typed "5"/)
  await look('refusal', ben)
  await approve(ben, 31)
  await reads(ben, /is completed\. 31 users deleted/)
  await panelOf(ben)
    .getByText(/^Webex: \d+ gone/)
    .first()
    .waitFor()
  await look('done', ben)
  for (const part of ['Organisation', 'Knobs']) {
    await phone.getByRole('navigation').getByRole('button', { name: part }).click()
    await look(`phone: ${part.toLowerCase()}`, phone)
  }
}

const hideIntro = async (page: Page): Promise<void> => {
  await introOf(page).getByRole('button', { name: 'Hide the introduction' }).click()
  await introOf(page).waitFor({ state: 'detached' })
}

const lookAtMenus = async (page: Page, look: Look): Promise<void> => {
  await panelOf(page)
    .getByRole('tab', { name: /^Alteryx\s*\d+ people/ })
    .waitFor()
  await look('first page', page)
  await page.getByRole('button', { name: /^You are / }).click()
  await look('persona menu', page)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Samples' }).click()
  await look('samples menu', page)
  await page.keyboard.press('Escape')
  await boxOf(page).pressSequentially('/')
  await page.getByRole('option').first().waitFor()
  await look('commands', page)
  await boxOf(page).fill('')
}

const lookAtForm = async (page: Page, look: Look): Promise<void> => {
  await page.getByRole('button', { name: 'Connect your own Webex' }).click()
  const dialog = page.getByRole('dialog', { name: 'Connect your own Webex' })
  await dialog.waitFor()
  await look('connect form', page)
  await dialog.getByRole('button', { name: 'Check' }).click()
  await dialog.getByRole('status').getByText('to mend').waitFor()
  await look('connect form with findings', page)
  await page.keyboard.press('Escape')
}

const lookAtKnobs = async (page: Page, look: Look): Promise<void> => {
  await showHalf(page, 'Knobs')
  await knob(page, 'Webex administration is down').check()
  await panelOf(page).getByText('1 knob is on.').scrollIntoViewIfNeeded()
  await look('knobs', page)
  await knobsOff(page)
}

const lookAtTable = async (page: Page, look: Look): Promise<void> => {
  const opener = logOf(page).getByRole('button', { name: /^Look into plan-J-/ })
  await opener.click()
  await page.getByRole('region', { name: /^Table: plan-J-/ }).waitFor()
  await look('table preview', page)
  await opener.click()
}
