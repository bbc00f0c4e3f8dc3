import type { Card } from '../chat-api.ts'
import { CARD_BYTES, firstThatFits, fitMarkdown } from '../limits.ts'
import { cardText, markdownText } from '../markdown.ts'
import { alarm, card, type Element, facts, heading, submit, text, title } from './elements.ts'
import type { PartWords } from './plan-parts.ts'
import type { PlanView } from './plan-view.ts'
import { type PlanWords, planWords } from './plan-words.ts'

/**
 * The dry run as a card with the second key on it. The card shows what will happen and carries an opaque nonce;
 * it grants nothing: who clicked and what they may do is looked up when the click arrives.
 */

/** Pure. At most 20 KB for any input: names give way first, numbers never. */
export function planCard(view: PlanView): Card {
  const withNames = (names: number): Card => {
    const words = planWords(view, cardText, names)
    return card([...said(words), ...inputs(words)], buttons(view))
  }
  return firstThatFits([withNames(3), withNames(1), withNames(0)], CARD_BYTES)
}

function said(words: PlanWords): readonly Element[] {
  const [loudest, ...warnings] = words.warnings
  return [
    title(words.title),
    text(words.askedBy),
    ...(loudest === undefined ? [] : [alarm(`⚠ ${loudest}`)]),
    ...(words.means === '' ? [] : [text(words.means)]),
    facts(words.facts),
    ...words.parts.flatMap(partOf),
    ...warnings.map((warning) => text(`⚠ ${warning}`)),
    ...words.notes.map((note) => text(`Note: ${note}`)),
    ...(words.skips.length === 0 ? [] : [heading(words.skipTitle)]),
    ...words.skips.map((skip) => text(skip, { spacing: 'Small' })),
    text(words.digest, { size: 'Small', isSubtle: true, spacing: 'Medium' }),
  ]
}

const partOf = ({ title: heads, statuses, means }: PartWords): readonly Element[] => [
  heading(heads),
  ...(statuses === '' ? [] : [text(statuses, { spacing: 'Small' })]),
  ...(means === '' ? [] : [text(means, { spacing: 'Small', isSubtle: true })]),
]

/** Neither is required by the client: a rejection needs no count, and a required input would block its button. */
const inputs = ({ unit }: PlanWords): readonly Element[] => [
  {
    type: 'Input.Number',
    id: 'count',
    label: `To approve, type the number of ${unit}s`,
    placeholder: 'As the card tells it',
  },
  {
    type: 'Input.Text',
    id: 'reason',
    label: 'Reason (optional, kept in the record)',
    maxLength: 500,
    isMultiline: true,
  },
]

const buttons = ({ job, nonce }: PlanView): readonly Element[] => [
  submit({ title: 'Approve', data: { job, nonce, verdict: 'approve' }, style: 'positive' }),
  submit({ title: 'Reject', data: { job, nonce, verdict: 'reject' }, style: 'destructive' }),
]

/** The same facts for clients that show no cards, with the commands that do what the buttons do. */
export function planMarkdown(view: PlanView): string {
  const words = planWords(view, markdownText, 2)
  const [loudest, ...warnings] = words.warnings
  return fitMarkdown({
    head: [`**${words.title}** ${words.askedBy}`, ...(loudest === undefined ? [] : [`⚠ **${loudest}**`]), words.digest],
    details: [
      ...(words.means === '' ? [] : [words.means]),
      ...words.parts.map(
        ({ title: heads, statuses, means }) => `- **${heads}** ${[statuses, means].filter(Boolean).join('. ')}`,
      ),
      ...words.facts.map(([label, value]) => `- ${label}: ${value}`),
      ...warnings.map((warning) => `- ⚠ ${warning}`),
      ...words.notes.map((note) => `- Note: ${note}`),
      ...(words.skips.length === 0 ? [] : [`- ${words.skipTitle}`]),
      ...words.skips.map((skip) => `- ${skip}`),
    ],
    tail: [
      `Somebody else than the requester types \`approve ${view.job} ${view.approval.count}\` or \`reject ${view.job} <reason>\`.`,
    ],
  })
}
