/**
 * Draws a card with the renderer that clients use, which the page loads as a script of its own. Text is made into HTML by
 * `cardHtml` and by nothing else.
 */
import type * as Renderer from 'adaptivecards'
import { cardHtml, isSafeLink } from './card-markdown.ts'
import { CLASS_PREFIX, hostConfigFor } from './host-config.ts'
import { keepMended, type Mending } from './mend-card.ts'

declare const AdaptiveCards: typeof Renderer

export type Inputs = Readonly<Record<string, unknown>>

export interface Press {
  readonly title: string
  /** The button's data with what was typed and chosen, by the ids of the inputs. */
  readonly inputs: Inputs
  readonly button: HTMLElement | undefined
}

export interface DrawnCard {
  readonly element: HTMLElement
  readonly mending: Mending
}

/** `onPress` is called when a button that submits is pressed and the inputs are as the card wants them. Throws when there is nothing to draw. */
export const drawCard = (content: Inputs, onPress: (press: Press) => void): DrawnCard => {
  prepareRenderer()
  const card = new AdaptiveCards.AdaptiveCard()
  card.hostConfig = hostConfig()
  card.onExecuteAction = (action) => act(action, onPress)
  card.parse(content)
  const element = card.render()
  if (!element) throw new Error('The card has nothing to show.')
  return { element, mending: keepMended(element) }
}

const hostConfig = (): Renderer.HostConfig => {
  const config = new AdaptiveCards.HostConfig(hostConfigFor(remInPixels()))
  config.cssClassNamePrefix = CLASS_PREFIX
  return config
}

const prepareRenderer = (): void => {
  const { AdaptiveCard, GlobalSettings } = AdaptiveCards
  AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = cardHtml(text)
    result.didProcess = true
  }
  // Would read HTML back from the page and put it in again; the browser shortens lines by itself.
  GlobalSettings.useAdvancedTextBlockTruncation = false
  // A card is no control: the first stop in it is its first input.
  GlobalSettings.setTabIndexAtCardRoot = false
}

const act = (action: Renderer.Action, onPress: (press: Press) => void): void => {
  if (action instanceof AdaptiveCards.SubmitAction)
    onPress({ title: action.title ?? 'Submit', inputs: inputsOf(action), button: action.renderedElement })
  else if (action instanceof AdaptiveCards.OpenUrlAction && isSafeLink(action.url))
    window.open(action.url, '_blank', 'noopener,noreferrer')
}

const inputsOf = ({ data }: Renderer.SubmitAction): Inputs =>
  typeof data === 'object' && data !== null ? { ...data } : {}

const remInPixels = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
