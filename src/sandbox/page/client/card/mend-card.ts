/**
 * What the renderer leaves undone for keyboards and screen readers, mended in the elements it made: groups of choices, names that
 * are unique on the page, what is wrong with an input. The renderer writes over some of it whenever somebody types or presses.
 */
import { CLASS_PREFIX } from './host-config.ts'

const CONTAINER = `.${CLASS_PREFIX}-ac-input-container`
const FAILED = `.${CLASS_PREFIX}-ac-input-validation-failed`
const FACTS = `.${CLASS_PREFIX}-ac-factset`
const BUTTONS = `.${CLASS_PREFIX}-ac-actionSet`
const TEXT = `.${CLASS_PREFIX}-ac-textBlock`
const WRITTEN_BY_THE_RENDERER = ['class', 'title', 'aria-label', 'aria-labelledby', 'aria-disabled', 'aria-expanded']

let cardsDrawn = 0

export interface Mending {
  /** While a press is under way the buttons say so; `undefined` when it is over. They keep the focus, which `disabled` would take. */
  underWay(pressed: Element | undefined): void
  stop(): void
}

/** Mends the card now and whenever the renderer has changed it. */
export const keepMended = (card: HTMLElement): Mending => {
  const prefix = `card-${++cardsDrawn}-`
  let pressed: Element | undefined
  const mend = () => mendCard(card, prefix, pressed)
  const observer = new MutationObserver(mend)
  observer.observe(card, { subtree: true, childList: true, attributes: true, attributeFilter: WRITTEN_BY_THE_RENDERER })
  mend()
  return {
    underWay: (button) => {
      pressed = button
      mend()
    },
    stop: () => observer.disconnect(),
  }
}

/** The words that a card begins with. */
export const titleIn = (card: Element): string => card.querySelector(TEXT)?.textContent?.trim() ?? ''

const mendCard = (card: HTMLElement, prefix: string, pressed: Element | undefined): void => {
  loosen(card)
  claimIds(card, prefix)
  for (const container of card.querySelectorAll<HTMLElement>(CONTAINER)) mendInput(container, prefix)
  for (const button of card.querySelectorAll('button')) mendButton(button, pressed)
  // It is a word about a button; the renderer says it of what the button shows as well.
  for (const shown of card.querySelectorAll('[aria-expanded]:not(button)')) shown.removeAttribute('aria-expanded')
}

/** What the renderer lays out by itself, though the style sheet knows how wide the card is and where a ring has to be seen. */
const loosen = (card: HTMLElement): void => {
  for (const table of card.querySelectorAll<HTMLElement>(FACTS)) {
    // `none` is a card's way to hide it.
    if (table.style.display === 'block') table.style.removeProperty('display')
    for (const part of table.querySelectorAll('tr, td')) part.removeAttribute('style')
  }
  for (const strip of card.querySelectorAll(BUTTONS)) strip.parentElement?.style.removeProperty('overflow')
}

/** A card names its own elements, and two cards name them alike; what the renderer names is unique already. */
const claimIds = (card: HTMLElement, prefix: string): void => {
  const claimed = (id: string) => (id.startsWith('__ac-') || id.startsWith(prefix) ? id : prefix + id)
  for (const element of card.querySelectorAll('[id]')) element.id = claimed(element.id)
  for (const element of card.querySelectorAll('[aria-controls]')) {
    const ids = element.getAttribute('aria-controls') ?? ''
    element.setAttribute('aria-controls', ids.replaceAll(/\S+/g, claimed))
  }
}

const mendInput = (container: HTMLElement, prefix: string): void => {
  const isInvalid = container.querySelector(FAILED) !== null
  const choices = container.querySelectorAll<HTMLInputElement>('input[type=radio], input[type=checkbox]')
  const group = container.querySelector('[class*=choiceSetInput]')
  if (group && choices.length > 0) mendChoices(container, group, [...choices], isInvalid, prefix)
  else for (const control of container.querySelectorAll('input, select, textarea')) markInvalid(control, isInvalid)
}

/** The renderer gives the label of a group to the first choice alone, and the same name to the groups of all cards. */
const mendChoices = (
  container: HTMLElement,
  group: Element,
  choices: readonly HTMLInputElement[],
  isInvalid: boolean,
  prefix: string,
): void => {
  const label = container.parentElement?.querySelector(':scope > label')
  const error = container.parentElement?.querySelector(`:scope > ${TEXT}`)
  const areRadios = choices.some(({ type }) => type === 'radio')
  write(group, 'role', areRadios ? 'radiogroup' : 'group')
  if (label) write(group, 'aria-labelledby', label.id)
  label?.removeAttribute('for')
  if (areRadios) {
    markInvalid(group, isInvalid)
    if (choices.some((choice) => choice.hasAttribute('aria-required'))) write(group, 'aria-required', 'true')
  }
  for (const choice of choices) {
    if (!choice.name.startsWith(prefix)) choice.name = prefix + choice.name
    // Its own `<label>` names it, and only the group can be required.
    for (const name of ['aria-required', 'aria-label', 'aria-labelledby']) choice.removeAttribute(name)
    if (error) write(choice, 'aria-describedby', error.id)
    else choice.removeAttribute('aria-describedby')
    if (!areRadios) markInvalid(choice, isInvalid)
  }
}

const markInvalid = (element: Element, isInvalid: boolean): void => {
  if (isInvalid) write(element, 'aria-invalid', 'true')
  else element.removeAttribute('aria-invalid')
}

const mendButton = (button: HTMLButtonElement, pressed: Element | undefined): void => {
  // Its words are its name; a tip with the same words would be read twice.
  if (button.textContent !== '') for (const name of ['title', 'aria-label']) button.removeAttribute(name)
  if (pressed) write(button, 'aria-disabled', 'true')
  else if (!button.disabled) button.removeAttribute('aria-disabled')
  if (button === pressed) write(button, 'data-under-way', '')
  else button.removeAttribute('data-under-way')
}

/** Writing what is there already would be heard of as a change. */
const write = (element: Element, name: string, value: string): void => {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}
