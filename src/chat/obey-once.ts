import type { MessageId } from '../model/ids.ts'
import type { IncomingMessage } from './chat-api.ts'
import type { ConversationOptions, Turn } from './turn.ts'

/**
 * A message whose answer could not be said is read again. What it asked for must not be done again then: since, somebody may have
 * asked for the opposite. Remembers what is still to be said, in this process.
 */
type Telling = () => Promise<void>

const unsaid = new WeakMap<ConversationOptions, Map<MessageId, Telling>>()

/** `deed` gives what says how it came out. One that throws is done again when the message is. */
export const obeyOnce = async (
  { options }: Turn,
  { id }: Pick<IncomingMessage, 'id'>,
  deed: () => Promise<Telling>,
): Promise<void> => {
  const tellings = unsaid.get(options) ?? new Map<MessageId, Telling>()
  unsaid.set(options, tellings)
  const tell = tellings.get(id) ?? (await deed())
  tellings.set(id, tell)
  await tell()
  tellings.delete(id)
}
