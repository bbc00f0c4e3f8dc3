import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import type { Locator, Page } from 'playwright-core'
import { startWebex, type WebexSandbox } from '../../../src/sandbox/webex.ts'
import { connectCheck } from '../../../src/setup/check.ts'
import { openPageWorld, type PageWorld, type VisitOptions } from '../../support/page-world.ts'

const MARK = 'MARKED-service-app-secret'

/** What a page could have kept of it, as text. */
const EVERYTHING = `JSON.stringify([
  document.documentElement.outerHTML,
  [...document.querySelectorAll('input')].map((input) => input.value),
  { ...localStorage },
  { ...sessionStorage },
  location.href,
])`

const focused = (page: Page, place: Locator): Promise<void> => place.and(page.locator(':focus')).waitFor()

describe("connecting one's own Webex on the page", () => {
  let own: WebexSandbox
  let world: PageWorld
  let folder: string
  let file: string
  const pages: Page[] = []
  before(async () => {
    const secrets = { clientId: 'an-app', clientSecret: MARK, refreshToken: 'MARKED-refresh-token' }
    own = await startWebex({ organisation: { secrets } })
    folder = mkdtempSync(join(tmpdir(), 'twokey-connect-page-'))
    file = join(folder, '.env')
    const environment = { WEBEX_API_URL: own.apiUrl, WEBEX_SCIM_URL: `${own.url}/identity/scim` }
    world = await openPageWorld({}, connectCheck(environment, { file }))
  })
  after(async () => {
    await world?.close()
    await own?.close()
    rmSync(folder, { recursive: true, force: true })
  })
  afterEach(async () => {
    rmSync(file, { force: true })
    // A page that listens takes one of the few connections that a browser opens to one server.
    for (const page of pages.splice(0)) await page.goto('about:blank')
  })

  const visit = async (options: VisitOptions = {}): Promise<Page> => {
    const page = await world.visit('alma', options)
    pages.push(page)
    return page
  }
  const open = async (options: VisitOptions = {}): Promise<{ page: Page; dialog: Locator }> => {
    const page = await visit(options)
    await page.getByRole('button', { name: 'Connect your own Webex' }).click()
    const dialog = page.getByRole('dialog', { name: 'Connect your own Webex' })
    await dialog.waitFor()
    return { page, dialog }
  }
  const fill = async (dialog: Locator): Promise<void> => {
    await dialog.getByLabel('Bot token').fill(own.administration.tokens.of('bot'))
    await dialog.getByLabel('Client ID').fill('an-app')
    await dialog.getByLabel('Client secret').fill(MARK)
    await dialog.getByLabel('Refresh token').fill('MARKED-refresh-token')
    await dialog.getByLabel('Who may ask for changes').fill('alma.requester@example.com')
    await dialog.getByLabel(/^Who may approve them/).fill('ben.approver@example.com')
  }
  const submit = (dialog: Locator, name: 'Check' | 'Save to .env') => dialog.getByRole('button', { name }).click()

  it('tells beside each field what is missing, and leads there', async () => {
    const { dialog, page } = await open()
    await submit(dialog, 'Check')
    await dialog.getByRole('status').getByText('3 things to mend').waitFor()
    const bot = dialog.getByLabel('Bot token')
    assert.equal(await bot.getAttribute('aria-invalid'), 'true')
    await focused(page, bot)
    const described = (await bot.getAttribute('aria-describedby')) ?? ''
    const words = await Promise.all(described.split(' ').map((id) => page.locator(`[id="${id}"]`).textContent()))
    assert.match(words.join(' '), /To mend: Create a bot at developer\.webex\.com/)
  })

  it('checks with Webex, saves, shows where and what to do next, and forgets what was typed', async () => {
    const { dialog, page } = await open()
    await fill(dialog)
    await submit(dialog, 'Check')
    await dialog.getByText('The bot is Twokey (twokey@webex.bot).').waitFor()
    await dialog.getByRole('status').getByText('All of it is good.').waitFor()
    assert.ok(!existsSync(file))
    await submit(dialog, 'Save to .env')
    const heading = dialog.getByRole('heading', { name: 'The settings are saved' })
    await heading.waitFor()
    await focused(page, heading)
    await dialog.getByText(file).waitFor()
    await dialog.getByText(/Ctrl\+C .* npm start/).waitFor()
    const written = parseEnv(readFileSync(file, 'utf8'))
    assert.equal(written['WEBEX_ADMIN_CLIENT_SECRET'], MARK)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    const left = await page.evaluate<string>(EVERYTHING)
    assert.doesNotMatch(left, /MARKED/)
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await page.getByRole('button', { name: 'Connect your own Webex' }).click()
    assert.equal(await dialog.getByLabel('Client secret').inputValue(), '')
  })

  it('hides secrets while they are typed, asks the browser not to keep them, and keeps them out of the document', async () => {
    const { dialog, page } = await open()
    await fill(dialog)
    for (const label of ['Bot token', 'Client secret', 'Refresh token']) {
      const input = dialog.getByLabel(label)
      assert.deepEqual(
        [await input.getAttribute('type'), await input.getAttribute('autocomplete')],
        ['password', 'off'],
      )
    }
    assert.doesNotMatch(await page.content(), /MARKED/)
  })

  it('sends one kind of admin credential alone', async () => {
    const { dialog } = await open()
    await fill(dialog)
    await dialog.getByRole('radio', { name: /^A token/ }).check()
    assert.equal(await dialog.getByLabel('Client ID').isVisible(), false)
    await dialog.getByLabel('Admin token').fill(own.administration.tokens.of('alma'))
    await submit(dialog, 'Save to .env')
    await dialog.getByRole('heading', { name: 'The settings are saved' }).waitFor()
    assert.doesNotMatch(readFileSync(file, 'utf8'), /MARKED|CLIENT/)
  })

  it('is opened, used and left with the keyboard, and gives the focus back', async () => {
    const page = await visit()
    const opener = page.getByRole('button', { name: 'Connect your own Webex' })
    await opener.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Connect your own Webex' })
    await dialog.waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await focused(page, dialog.getByLabel('Bot token'))
    await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowDown')
    assert.equal(await dialog.getByRole('radio', { name: /^A token/ }).isChecked(), true)
    await page.keyboard.press('Enter')
    await dialog.getByRole('status').getByText('to mend').waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await focused(page, opener)
  })

  it('fits a phone without a scroll to the side', async () => {
    const { dialog, page } = await open({ width: 390, height: 844 })
    await submit(dialog, 'Check')
    await dialog.getByRole('status').getByText('to mend').waitFor()
    const widest = await page.evaluate<number>(
      `Math.max(...[...document.querySelectorAll('dialog *')].map((part) => part.getBoundingClientRect().right))`,
    )
    assert.ok(widest <= 390, `${widest}`)
  })
})
