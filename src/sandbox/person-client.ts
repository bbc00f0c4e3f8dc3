/**
 * A person's Webex client, as far as this project needs one: posts, reads a thread, clicks a card, fetches a file, all over
 * HTTP with the person's own token, just as the real clients and curl do.
 */

export interface ClientMessage {
  readonly id: string
  readonly parentId?: string
  readonly personId: string
  readonly text?: string
  readonly markdown?: string
  readonly files?: readonly string[]
  readonly attachments?: readonly { readonly content: Readonly<Record<string, unknown>> }[]
  readonly created: string
  readonly updated?: string
}

export interface Posting {
  readonly text: string
  readonly parentId?: string
  readonly file?: { readonly name: string; readonly content: string | Uint8Array }
}

export interface PersonClient {
  /** Posts words that mention the bot. */
  readonly mention: (posting: Posting) => Promise<ClientMessage>
  readonly post: (posting: Posting) => Promise<ClientMessage>
  /** Everything in the space that this person sees, oldest first. */
  readonly messages: () => Promise<readonly ClientMessage[]>
  readonly click: (messageId: string, inputs: Readonly<Record<string, unknown>>) => Promise<{ readonly id: string }>
  readonly file: (url: string) => Promise<{ readonly name: string; readonly bytes: Buffer }>
}

export interface PersonClientOptions {
  readonly apiUrl: string
  readonly token: string
  readonly roomId: string
  /** The bot's address, for mentions. */
  readonly botEmail: string
}

export const personClient = (options: PersonClientOptions): PersonClient => {
  const { roomId, botEmail } = options
  const post = async ({ text, parentId, file }: Posting): Promise<ClientMessage> => {
    const form = new FormData()
    form.append('roomId', roomId)
    form.append('markdown', text)
    if (parentId !== undefined) form.append('parentId', parentId)
    if (file !== undefined)
      form.append(
        'files',
        new Blob([typeof file.content === 'string' ? file.content : Buffer.from(file.content)], { type: 'text/csv' }),
        file.name,
      )
    return (await call(options, 'POST', '/messages', form)).json() as Promise<ClientMessage>
  }
  return {
    post,
    mention: (posting) => post({ ...posting, text: `<@personEmail:${botEmail}> ${posting.text}` }),
    messages: async () => {
      const answer = await call(options, 'GET', `/messages?roomId=${encodeURIComponent(roomId)}&max=1000`)
      const { items } = (await answer.json()) as { readonly items: readonly ClientMessage[] }
      return [...items].reverse()
    },
    click: async (messageId, inputs) => {
      const answer = await call(
        options,
        'POST',
        '/attachment/actions',
        JSON.stringify({ type: 'submit', messageId, inputs }),
      )
      return answer.json() as Promise<{ readonly id: string }>
    },
    file: async (url) => {
      const answer = await call(options, 'GET', url)
      const name = /filename="([^"]*)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? ''
      return { name, bytes: Buffer.from(await answer.arrayBuffer()) }
    },
  }
}

/** By which the calls of people are told from those of a bot. */
export const PERSON_AGENT = 'sandbox-person'

const call = async (
  { apiUrl, token }: PersonClientOptions,
  method: string,
  path: string,
  body?: string | FormData,
): Promise<Response> => {
  const answer = await fetch(path.startsWith('http') ? path : `${apiUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'user-agent': PERSON_AGENT,
      ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
    },
    ...(body === undefined ? {} : { body }),
  })
  if (answer.ok) return answer
  throw new Error(`${method} ${path.split('?')[0]} as a person: ${answer.status} ${await answer.text()}`)
}
