/** A card as somebody sees it who is going to click on it. */
import type { ClientMessage } from '../person-client.ts'

export const isCard = ({ attachments }: ClientMessage): boolean => (attachments?.length ?? 0) > 0

/** What a click on the button with this title sends. Throws when the card has none. */
export const buttonData = (card: ClientMessage, title: string): Readonly<Record<string, unknown>> => {
  const actions = (card.attachments?.[0]?.content['actions'] ?? []) as readonly {
    readonly title: string
    readonly data: Readonly<Record<string, unknown>>
  }[]
  const found = actions.find((action) => action.title === title)
  if (found) return found.data
  const others = actions.map((action) => `"${action.title}"`).join(', ') || 'no button'
  throw new Error(`playing the demo: the card has no button "${title}", it has ${others}`)
}
