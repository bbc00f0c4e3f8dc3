import type { Card } from '../../src/chat/chat-api.ts'

/**
 * The published rules of AdaptiveCards 1.3 (https://adaptivecards.io/explorer/) as far as Webex follows them
 * (https://developer.webex.com/docs/buttons-and-cards). Written from those pages and not from our card builders.
 */

type Node = Readonly<Record<string, unknown>>

const COMMON = ['type', 'id', 'spacing', 'separator', 'isVisible', 'height']
const INPUT = [...COMMON, 'label', 'isRequired', 'errorMessage', 'value']
const ELEMENTS: Readonly<Record<string, readonly string[]>> = {
  TextBlock: [
    ...COMMON,
    'text',
    'wrap',
    'size',
    'weight',
    'color',
    'isSubtle',
    'maxLines',
    'horizontalAlignment',
    'fontType',
  ],
  FactSet: [...COMMON, 'facts'],
  Container: [...COMMON, 'items', 'style', 'bleed'],
  'Input.Text': [...INPUT, 'placeholder', 'maxLength', 'isMultiline', 'regex', 'style'],
  'Input.Number': [...INPUT, 'placeholder', 'min', 'max'],
  'Input.ChoiceSet': [...INPUT, 'choices', 'style', 'isMultiSelect', 'placeholder', 'wrap'],
}
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'Action.Submit': ['type', 'id', 'title', 'data', 'style'],
  'Action.OpenUrl': ['type', 'id', 'title', 'url', 'style'],
}
const WORDS: Readonly<Record<string, readonly string[]>> = {
  size: ['Default', 'Small', 'Medium', 'Large', 'ExtraLarge'],
  weight: ['Default', 'Lighter', 'Bolder'],
  color: ['Default', 'Dark', 'Light', 'Accent', 'Good', 'Warning', 'Attention'],
  spacing: ['None', 'Small', 'Default', 'Medium', 'Large', 'ExtraLarge', 'Padding'],
}

/** Every breach of the rules with its place; empty for a card that Webex takes. */
export function cardProblems(card: Card, bytes: number): readonly string[] {
  const size = Buffer.byteLength(JSON.stringify(card))
  const ids: string[] = []
  return [
    ...(size > bytes ? [`the card has ${size} bytes of ${bytes}`] : []),
    ...(card['type'] === 'AdaptiveCard' ? [] : ['the type is not AdaptiveCard']),
    ...(card['version'] === '1.3' ? [] : [`the version is ${String(card['version'])}`]),
    ...strangers(card, ['$schema', 'type', 'version', 'body', 'actions', 'fallbackText'], 'card'),
    ...(list(card['body']).length === 0 ? ['the body is empty'] : []),
    ...list(card['body']).flatMap((element, at) => elementProblems(element, `body.${at}`, ids)),
    ...(list(card['actions']).length > 5 ? ['more than five actions'] : []),
    ...list(card['actions']).flatMap((action, at) => actionProblems(action, `actions.${at}`)),
    ...(new Set(ids).size === ids.length ? [] : ['an input id stands twice']),
  ]
}

const list = (value: unknown): readonly Node[] => (Array.isArray(value) ? value : [])

const strangers = (node: Node, known: readonly string[], place: string): readonly string[] =>
  Object.keys(node)
    .filter((key) => !known.includes(key))
    .map((key) => `${place}: unknown property ${key}`)

function elementProblems(element: Node, place: string, ids: string[]): readonly string[] {
  const type = String(element['type'])
  const known = ELEMENTS[type]
  if (known === undefined) return [`${place}: unknown element ${type}`]
  if (type.startsWith('Input.')) ids.push(String(element['id']))
  const wordProblems = Object.entries(WORDS).flatMap(([key, words]) =>
    element[key] === undefined || words.includes(String(element[key]))
      ? []
      : [`${place}: ${key} is ${String(element[key])}`],
  )
  return [
    ...strangers(element, known, place),
    ...wordProblems,
    ...contentProblems(type, element, place),
    ...list(element['items']).flatMap((item, at) => elementProblems(item, `${place}.${at}`, ids)),
  ]
}

function contentProblems(type: string, element: Node, place: string): readonly string[] {
  const said = (key: string, node: Node = element): readonly string[] =>
    typeof node[key] === 'string' && node[key] !== '' ? [] : [`${place}: ${key} is missing`]
  if (type === 'TextBlock')
    return [...said('text'), ...(element['wrap'] === true ? [] : [`${place}: would be cut on a phone`])]
  if (type === 'FactSet')
    return list(element['facts']).flatMap((fact) => [...said('title', fact), ...said('value', fact)])
  if (type === 'Input.ChoiceSet')
    return [
      ...said('id'),
      ...said('label'),
      ...list(element['choices']).flatMap((choice) => [...said('title', choice), ...said('value', choice)]),
    ]
  if (type.startsWith('Input.')) return [...said('id'), ...said('label')]
  return []
}

function actionProblems(action: Node, place: string): readonly string[] {
  const type = String(action['type'])
  const known = ACTIONS[type]
  if (known === undefined) return [`${place}: unknown action ${type}`]
  const url = action['url']
  return [
    ...strangers(action, known, place),
    ...(typeof action['title'] === 'string' && action['title'] !== '' ? [] : [`${place}: title is missing`]),
    ...(type === 'Action.OpenUrl' && !String(url).startsWith('https://')
      ? [`${place}: ${String(url)} is not absolute https`]
      : []),
  ]
}
