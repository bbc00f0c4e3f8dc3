import type { z } from 'zod'
import { asciiLowerCase } from '../model/address.ts'
import { type MessageId, messageId, personId, type RoomId } from '../model/ids.ts'
import type { ThreadRef } from '../model/job.ts'
import { pause } from '../model/pause.ts'
import type { Person } from '../model/person.ts'
import type { OutgoingFile } from '../model/voice.ts'
import type { ChatApi, IncomingMessage } from './chat-api.ts'
import { ChatError } from './chat-error.ts'
import { toIncoming } from './delivery.ts'
import type { Rest } from './rest.ts'
import { createdSchema, messageSchema, personSchema } from './webex-schema.ts'

/**
 * `ChatApi` in Webex's words. Knows no limits of length and no escaping: who writes the words minds those.
 */

const CARD = 'application/vnd.microsoft.card.adaptive'

type Place = ThreadRef | { readonly roomId: RoomId }

export function chatApi(rest: Rest, self: Person): ChatApi {
  const create = async (doing: string, body: unknown) => {
    const answer = await rest.call({ doing, method: 'POST', path: '/messages', body })
    return messageId(parsed(doing, createdSchema, answer.body).id)
  }
  /** In the room itself where the thread has no beginning any more: its author may take that back, and the words must still be said. */
  const createIn = async (where: Place, body: (place: Readonly<Record<string, string>>) => unknown, doing: string) => {
    const { roomId } = where
    if (!('rootId' in where)) return create(doing, await body({ roomId }))
    try {
      return await create(doing, await body({ roomId, parentId: where.rootId }))
    } catch (error) {
      if (!isNotThere(error)) throw error
      return create(doing, await body({ roomId }))
    }
  }
  return {
    self,
    post: (where, markdown, card) => {
      const words = { markdown, ...(card && { attachments: [{ contentType: CARD, content: card }] }) }
      return createIn(where, (place) => ({ ...place, ...words }), card ? 'posting a card' : 'posting a message')
    },
    postFile: (where, markdown, file) => createIn(where, (place) => formOf(place, markdown, file), 'posting a file'),
    edit: async (roomId, message, markdown) => {
      const body = { roomId, markdown }
      await rest.call({
        doing: 'editing a message',
        method: 'PUT',
        path: `/messages/${encodeURIComponent(message)}`,
        body,
      })
    },
    message: (id) => readMessage(rest, self, id),
    remove: (message) => removeMessage(rest, message),
    person: (id) => readPerson(rest, 'reading a person', id),
    personsWith: (email) => findPersons(rest, email),
  }
}

/** Webex names no status for a reply to a message that is gone. */
const isNotThere = (error: unknown): boolean =>
  error instanceof ChatError && (error.fault.status === 400 || error.fault.status === 404)

/** A large file takes its time to be copied here, and again to be sent. */
async function formOf(place: Readonly<Record<string, string>>, markdown: string, file: OutgoingFile) {
  const form = new FormData()
  for (const [name, value] of Object.entries({ ...place, markdown })) form.append(name, value)
  form.append('files', new Blob([file.bytes], { type: 'text/csv' }), file.name)
  await pause()
  return form
}

async function removeMessage(rest: Rest, message: string): Promise<void> {
  try {
    await rest.call({ doing: 'removing a message', method: 'DELETE', path: `/messages/${encodeURIComponent(message)}` })
  } catch (error) {
    // Also what a repetition finds when the answer to the first try was lost.
    if (!(error instanceof ChatError) || error.fault.status !== 404) throw error
  }
}

async function readMessage(rest: Rest, self: Person, id: MessageId): Promise<IncomingMessage> {
  const doing = 'reading a message'
  const answer = await rest.call({ doing, method: 'GET', path: `/messages/${encodeURIComponent(id)}` })
  return toIncoming(parsed(doing, messageSchema, answer.body), self)
}

/** The bot itself. */
export const readSelf = (rest: Rest): Promise<Person> =>
  readPerson(rest, "reading the bot's own account (WEBEX_ACCESS_TOKEN says which)", 'me')

async function readPerson(rest: Rest, doing: string, id: string): Promise<Person> {
  const answer = await rest.call({ doing, method: 'GET', path: `/people/${encodeURIComponent(id)}` })
  return toPerson(parsed(doing, personSchema, answer.body))
}

async function findPersons(rest: Rest, email: string): Promise<readonly Person[]> {
  const doing = 'looking up who has an address'
  const persons: Person[] = []
  for await (const items of rest.pages({ doing, method: 'GET', path: '/people', query: { email, max: '2' } })) {
    persons.push(...parsed(doing, personSchema.array(), items).map(toPerson))
    if (persons.length > 1) break
  }
  return persons
}

/** The first address is the one that names the account; no other is ever looked at. */
const toPerson = ({ id, emails, displayName, orgId, type }: z.infer<typeof personSchema>): Person => ({
  id: personId(id),
  email: asciiLowerCase(emails[0] ?? ''),
  displayName,
  orgId,
  kind: type,
})

function parsed<T>(doing: string, schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const where = result.error.issues.map((issue) => issue.path.join('.')).join(', ')
  throw new ChatError({ doing, code: 'bad-answer', said: `not as documented at ${where}` })
}
