import type { Card } from '../chat-api.ts'
import { CARD_VERSION } from '../limits.ts'

/**
 * The few AdaptiveCard elements that our cards are made of, none above version 1.3 (https://adaptivecards.io/explorer/).
 * The text handed in is trusted: foreign text goes through `cardText` before.
 */

export type Element = Readonly<Record<string, unknown>>

export const card = (body: readonly Element[], actions: readonly Element[]): Card => ({
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  type: 'AdaptiveCard',
  version: CARD_VERSION,
  body,
  actions,
})

export const text = (words: string, looks: Element = {}): Element => ({
  type: 'TextBlock',
  text: words,
  wrap: true,
  ...looks,
})

export const title = (words: string): Element => text(words, { size: 'Large', weight: 'Bolder' })

export const heading = (words: string): Element => text(words, { weight: 'Bolder', spacing: 'Medium' })

/** Colour only underlines what the words say already. */
export const alarm = (words: string): Element =>
  text(words, { weight: 'Bolder', color: 'Attention', spacing: 'Medium' })

export const facts = (pairs: readonly (readonly [label: string, value: string])[]): Element => ({
  type: 'FactSet',
  facts: pairs.map(([label, value]) => ({ title: label, value })),
})

export interface SubmitButton {
  readonly title: string
  /** Comes back with the click, and holds no authority: whoever clicks can change it. */
  readonly data: Readonly<Record<string, string>>
  readonly style?: 'positive' | 'destructive'
}

export const submit = ({ title: label, data, style }: SubmitButton): Element => ({
  type: 'Action.Submit',
  title: label,
  data,
  ...(style === undefined ? {} : { style }),
})

export interface Choice {
  readonly title: string
  readonly value: string
}

export interface ChoiceSet {
  readonly id: string
  readonly label: string
  readonly choices: readonly Choice[]
  /** The value that is chosen from the start. */
  readonly preset?: string | undefined
  readonly isMultiSelect?: boolean
}

export const choiceSet = ({ id, label, choices, preset, isMultiSelect = false }: ChoiceSet): Element => ({
  type: 'Input.ChoiceSet',
  id,
  label,
  style: 'expanded',
  wrap: true,
  isRequired: true,
  errorMessage: isMultiSelect ? 'Choose at least one.' : 'Choose one.',
  ...(isMultiSelect ? { isMultiSelect } : {}),
  choices,
  ...(preset === undefined ? {} : { value: preset }),
})
