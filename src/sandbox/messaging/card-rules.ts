/**
 * What Webex refuses of a card. Pure: a list of complaints, empty when the card may be posted. Webex renders Adaptive
 * Cards up to 1.3. https://developer.webex.com/docs/buttons-and-cards
 */
import type { CardAttachment } from './records.ts'

const CONTENT_TYPE = 'application/vnd.microsoft.card.adaptive'
const HIGHEST_MINOR = 3
/** With fewer than 60 KB Cisco's own samples are at ease (WebexSamples/webex-card-sampler); above 80 KB posting fails. */
const MOST_BYTES = 80_000
const MOST_ACTIONS = 5
const MOST_IMAGES = 10

/** Everything of the 1.3 schema. Table (1.5) and Action.Execute (1.4) are not in it. */
const TYPES_OF_1_3 = new Set([
  ...['AdaptiveCard', 'TextBlock', 'RichTextBlock', 'TextRun', 'Image', 'ImageSet', 'Media', 'MediaSource'],
  ...['Container', 'ColumnSet', 'Column', 'FactSet', 'Fact', 'ActionSet', 'BackgroundImage'],
  ...['Input.Text', 'Input.Number', 'Input.Date', 'Input.Time', 'Input.Toggle', 'Input.ChoiceSet', 'Input.Choice'],
  ...['Action.OpenUrl', 'Action.Submit', 'Action.ShowCard', 'Action.ToggleVisibility', 'TargetElement'],
])
/** Lists whose members must name their type; those of the others (facts, choices, sources) need not. */
const TYPED_LISTS = new Set(['body', 'actions', 'items', 'columns', 'images'])
const URL_KEYS = new Set(['url', 'iconUrl', 'poster', 'backgroundImage'])

type Node = Readonly<Record<string, unknown>>

/** What was posted as `attachments`, as far as it is one card; else the complaints. */
export function readAttachments(attachments: unknown): CardAttachment | readonly string[] | undefined {
  if (attachments === undefined) return undefined
  if (!Array.isArray(attachments)) return ["'attachments' must be an array."]
  if (attachments.length === 0) return undefined
  if (attachments.length > 1) return ['Only one card per message is supported.']
  const [attachment]: unknown[] = attachments
  if (!isNode(attachment) || attachment['contentType'] !== CONTENT_TYPE)
    return [`The attachment's contentType must be ${CONTENT_TYPE}.`]
  if (!isNode(attachment['content'])) return ["The attachment's content must be a card."]
  const complaints = cardComplaints(attachment['content'])
  return complaints.length > 0 ? complaints : { contentType: CONTENT_TYPE, content: attachment['content'] }
}

export function cardComplaints(card: Node): readonly string[] {
  const bytes = Buffer.byteLength(JSON.stringify(card))
  const images = [...nodesOf(card)].filter((node) => node['type'] === 'Image').length
  return [
    ...(card['type'] === 'AdaptiveCard' ? [] : ["The card's type must be AdaptiveCard."]),
    ...versionComplaints(card['version']),
    ...(bytes > MOST_BYTES ? [`The card has ${bytes} bytes; at most ${MOST_BYTES} can be shared.`] : []),
    ...(countOf(card['actions']) > MOST_ACTIONS ? [`A card may have at most ${MOST_ACTIONS} actions.`] : []),
    ...(images > MOST_IMAGES ? [`A card may have at most ${MOST_IMAGES} images.`] : []),
    ...[...nodesOf(card)].flatMap(nodeComplaints),
  ]
}

function versionComplaints(version: unknown): string[] {
  const [, major, minor] = /^(\d+)\.(\d+)$/.exec(String(version)) ?? []
  if (major === undefined) return [`The card's version is '${version}'; give one, such as 1.3.`]
  const isKnown = Number(major) === 1 && Number(minor) <= HIGHEST_MINOR
  return isKnown ? [] : [`Card version ${version} is not supported; the highest is 1.${HIGHEST_MINOR}.`]
}

function nodeComplaints(node: Node): string[] {
  const type = node['type']
  const unknown =
    typeof type === 'string' && !TYPES_OF_1_3.has(type) ? [`'${type}' is not in version 1.${HIGHEST_MINOR}.`] : []
  return [...unknown, ...untypedComplaints(node), ...urlComplaints(node)]
}

function untypedComplaints(node: Node): string[] {
  return [...TYPED_LISTS].flatMap((key) => {
    const list = node[key]
    if (!Array.isArray(list)) return []
    return list.every((item) => isNode(item) && typeof item['type'] === 'string')
      ? []
      : [`Every member of '${key}' must name its type.`]
  })
}

function urlComplaints(node: Node): string[] {
  return Object.entries(node)
    .filter(([key, value]) => URL_KEYS.has(key) && typeof value === 'string' && !isHttps(value))
    .map(([key, value]) => `'${key}' must be an absolute https URL, not '${value}'.`)
}

function isHttps(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:'
}

/** The card and every object in it; what a submit carries is the author's own and is left alone. */
function* nodesOf(node: Node): Generator<Node> {
  yield node
  for (const [key, value] of Object.entries(node)) {
    if (key === 'data') continue
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* nodesOf(child)
  }
}

const countOf = (list: unknown): number => (Array.isArray(list) ? list.length : 0)
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)
