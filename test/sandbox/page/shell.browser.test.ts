import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'
import { decodeId } from '../../../src/sandbox/messaging/hydra-id.ts'
import { openPageWorld, type PageWorld } from '../../support/page-world.ts'

describe("the page's frame", () => {
  let world: PageWorld
  before(async () => {
    world = await openPageWorld()
  })
  after(() => world.close())

  const persona = (page: Page): Locator => page.getByRole('button', { name: /^You are / })
  const isPersona = (page: Page, name: string): Promise<void> =>
    page.getByRole('button', { name: new RegExp(`^You are ${name} *, who `) }).waitFor()
  const item = (page: Page, name: RegExp): Locator => page.getByRole('menuitemradio', { name })
  const isFocused = async (locator: Locator): Promise<void> => {
    await locator.and(locator.page().locator(':focus')).waitFor()
  }
  /** Somebody whose browser says errors that are meant. */
  const unwatched = async (): Promise<Page> => {
    const page = await (await world.browser.newContext()).newPage()
    await page.goto(world.playground.newLink())
    return page
  }

  describe('who one is', () => {
    it('is somebody else on request, and stays so when the page is loaded again', async () => {
      const page = await world.visit('alma')
      await isPersona(page, 'Alma Requester')
      assert.equal(await page.title(), 'Alma Requester · Twokey sandbox')
      await persona(page).click()
      await item(page, /Ben Approver/).click()
      await isPersona(page, 'Ben Approver')
      assert.equal(await page.title(), 'Ben Approver · Twokey sandbox')
      await page.reload()
      await isPersona(page, 'Ben Approver')
    })

    it('is somebody else in a second tab, beside the first', async () => {
      const page = await world.visit('alma')
      await persona(page).click()
      const [second] = await Promise.all([
        page.context().waitForEvent('page'),
        page.getByRole('menuitem', { name: 'Open Ben Approver in a new tab' }).click(),
      ])
      await isPersona(second, 'Ben Approver')
      await isPersona(page, 'Alma Requester')
    })

    it('is chosen with the keyboard alone', async () => {
      const page = await world.visit('alma')
      await persona(page).focus()
      await page.keyboard.press('ArrowDown')
      await isFocused(item(page, /Alma/))
      assert.equal(await item(page, /Alma/).getAttribute('aria-checked'), 'true')
      await page.keyboard.press('ArrowDown')
      await isFocused(item(page, /Ben/))
      await page.keyboard.press('ArrowRight')
      await isFocused(page.getByRole('menuitem', { name: 'Open Ben Approver in a new tab' }))
      await page.keyboard.press('Escape')
      await page.getByRole('menu').waitFor({ state: 'detached' })
      await isFocused(persona(page))
      await page.keyboard.press('Enter')
      await isFocused(item(page, /Alma/))
      await page.keyboard.press('d')
      await isFocused(item(page, /Dora/))
      await page.keyboard.press('Enter')
      await isPersona(page, 'Dora Bystander')
      await isFocused(persona(page))
    })

    it('lets go of the menu when the focus goes on, and when something else is clicked', async () => {
      const page = await world.visit('alma')
      await persona(page).press('ArrowUp')
      await isFocused(item(page, /Otto/))
      await page.keyboard.press('Tab')
      await page.getByRole('menu').waitFor({ state: 'detached' })
      await isFocused(page.getByRole('button', { name: /^Theme/ }))
      await persona(page).click()
      await page.getByRole('heading', { name: 'Twokey' }).click()
      await page.getByRole('menu').waitFor({ state: 'detached' })
    })
  })

  describe('the theme', () => {
    const scheme = (page: Page): Promise<string> =>
      page.evaluate(`getComputedStyle(document.body).backgroundColor`) as Promise<string>
    const choose = async (page: Page, name: string): Promise<void> => {
      await page.getByRole('button', { name: /^Theme/ }).click()
      await item(page, new RegExp(`^${name}$`)).click()
    }

    it("is the system's until one is chosen, which is remembered and shown in every tab", async () => {
      const page = await world.visit('alma', { colorScheme: 'light' })
      const second = await page.context().newPage()
      await second.goto(`${world.playground.cloud.url}/#as=ben`)
      const light = await scheme(page)
      await page.emulateMedia({ colorScheme: 'dark' })
      const dark = await scheme(page)
      assert.notEqual(light, dark)
      await page.emulateMedia({ colorScheme: 'light' })

      await choose(page, 'Dark')
      assert.equal(await scheme(page), dark)
      await second.getByRole('button', { name: 'Theme: dark' }).waitFor()
      assert.equal(await scheme(second), dark)
      await page.reload()
      await page.getByRole('button', { name: 'Theme: dark' }).waitFor()
      assert.equal(await scheme(page), dark)

      await choose(page, 'As the system')
      assert.equal(await scheme(page), light)
    })
  })

  describe('the bot', () => {
    it('is killed and started again, and is told to live its second life', async () => {
      const page = await world.visit('alma')
      const bot = page.getByRole('region', { name: 'The bot' })
      const told = (words: string): Promise<void> => bot.getByRole('status').getByText(words).waitFor()
      await told('Twokey is running (life 1)')
      await bot.getByRole('button', { name: 'Kill' }).click()
      await told('Twokey is stopped (killed · life 1)')
      assert.equal(world.playground.bot.state.status, 'stopped')
      await bot.getByRole('button', { name: 'Start' }).click()
      await told('Twokey is running (life 2)')
      assert.equal(world.playground.bot.state.status, 'running')
    })

    it('is killed in the middle by steps: slow calls first, and a quick recovery at the end', async () => {
      const page = await world.visit('alma')
      const step = page.getByRole('listitem').filter({ hasText: 'Kill the bot in the middle' })
      const press = (name: string): Promise<void> => step.getByRole('button', { name }).click()
      await press('Make calls slow')
      await press('Kill the bot')
      await press('Start it again')
      await step.getByRole('button', { name: 'Make calls slow' }).waitFor()
      await page.getByText('Twokey is running', { exact: true }).waitFor()
    })
  })

  describe('the introduction', () => {
    const intro = (page: Page): Locator => page.getByRole('region', { name: 'Try both keys' })
    const question = (page: Page): Locator => page.getByRole('button', { name: 'What this is' })
    const emptySpace = (): void => {
      const { spaces, roomId } = world.playground.cloud
      for (const message of spaces.messagesIn(decodeId('ROOM', roomId) ?? '')) spaces.removeMessage(message)
    }

    it('prepares the first step as the person who may ask', async () => {
      const page = await world.visit('ben')
      await page.getByRole('button', { name: 'Prepare it as Alma' }).click()
      await isPersona(page, 'Alma Requester')
    })

    it('opens the person with the second key in a tab of their own, or here', async () => {
      const page = await world.visit('alma')
      const [second] = await Promise.all([
        page.context().waitForEvent('page'),
        intro(page).getByRole('link', { name: 'Ben in a new tab' }).click(),
      ])
      await isPersona(second, 'Ben Approver')
      await intro(page).getByRole('button', { name: 'Be Ben here' }).click()
      await isPersona(page, 'Ben Approver')
    })

    it('is one line once something was said, with the first deeds in it, and unfolds when it is asked to', async () => {
      const page = await world.visit('alma')
      const words = intro(page).getByText('Here the people are made up')
      const fold = page.getByRole('button', { name: 'The whole introduction' })
      await words.waitFor()
      const { height: before = 0 } = (await intro(page).boundingBox()) ?? {}
      await page.getByRole('textbox', { name: 'Message' }).fill('hello')
      await page.getByRole('button', { name: 'Send', exact: true }).click()
      await words.waitFor({ state: 'hidden' })
      const { height: after = 0 } = (await intro(page).boundingBox()) ?? {}
      assert.ok(after <= 48 && before > 150, `${after} pixels of ${before}`)
      await intro(page).getByRole('button', { name: 'Connect your own Webex' }).waitFor()
      assert.equal(await fold.getAttribute('aria-expanded'), 'false')

      await intro(page).getByRole('button', { name: 'Make calls slow' }).press('Enter')
      await isFocused(intro(page).getByRole('button', { name: 'Kill the bot' }))
      await page.getByRole('tab', { name: /^Knobs/ }).click()
      await page.getByRole('button', { name: 'All off' }).click()

      await fold.press('Enter')
      await words.waitFor()
      await isFocused(fold)
      await persona(page).click()
      await item(page, /Ben Approver/).click()
      await isPersona(page, 'Ben Approver')
      await words.waitFor()
      await fold.press('Enter')
      await words.waitFor({ state: 'hidden' })
      emptySpace()
    })

    it('is whole again when nothing is said any more, and is no line to a phone but a title', async () => {
      const page = await world.visit('alma', { width: 390, height: 844 })
      await intro(page).getByText('Here the people are made up').waitFor()
      await page.getByRole('textbox', { name: 'Message' }).fill('hello')
      await page.getByRole('button', { name: 'Send', exact: true }).click()
      await intro(page).getByText('Here the people are made up').waitFor({ state: 'hidden' })
      const { height = 0 } = (await intro(page).boundingBox()) ?? {}
      assert.ok(height <= 46, `${height} pixels`)
      emptySpace()
      await intro(page).getByText('Here the people are made up').waitFor()
    })

    it('stays hidden once it was hidden, and comes back when it is asked for', async () => {
      const page = await world.visit('alma')
      await page.getByRole('button', { name: 'Hide the introduction' }).click()
      await intro(page).waitFor({ state: 'detached' })
      await isFocused(question(page))
      await page.reload()
      await question(page).waitFor()
      assert.equal(await intro(page).count(), 0)
      assert.equal(await question(page).getAttribute('aria-expanded'), 'false')
      await question(page).click()
      await intro(page).waitFor()
      await page.reload()
      await intro(page).waitFor()
    })
  })

  describe('on a phone', () => {
    it('shows one part at a time', async () => {
      const page = await world.visit('alma', { width: 390, height: 844 })
      const main = page.getByRole('log', { name: 'Messages' })
      const aside = page.getByRole('region', { name: 'Organisation and knobs' })
      const tab = (name: string): Locator => page.getByRole('navigation').getByRole('button', { name })
      await main.waitFor()
      assert.equal(await aside.isVisible(), false)
      for (const name of ['Organisation', 'Knobs']) {
        await tab(name).click()
        await aside.waitFor()
        assert.equal(await main.isVisible(), false)
        assert.equal(await tab(name).getAttribute('aria-current'), 'page')
        assert.equal(await page.getByRole('main').count(), 1, 'whoever jumps to the main part finds one')
      }
      await tab('Space').click()
      await main.waitFor()
      assert.equal(await aside.isVisible(), false)
    })

    it('is no wider than the phone, and leaves half of it to the space', async () => {
      const page = await world.visit('alma', { width: 390, height: 844 })
      await page.getByRole('navigation').waitFor()
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390)
      const { height = 0 } = (await page.getByRole('main').boundingBox()) ?? {}
      assert.ok(height >= 390, `${height} pixels`)
    })

    it('goes from the introduction to the knobs and back', async () => {
      const page = await world.visit('alma', { width: 390, height: 844 })
      await page.getByRole('button', { name: 'make a vendor fail' }).click()
      await page.getByRole('region', { name: 'Organisation and knobs' }).waitFor()
      await page.getByRole('button', { name: 'What this is' }).click()
      await page.getByRole('log', { name: 'Messages' }).waitFor()
      await page.getByRole('region', { name: 'Try both keys' }).waitFor()
    })
  })

  describe('when something is wrong', () => {
    it('says that the line is lost, until it is there again', async () => {
      const page = await unwatched()
      await page.route('**/page/events', (route) => route.abort())
      await page.reload()
      const banner = page.getByText('The line to the sandbox is lost.')
      await banner.waitFor()
      await page.unroute('**/page/events')
      await banner.waitFor({ state: 'detached' })
    })

    it('says which part cannot be shown, keeps the others, and offers to load the page again', async () => {
      const page = await unwatched()
      const broken = '**/page/scripts/space/space.js'
      await page.route(broken, (route) =>
        route.fulfill({
          contentType: 'text/javascript',
          body: "export const Space = () => { throw new Error('broken on purpose') }",
        }),
      )
      await page.reload()
      const failure = page.getByRole('alert')
      await failure.getByText('The space cannot be shown').waitFor()
      await failure.getByText('broken on purpose').waitFor()
      await page.getByRole('complementary').waitFor()
      await page.unroute(broken)
      await failure.getByRole('button', { name: 'Load again' }).click()
      await page.getByRole('main').waitFor()
    })
  })
})
