import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { openPageWorld, type PageWorld } from '../../support/page-world.ts'
import { CardStage } from './card-stage.ts'

type Node = Readonly<Record<string, unknown>>

const GOLDEN = new URL('../../golden/', import.meta.url)
const NAMES = readdirSync(GOLDEN).filter((name) => name.endsWith('.json'))
const golden = (name: string): Node =>
  (JSON.parse(readFileSync(new URL(name, GOLDEN), 'utf8')) as { readonly card: Node }).card

const PHONE = { width: 390, height: 844 }
const LOOKS = [
  { colorScheme: 'light', ...PHONE },
  { colorScheme: 'dark', width: 700, height: 900 },
] as const

describe('a card on the page', () => {
  let world: PageWorld
  let page: Page
  let stage: CardStage

  before(async () => {
    world = await openPageWorld()
    page = await world.visit('ben', { width: 700 })
  })
  // Fails where the console had an error, which is how the browser tells of what its policies refused.
  after(() => world.close())
  beforeEach(async () => {
    stage = await CardStage.on(page)
  })

  const button = (name: string): Locator => page.getByRole('button', { name, exact: true })
  const count = (): Locator => page.getByRole('spinbutton', { name: 'To approve, type the number of users' })

  for (const look of LOOKS)
    it(`shows every word of every card that the bot sends, ${look.colorScheme} and ${look.width} pixels wide`, async () => {
      const visitor = await world.visit('alma', look)
      const here = await CardStage.on(visitor)
      assert.ok(NAMES.length > 10, `${NAMES.length} cards`)
      const cards = NAMES.map(golden)
      await here.draw(...cards)
      const articles = await visitor.getByRole('article').all()
      for (const [at, card] of cards.entries()) {
        assert.deepEqual(await here.complaintsOf(card), [], NAMES[at])
        const shown = plain((await articles[at]?.textContent()) ?? '')
        for (const words of wordsIn(card))
          assert.ok(shown.includes(plain(words)), `${NAMES[at]} does not show "${words}"`)
      }
      assert.deepEqual(await here.faults(), [])
      assert.equal(await visitor.evaluate(DOUBLES), 0)
      assert.equal(await here.overflow(), 0)
    })

  it("posts the button's data with what was typed, and lets it be pressed again", async () => {
    await stage.draw(golden('plan-card.json'))
    await count().fill('37')
    await page.getByRole('textbox', { name: 'Reason (optional, kept in the record)' }).fill('They left')
    const press = { job: 'J-7K2Q', nonce: 'n0nce-of-this-asking', verdict: 'approve', count: '37', reason: 'They left' }
    await button('Approve').click()
    await page.getByRole('status').getByText('Sending “Approve”…').waitFor()
    await stage.accept()
    await page.getByRole('status').getByText('Sent “Approve”').waitFor()
    await button('Approve').click()
    assert.deepEqual(await stage.posted(), [press, press])
    await stage.accept()
    assert.equal(await count().inputValue(), '37')
  })

  it('takes no other press while one is under way, and leaves the focus where it is', async () => {
    await stage.draw(golden('control-card.json'))
    await button('Pause').press('Enter')
    await page.locator('[aria-busy=true]').waitFor()
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Pause')
    assert.equal(await button('Cancel').isDisabled(), true)
    await button('Cancel').click({ force: true })
    assert.equal((await stage.posted()).length, 1)
    await stage.accept()
    await page.getByRole('status').getByText('Sent').waitFor()
    assert.equal(await button('Cancel').isDisabled(), false)
  })

  it('keeps the buttons closed while somebody types during a press', async () => {
    await stage.draw(golden('plan-card.json'))
    await button('Reject').click()
    await count().fill('3')
    await button('Approve').and(page.locator('[aria-disabled=true]')).waitFor()
    await stage.accept()
    await page.getByRole('status').getByText('Sent “Reject”').waitFor()
  })

  it('says a refusal in words, and no longer once a press went through', async () => {
    await stage.draw(golden('control-card.json'))
    await button('Resume').click()
    await stage.refuse('Webex answered 404: Could not find a message.')
    const alert = page.getByRole('alert')
    await alert.getByText('“Resume” was not sent. Webex answered 404: Could not find a message.').waitFor()
    await button('Resume').click()
    await stage.accept()
    await page.getByRole('status').getByText('Sent “Resume”').waitFor()
    assert.equal(await alert.textContent(), '')
  })

  it('asks for what is required before anything is posted, and can be filled in by keyboard', async () => {
    await stage.draw(golden('ask-card.json'))
    await button('Start the dry run').click()
    await page.getByText('Choose one.').waitFor()
    const operations = page.getByRole('radiogroup', { name: 'Operation' })
    await operations.and(page.locator('[aria-invalid=true][aria-required=true]')).waitFor()
    assert.deepEqual(await stage.faults(), [])
    assert.equal((await stage.posted()).length, 0)
    // The renderer has put the focus on the first choice.
    await page.keyboard.press('ArrowDown')
    await page.getByText('Choose one.').waitFor({ state: 'detached' })
    await operations.and(page.locator('[aria-invalid]')).waitFor({ state: 'detached' })
    await button('Start the dry run').press('Space')
    const [press] = await stage.posted()
    assert.deepEqual(press, { ask: 'message-1', nonce: 'n0nce', operation: 'deactivate', directory: 'webex' })
    await stage.accept()
  })

  it('joins what was chosen of many with commas', async () => {
    await stage.draw(golden('ask-card-several.json'))
    await page.getByRole('radio').first().check()
    for (const box of await page.getByRole('group', { name: 'Directory, one or more' }).getByRole('checkbox').all())
      await box.check()
    await button('Start the dry run').click()
    const [press] = await stage.posted()
    assert.match(String((press as Node)['directory']), /^[a-z]+(,[a-z]+)+$/)
    await stage.accept()
  })

  it('keeps its choices apart from those of the same card in another message', async () => {
    await stage.draw(golden('ask-card.json'), golden('ask-card.json'))
    const [one, other] = await page.getByRole('article').all()
    await one?.getByRole('radio', { name: 'Delete the users' }).check()
    await other?.getByRole('radio', { name: 'Restore the users' }).check()
    assert.equal(await one?.getByRole('radio', { name: 'Delete the users' }).isChecked(), true)
    assert.deepEqual(await stage.faults(), [])
  })

  it('keeps what was typed when the same card comes again', async () => {
    await stage.draw(golden('plan-card.json'))
    await count().fill('12')
    await stage.draw(golden('plan-card.json'))
    assert.equal(await count().inputValue(), '12')
    await stage.draw(golden('control-card.json'))
    await count().waitFor({ state: 'detached' })
  })

  it('follows the theme without losing what was typed', async () => {
    await stage.draw(golden('plan-card.json'))
    await count().fill('12')
    const colours = () => page.evaluate<readonly unknown[]>(COLOURS)
    const light = await colours()
    await page.emulateMedia({ colorScheme: 'dark' })
    const dark = await colours()
    await page.evaluate("document.documentElement.dataset.theme = 'light'")
    const chosen = await colours()
    await page.evaluate('delete document.documentElement.dataset.theme')
    await page.emulateMedia({ colorScheme: 'light' })
    for (const [at, part] of light.entries()) assert.notDeepEqual(dark[at], part, `part ${at}`)
    assert.deepEqual(chosen, light)
    assert.equal(await count().inputValue(), '12')
  })

  it('shows hostile text as text, wherever it stands', async () => {
    await stage.draw(hostileCard())
    await button(HOSTILE).click()
    await page.getByRole('alert').waitFor({ state: 'attached' })
    const card = page.getByRole('article')
    assert.equal(await card.locator('img, script, iframe, a[href*=evil]').count(), 0)
    const shown = plain((await card.textContent()) ?? '')
    // Title, text, both sides of a fact, label, choice, what is wrong with it, button.
    assert.equal(shown.split(HOSTILE).length - 1, 7)
    assert.equal(await page.evaluate('window.pwned'), undefined)
  })

  it('opens an address of a button when it leads to the web, and nothing else', async () => {
    const open = (title: string, url: string) => ({ type: 'Action.OpenUrl', title, url })
    await stage.draw({
      type: 'AdaptiveCard',
      version: '1.3',
      body: [{ type: 'TextBlock', text: 'Where to?' }],
      actions: [open('Script', 'javascript:pwned=1'), open('Web', 'https://example.com/')],
    })
    await page.getByRole('link', { name: 'Script' }).click()
    await page.getByRole('link', { name: 'Web' }).click()
    assert.deepEqual(await stage.opened(), ['https://example.com/'])
  })

  it('opens a card within a card, and shows what was hidden', async () => {
    const inner = { type: 'Input.ChoiceSet', id: 'more', label: 'More of it', style: 'expanded', choices: [CHOICE] }
    const facts = { type: 'FactSet', id: 'hidden', isVisible: false, facts: [{ title: 'Secret', value: 'No longer' }] }
    const card = {
      type: 'AdaptiveCard',
      version: '1.3',
      body: [{ type: 'TextBlock', text: 'More?' }, facts],
      actions: [
        { type: 'Action.ShowCard', title: 'More', card: { type: 'AdaptiveCard', body: [inner] } },
        { type: 'Action.ToggleVisibility', title: 'Show', targetElements: ['hidden'] },
      ],
    }
    await stage.draw(card, card)
    const [one, other] = await page.getByRole('article').all()
    for (const shown of [one, other]) {
      await shown?.getByRole('button', { name: 'More', expanded: false }).click()
      await shown?.getByRole('radiogroup', { name: 'More of it' }).waitFor()
    }
    await one?.getByText('No longer').waitFor({ state: 'hidden' })
    await one?.getByRole('button', { name: 'Show', exact: true }).click()
    await one?.getByText('No longer').waitFor()
    await other?.getByText('No longer').waitFor({ state: 'hidden' })
    assert.deepEqual(await stage.faults(), [])
    assert.equal(await page.evaluate(DOUBLES), 0)
  })

  it('can be hit with a thumb on a phone', async () => {
    const phone = await world.visit('ben', PHONE)
    const here = await CardStage.on(phone)
    await here.draw(...['plan-card.json', 'ask-card-several.json', 'control-card.json'].map(golden))
    const targets = phone.getByRole('article').locator('button, input:not([type=radio], [type=checkbox]), textarea')
    const choices = phone.locator(':is([role=radiogroup], [role=group]) > div')
    const hit = [...(await targets.all()), ...(await choices.all())]
    assert.ok(hit.length > 10, `${hit.length} targets`)
    for (const target of hit) assert.ok(((await target.boundingBox())?.height ?? 0) >= 44, String(target))
  })
})

