import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'
import { primaryEmail, type User } from '../../../src/sandbox/administration/user.ts'
import { ordinaryPeople } from '../../../src/sandbox/demo/people.ts'
import { openPageWorld, type PageWorld } from '../../support/page-world.ts'
import { until } from '../../support/running-world.ts'

const BY_TEST = { uuid: 'test', through: 'sandbox' } as const

describe('the side panel in a browser', () => {
  let world: PageWorld
  let page: Page
  let panel: Locator
  before(async () => {
    world = await openPageWorld()
    page = await world.visit('alma')
    panel = panelOf(page)
    await until('the bot is ready', () => world.playground.bot.state.status === 'running')
  })
  after(() => world.close())

  const panelOf = (on: Page): Locator => on.getByRole('complementary', { name: 'Organisation and knobs' })
  const tab = (name: RegExp | string): Locator => panel.getByRole('tab', { name })
  const search = (): Locator => panel.getByRole('searchbox', { name: 'Search people' })
  const rows = (): Locator => panel.getByRole('listitem')
  const cloud = () => world.playground.cloud
  const people = (): readonly User[] => ordinaryPeople(cloud())
  const remove = (user: User): void => void cloud().administration.organisation.delete(user.uuid, BY_TEST)

  it('tells how many people each directory has, and shows them by name', async () => {
    const { administration, okta, bevy, aac } = cloud()
    const { organisation } = administration
    for (const [title, count] of [
      ['Webex', organisation.people(organisation.home.uuid).length],
      ['Okta', okta.organisation.users().length],
      ['Bevy', bevy.site.accounts.length],
      ['Alteryx', aac.workspace.members().length],
    ] as const)
      await tab(new RegExp(`${title}\\s*${count} people`)).waitFor()
    assert.equal(await rows().count(), organisation.people(organisation.home.uuid).length)
    await rows().filter({ hasText: 'Alma Requester' }).getByText('you', { exact: true }).waitFor()
    await rows().filter({ hasText: 'Ben Approver' }).getByText('persona', { exact: true }).waitFor()
  })

  it('goes from directory to directory with the arrows', async () => {
    await tab(/^Webex/).focus()
    await page.keyboard.press('ArrowRight')
    assert.equal(await tab(/^Okta/).getAttribute('aria-selected'), 'true')
    await rows().filter({ hasText: 'Sofia Superior' }).getByText('Super Organization administrator').waitFor()
    await page.keyboard.press('End')
    assert.equal(await tab(/^Alteryx/).getAttribute('aria-selected'), 'true')
    await page.keyboard.press('ArrowRight')
    assert.equal(await tab(/^Webex/).getAttribute('aria-selected'), 'true')
  })

  it('finds people by name without accents, by address, status and role, and says how many', async () => {
    await search().fill('CLEO approver')
    await rows().filter({ hasText: 'Cléo Approver' }).waitFor()
    assert.equal(await rows().count(), 1)
    await panel.getByText('1 person found').waitFor({ state: 'attached' })
    await search().fill('full admin')
    await panel.getByText('2 people found').waitFor({ state: 'attached' })
    await search().fill('invite pending')
    assert.ok((await rows().count()) > 3)
    await search().fill('nobody <b>at all</b>')
    await panel.getByText('Nobody here has "nobody <b>at all</b>".').waitFor()
    await panel.getByRole('button', { name: 'Show everybody' }).click()
    assert.equal(await search().inputValue(), '')
    assert.ok((await rows().count()) > 200)
  })

  it('shows at once who is gone, on top, and tells of it in one sentence', async () => {
    const gone = people().slice(0, 3)
    gone.forEach(remove)
    await tab(/^Webex.*3 changed/s).waitFor()
    const top = rows().first()
    await top.getByText('deleted', { exact: true }).waitFor()
    await top.getByText(/^gone (just now|\d+ s ago)$/).waitFor()
    const shown = await Promise.all([0, 1, 2].map((place) => rows().nth(place).textContent()))
    for (const user of gone) assert.ok(shown.some((text) => text?.includes(primaryEmail(user))))
    await panel.getByRole('status').filter({ hasText: 'Webex: 3 gone.' }).waitFor({ state: 'attached' })
  })

  it('shows until when a deletion in Bevy can be undone', async () => {
    const [user] = people()
    const { site } = cloud().bevy
    site.setForDeletion(site.accountByEmail(user ? primaryEmail(user) : '')?.id ?? 0, 'sandbox')
    await tab(/^Bevy/).click()
    const row = rows().first()
    await row.getByText('set for deletion').waitFor()
    await row.getByText(/^undo until \w+ \d+, \d\d:\d\d, set /).waitFor()
    await tab(/^Webex/).click()
  })

  describe('with the knobs', () => {
    before(() => tab('Knobs').click())
    after(async () => {
      await panel.getByRole('button', { name: 'All off' }).click()
      await tab('Organisation').click()
    })
    const vendor = (title: string): Locator => panel.getByRole('group', { name: title, exact: true })
    const board = () => cloud().knobs.settings
    const open = async (title: string): Promise<void> => {
      const summary = panel.locator('summary').filter({ hasText: title })
      if (!(await vendor(title).isVisible())) await summary.click()
    }

    it('turns a vendor off, in every tab, and all of it on again', async () => {
      const other = await world.visit('ben')
      await panelOf(other).getByRole('tab', { name: 'Knobs' }).click()
      await open('Okta')
      const isDown = vendor('Okta').getByRole('switch', { name: 'Okta is down' })
      await isDown.check()
      await panel.getByText('1 knob is on.').waitFor()
      assert.equal(board().rules?.[0]?.effect, 503)
      await panelOf(other).locator('summary').filter({ hasText: 'Okta' }).getByText('down').waitFor()
      await panel.getByRole('button', { name: 'All off' }).click()
      await panel.getByText('All knobs are off').waitFor()
      assert.equal(await isDown.isChecked(), false)
      assert.deepEqual(board().rules, [])
      await other.close()
    })

    it('sets latency from the keyboard and says what it is', async () => {
      const latency = panel.getByRole('slider', { name: 'Latency' })
      await latency.focus()
      for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowRight')
      assert.equal(await latency.getAttribute('aria-valuetext'), '300 ms on each call')
      await until('the latency is set', () => board().latencyMs === 300)
    })

    it('shows a next change as used when it was', async () => {
      await open('Bevy')
      const next = vendor('Bevy').getByRole('combobox', { name: 'The next change' })
      await next.selectOption({ label: 'is refused: 500' })
      await panel.locator('summary').filter({ hasText: 'Bevy' }).getByText('next change refused').waitFor()
      const { bevy, url } = cloud()
      const answer = await fetch(`${url}/bevy/api/user/1`, {
        method: 'DELETE',
        headers: { authorization: `Token ${bevy.key}` },
      })
      assert.equal(answer.status, 500)
      await panel.locator('summary').filter({ hasText: 'Bevy' }).getByText('as documented').waitFor()
      assert.equal(await next.inputValue(), 'right')
    })

    it('kills the bot and starts it again', async () => {
      const { life } = world.playground.bot.state
      await panel.getByRole('button', { name: 'Kill the bot' }).click()
      await panel.getByText(`Now: stopped (killed), life ${life}.`).waitFor()
      await panel.getByRole('button', { name: 'Start the bot' }).click()
      await panel.getByText(`Now: running, life ${life + 1}.`).waitFor()
    })
  })

  it('resets everything, but only when asked a second time', async () => {
    const size = people().length
    const opener = panel.getByRole('button', { name: 'Reset everything' })
    await opener.click()
    await page.keyboard.press('Escape')
    await opener.waitFor()
    assert.equal(await opener.evaluate((button) => button === button.ownerDocument.activeElement), true)
    assert.equal(people().length, size)
    await opener.click()
    await panel.getByRole('button', { name: 'Yes, reset' }).click()
    await panel.getByText('Everything is as at the start.').waitFor()
    assert.equal(people().length, size + 3)
    await tab(/^Webex(?!.*changed)/s).waitFor()
    assert.equal(await panel.getByText('deleted', { exact: true }).count(), 0)
  })
})
