import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { openPageWorld, type PageWorld } from '../../support/page-world.ts'

/** As a browser does with a tab that goes behind another; the one of the tests shows all of them at once. */
const look = (page: Page, isAway: boolean): Promise<void> =>
  page.evaluate(`{
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${isAway} })
    document.dispatchEvent(new Event('visibilitychange'))
  }`) as Promise<void>

const say = async (page: Page, text: string): Promise<void> => {
  await page.getByRole('textbox', { name: 'Message' }).fill(text)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
}

/** Everything that is ever said to be wrong with the line. */
const watchBanner = (page: Page): Promise<void> =>
  page.evaluate(`{
    globalThis.flashed = ''
    const note = () => (globalThis.flashed += document.querySelector('.line').textContent)
    new MutationObserver(note).observe(document.querySelector('.line'), { childList: true, subtree: true })
  }`) as Promise<void>

describe('many tabs of one browser', () => {
  let world: PageWorld
  before(async () => {
    world = await openPageWorld()
  })
  after(() => world.close())

  const tabBeside = async (page: Page, persona: string): Promise<Page> => {
    const tab = await page.context().newPage()
    await tab.goto(`${world.playground.cloud.url}/#as=${persona}`)
    await tab.getByRole('textbox', { name: 'Message' }).waitFor()
    return tab
  }

  it('are more than a browser has lines to one server, when one alone is looked at', async () => {
    const first = await world.visit('alma')
    await first.getByRole('textbox', { name: 'Message' }).waitFor()
    const tabs = [first]
    for (const persona of ['ben', 'cleo', 'dora', 'otto', 'alma', 'ben']) {
      await look(tabs.at(-1) ?? first, true)
      tabs.push(await tabBeside(first, persona))
    }
    const last = tabs.at(-1) ?? first
    await say(last, 'said in the seventh tab')
    await last.getByRole('log').getByText('said in the seventh tab').waitFor()
  })

  it('miss nothing that was said while they were away, and say nothing of a lost line', async () => {
    const [alma, ben] = [await world.visit('alma'), await world.visit('ben')]
    await alma.getByRole('log').waitFor()
    await ben.getByRole('log').waitFor()
    await alma.clock.install()
    await watchBanner(alma)
    await look(alma, true)
    await say(ben, 'said behind her back')
    await ben.getByRole('log').getByText('said behind her back').waitFor()
    // Longer than the page has patience with a line that is lost.
    await alma.clock.runFor(10_000)
    assert.equal(await alma.getByText('said behind her back').count(), 0)
    await look(alma, false)
    await alma.getByRole('log').getByText('said behind her back').waitFor()
    assert.equal(await alma.evaluate('globalThis.flashed'), '')
  })
})

describe('a tab whose person or sandbox is gone', () => {
  let world: PageWorld
  before(async () => {
    world = await openPageWorld()
  })
  after(() => world.close())

  /** Somebody whose browser says errors that are meant. */
  const unwatched = async (): Promise<Page> => {
    const page = await (await world.browser.newContext()).newPage()
    await page.goto(world.playground.newLink())
    await page.getByRole('log').waitFor()
    return page
  }
  const become = async (page: Page, name: RegExp): Promise<void> => {
    await page.getByRole('button', { name: /^You are / }).click()
    await page.getByRole('menuitemradio', { name }).click()
  }

  it('says so and what to do, lets the visitor be somebody else, and reads again after a reset', async () => {
    const page = await unwatched()
    const thrown: Error[] = []
    page.on('pageerror', (error) => thrown.push(error))
    const { tokens } = world.playground.cloud.administration
    tokens.expire(tokens.of('dora'))
    await become(page, /Dora/)
    const refusal = page.getByRole('alert').filter({ hasText: 'cannot be read as Dora Bystander' })
    await refusal.getByText('Reset everything').waitFor()
    await become(page, /Ben/)
    await refusal.waitFor({ state: 'detached' })
    await page.goto(`${world.playground.cloud.url}/#as=dora`)
    await page.reload()
    await refusal.waitFor()
    await page.getByRole('button', { name: 'Reset everything' }).click()
    await page.getByRole('button', { name: 'Yes, reset' }).click()
    await refusal.waitFor({ state: 'detached' })
    await say(page, 'here again')
    await page.getByRole('log').getByText('here again').waitFor()
    assert.deepEqual(thrown, [])
  })

  it('says that its sandbox has ended when another one answers in its place', async () => {
    const page = await unwatched()
    await page.context().clearCookies()
    await look(page, true)
    await look(page, false)
    await page.getByText('The sandbox that opened this page has ended.').waitFor()
  })

  it('says in words that nobody answers, and keeps what was typed', async () => {
    const page = await unwatched()
    await page.route('**/v1/messages', (route) => route.abort())
    await say(page, 'into the void')
    await page.getByRole('alert').getByText('The sandbox does not answer.').waitFor()
    assert.equal(await page.getByRole('textbox', { name: 'Message' }).inputValue(), 'into the void')
  })
})
