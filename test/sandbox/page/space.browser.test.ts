import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { primaryEmail } from '../../../src/sandbox/administration/user.ts'
import { decodeId } from '../../../src/sandbox/messaging/hydra-id.ts'
import { openPageWorld, type PageWorld } from '../../support/page-world.ts'

const main = (page: Page) => page.getByRole('main')
const box = (page: Page) => main(page).getByRole('textbox', { name: 'Message' })
const log = (page: Page) => page.getByRole('log', { name: 'Messages' })
const say = async (page: Page, text: string) => {
  await box(page).fill(text)
  await main(page).getByRole('button', { name: 'Send', exact: true }).click()
}
const aCsv = (name: string, lines: readonly string[]) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(lines.join('\r\n')),
})
/** As a person's hand does it: over the space, then let go. */
const drop = async (page: Page, names: readonly string[]) => {
  // As text: the tests know nothing of a document.
  const files = await page.evaluateHandle(`(() => {
    const data = new DataTransfer()
    for (const name of ${JSON.stringify(names)}) data.items.add(new File(['email'], name, { type: 'text/csv' }))
    return data
  })()`)
  for (const kind of ['dragenter', 'dragover', 'drop']) await main(page).dispatchEvent(kind, { dataTransfer: files })
}

describe('the space in a browser', () => {
  let world: PageWorld
  const pages = new Map<string, Page>()
  /** Each person keeps their browser, and opens the page anew. */
  const visit = async (persona: string): Promise<Page> => {
    const known = pages.get(persona)
    const page = known ?? (await world.visit(persona))
    if (known) await known.goto(`${world.playground.cloud.url}/#as=${persona}`)
    pages.set(persona, page)
    return page
  }
  before(async () => {
    world = await openPageWorld()
  })
  after(() => world.close())
  afterEach(async () => {
    for (const page of pages.values()) await page.goto('about:blank')
  })
  beforeEach(async () => {
    const { spaces, roomId } = world.playground.cloud
    for (const message of spaces.messagesIn(decodeId('ROOM', roomId) ?? '')) spaces.removeMessage(message)
  })

  /** Where the messages are scrolled to, once that has been the same for some pictures. */
  const scrolledTo = (page: Page): Promise<number> =>
    page.evaluate(`new Promise((resolve) => {
      const log = document.querySelector('[role=log]')
      let [last, times] = [-1, 0]
      const look = () => {
        times = log.scrollTop === last ? times + 1 : 0
        last = log.scrollTop
        if (times > 10) resolve(last)
        else requestAnimationFrame(look)
      }
      look()
    })`)

  const leavers = () => {
    const { organisation } = world.playground.cloud.administration
    const ordinary = organisation.people(organisation.home.uuid).filter(({ roles }) => roles.length === 0)
    return ordinary.slice(20, 23).map(primaryEmail)
  }

  it('takes a file and a mention, and the plan comes back into the thread', async () => {
    const page = await visit('alma')
    await page.getByText('Nothing was said here yet').waitFor()
    await page
      .getByLabel('File to attach')
      .setInputFiles(aCsv('leavers.csv', ['email,note', ...leavers().map((email) => `${email},=1+1`)]))
    await box(page).pressSequentially('@tw')
    await main(page).getByRole('option', { name: 'Twokey' }).waitFor()
    await box(page).press('Enter')
    await box(page).pressSequentially('delete webex')
    await box(page).press('Enter')
    const replies = log(page).getByRole('list', { name: 'Replies' })
    await replies.getByText(/^plan-J-\w+\.csv$/).waitFor()
    await page.getByRole('button', { name: /^Look into plan-/ }).click()
    const table = page.getByRole('region', { name: /^Table: plan-/ })
    await table.getByRole('columnheader', { name: 'action' }).waitFor()
    assert.equal(await table.getByRole('cell', { name: "'=1+1" }).count(), 3)
    await log(page).getByText('3 rows', { exact: true }).waitFor()
    const started = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download leavers.csv' }).click()
    const download = await started
    assert.equal(download.suggestedFilename(), 'leavers.csv')
    assert.match(await readFile(await download.path(), 'utf8'), /^email,note\r\n/)
  })

  it('keeps a reply in its thread, and tells which one it is', async () => {
    const page = await visit('alma')
    const ben = await visit('ben')
    await say(page, 'the first')
    await say(page, 'the second')
    await log(ben).getByText('the second').waitFor()
    await log(ben)
      .getByRole('listitem')
      .filter({ hasText: 'the first' })
      .getByRole('button', { name: 'Reply to thread' })
      .click()
    await ben.getByText('Replying to Alma Requester: the first').waitFor()
    await ben.keyboard.type('an answer')
    await ben.keyboard.press('Enter')
    await log(page).getByRole('list', { name: 'Replies' }).getByText('an answer').waitFor()
    assert.match((await log(page).textContent()) ?? '', /the first.*an answer.*the second/)
    await ben.keyboard.press('Escape')
    await ben.getByText('Replying to').waitFor({ state: 'detached' })
  })

  it('shows what was edited, and forgets what was deleted', async () => {
    const page = await visit('alma')
    await say(page, 'as it was')
    await log(page).getByText('as it was').waitFor()
    const { spaces, roomId } = world.playground.cloud
    const [message] = spaces.messagesIn(decodeId('ROOM', roomId) ?? '')
    assert.ok(message)
    spaces.editMessage(message, { text: 'as it is', markdown: 'as it is', mentionedUuids: [], mentionsAll: false })
    await log(page).getByText('as it is').waitFor()
    await log(page).getByText('(edited)').waitFor()
    spaces.removeMessage(message)
    await page.getByText('Nothing was said here yet').waitFor()
  })

  it('leaves whatever somebody writes text', async () => {
    const page = await visit('ben')
    const hostile =
      '<img src=x onerror="document.title=0"> <script>document.title=0</script> [x](javascript:alert(1)) ![y](https://example.com/y.png) <@personEmail:alma.requester@example.com>'
    await say(page, hostile)
    await log(page).getByText('<script>document.title=0</script>').waitFor()
    await log(page).getByText('@Alma Requester', { exact: true }).waitFor()
    assert.equal(await log(page).locator('img, script').count(), 0)
    assert.deepEqual(await log(page).getByRole('link').allInnerTexts(), ['y'])
    assert.notEqual(await page.title(), '0')
  })

  it('shows a bar of blocks, and reads the figures beside it aloud alone', async () => {
    const page = await visit('alma')
    await say(page, 'J-1 ████████░░░░ 25 of 37')
    await log(page).getByText('████████░░░░').waitFor()
    const aloud = await log(page).ariaSnapshot()
    assert.match(aloud, /25 of 37/)
    assert.doesNotMatch(aloud, /[█░]/)
  })

  it('wraps a word that never ends', async () => {
    const page = await visit('cleo')
    await page.setViewportSize({ width: 390, height: 844 })
    await say(page, 'w'.repeat(900))
    await log(page).getByText('wwww').waitFor()
    assert.ok(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth'))
    assert.ok(await log(page).evaluate((element) => element.scrollWidth <= element.clientWidth))
  })

  it('takes one file, whichever way it comes, and says so', async () => {
    const page = await visit('alma')
    await drop(page, ['dropped.csv'])
    await page.getByRole('button', { name: 'Remove dropped.csv' }).waitFor()
    await drop(page, ['second.csv'])
    await page.getByText('A message holds one file.').waitFor()
    assert.equal(await page.getByText('second.csv').count(), 0)
    await page.getByRole('button', { name: 'Remove dropped.csv' }).click()
    await page.getByText('A message holds one file.').waitFor({ state: 'detached' })
    await main(page).getByRole('button', { name: 'Samples', exact: true }).click()
    await main(page).getByRole('menuitem').first().click()
    await page.getByRole('button', { name: /^Remove \S+\.csv$/ }).waitFor()
    assert.match(await box(page).inputValue(), /^@Twokey (?:delete|rename|keep)/)
  })

  it('stays on the page when a file is dropped beside the space', async () => {
    const page = await visit('alma')
    await box(page).waitFor()
    const isKept = await page.evaluate(`['dragover', 'drop'].map((kind) => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File(['email'], 'missed.csv', { type: 'text/csv' }))
      const event = new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true })
      document.querySelector('aside').dispatchEvent(event)
      return event.defaultPrevented
    })`)
    assert.deepEqual(isKept, [true, true])
    assert.equal(await page.getByRole('button', { name: /^Remove/ }).count(), 0)
  })

  it('lists the commands, and writes the chosen one to the bot', async () => {
    const page = await visit('alma')
    await box(page).fill('/')
    await main(page).getByRole('option', { name: 'whoami' }).waitFor()
    await box(page).press('ArrowUp')
    assert.equal(
      await box(page).getAttribute('aria-activedescendant'),
      await main(page).getByRole('option', { selected: true }).getAttribute('id'),
    )
    await box(page).press('Tab')
    assert.equal(await box(page).inputValue(), '@Twokey whoami')
    await box(page).press('Enter')
    await log(page).getByText('You are Alma Requester').waitFor()
  })

  it('offers the mention that is missing', async () => {
    const page = await visit('alma')
    await box(page).fill('help')
    await main(page).getByRole('button', { name: 'Mention Twokey' }).click()
    assert.equal(await box(page).inputValue(), '@Twokey help')
    assert.equal(await page.getByText('hears only messages that mention it').count(), 0)
  })

  it('keeps what could not be sent, and says why', async () => {
    const page = await visit('alma')
    await page.route('**/v1/messages', (route) => route.fulfill({ status: 503, json: { message: 'Try again later.' } }))
    page.removeAllListeners('console')
    await say(page, 'do not lose me')
    await main(page).getByRole('alert').getByText('Webex answered 503: Try again later.').waitFor()
    assert.equal(await box(page).inputValue(), 'do not lose me')
    await page.unroute('**/v1/messages')
    await main(page).getByRole('button', { name: 'Send', exact: true }).click()
    await log(page).getByText('do not lose me').waitFor()
    assert.equal(await main(page).getByRole('alert').count(), 0)
  })

  it('stays where the visitor reads in a message taller than the space, also when a phone shows its keyboard', async () => {
    const page = await visit('alma')
    const ben = await visit('ben')
    await say(ben, Array.from({ length: 90 }, (_, line) => `line ${line}`).join('\n'))
    await log(page).getByText('line 89').waitFor()
    await log(page).press('End')
    const before = await scrolledTo(page)
    assert.ok(before > 500, `${before} pixels`)
    await page.setViewportSize({ width: 1280, height: 600 })
    const after = await scrolledTo(page)
    assert.ok(after >= before, `${after} pixels, before ${before}`)
    await page.setViewportSize({ width: 1280, height: 900 })
  })

  it('stays where the visitor reads, and tells that there is more', async () => {
    const page = await visit('alma')
    const ben = await visit('ben')
    await say(ben, Array.from({ length: 90 }, (_, line) => `line ${line}`).join('\n'))
    await log(page).getByText('line 89').waitFor()
    await log(page).press('Home')
    await page.waitForFunction((element) => element?.scrollTop === 0, await log(page).elementHandle())
    await say(ben, 'the news')
    await main(page).getByRole('button', { name: 'New messages' }).click()
    await page.waitForFunction((element) => (element?.scrollTop ?? 0) > 0, await log(page).elementHandle())
    await say(ben, 'more news')
    await log(page).getByText('more news').waitFor()
    assert.equal(await main(page).getByRole('button', { name: 'New messages' }).count(), 0)
  })
})
