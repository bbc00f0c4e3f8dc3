/** A place in the real page, with its real policies, on which cards are drawn and pressed without anybody behind them. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

type Card = Readonly<Record<string, unknown>>

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Text, and not functions: the types of the browser are not those of the tests. */
const SET_UP = `(async () => {
  const { CardView } = await import('/page/scripts/card/card-view.js')
  const { h, render } = await import('preact')
  const main = document.createElement('main')
  main.style.cssText = 'padding: 12px; display: grid; gap: 12px'
  document.body.replaceChildren(main)
  window.stage = { posted: [], opened: [], answers: [] }
  window.open = (url) => void stage.opened.push(url)
  const onSubmit = (inputs) => {
    stage.posted.push(inputs)
    return new Promise((resolve, reject) => stage.answers.push({ resolve, reject }))
  }
  stage.draw = (...cards) => render(cards.map((content, key) => h(CardView, { key, content, onSubmit })), main)
})()`

export class CardStage {
  readonly #page: Page

  static async on(page: Page): Promise<CardStage> {
    await page.evaluate(SET_UP)
    return new CardStage(page)
  }

  private constructor(page: Page) {
    this.#page = page
  }

  /** In the place of what was drawn before, as components are: what is the same stays. */
  async draw(...cards: readonly Card[]): Promise<void> {
    await this.#page.evaluate(`stage.draw(...${JSON.stringify(cards)})`)
  }

  /** What the renderer of the page complains of when it reads the card. */
  complaintsOf(card: Card): Promise<readonly string[]> {
    return this.#page.evaluate(`(() => {
      const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_3)
      new AdaptiveCards.AdaptiveCard().parse(${JSON.stringify(card)}, context)
      return Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at).message)
    })()`)
  }

  posted(): Promise<readonly unknown[]> {
    return this.#page.evaluate('stage.posted')
  }

  opened(): Promise<readonly string[]> {
    return this.#page.evaluate('stage.opened')
  }

  /** Answers the oldest press that waits. */
  async accept(): Promise<void> {
    await this.#page.evaluate('stage.answers.shift().resolve()')
  }

  async refuse(words: string): Promise<void> {
    await this.#page.evaluate(`stage.answers.shift().reject(new Error(${JSON.stringify(words)}))`)
  }

  /** Each fault that axe finds in the cards, with where. */
  async faults(): Promise<readonly string[]> {
    await this.#page.evaluate(AXE)
    return this.#page.evaluate(`axe.run('main').then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + ' ' + failureSummary)))`)
  }

  /** How much wider the page is than the window. */
  overflow(): Promise<number> {
    return this.#page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  }
}