const CHOICE = { title: 'Yes', value: 'yes' }
const HOSTILE = '<img src=x onerror=pwned=1> ![x](javascript:pwned=1) <script>pwned=1</script>'
const COLOURS = `['.card', '.card p', '.card button'].map((one) => {
  const { color, backgroundColor } = getComputedStyle(document.querySelector(one))
  return [color, backgroundColor]
})`

/** How many ids stand in the page more than once. */
const DOUBLES = `(() => {
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  return ids.length - new Set(ids).size
})()`

const hostileCard = (): Node => ({
  type: 'AdaptiveCard',
  version: '1.3',
  body: [
    { type: 'TextBlock', text: HOSTILE, wrap: true },
    { type: 'FactSet', facts: [{ title: HOSTILE, value: HOSTILE }] },
    {
      type: 'Input.ChoiceSet',
      id: 'id',
      label: HOSTILE,
      style: 'expanded',
      choices: [{ title: HOSTILE, value: HOSTILE }],
      isRequired: true,
      errorMessage: HOSTILE,
    },
  ],
  actions: [{ type: 'Action.Submit', title: HOSTILE, data: {} }],
})

const SHOWN = ['text', 'title', 'label']

/** Everything in a card that is there to be read. */
const wordsIn = (node: unknown): readonly string[] => {
  if (Array.isArray(node)) return node.flatMap(wordsIn)
  if (typeof node !== 'object' || node === null) return []
  const { data, facts = [], ...rest } = node as Node
  return [
    ...(facts as readonly Node[]).flatMap(({ title, value }) => [String(title), String(value)]),
    ...Object.entries(rest).flatMap(([key, value]) =>
      typeof value === 'string' ? (SHOWN.includes(key) ? [value] : []) : wordsIn(value),
    ),
  ]
}

const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
