/** A person's Webex client: the vendor's API with that person's token, as far as the space on the page needs it. */
import type { Persona } from '../protocol.ts'
import { ask } from './ask.ts'
import type { Message } from './store.ts'

export interface Posting {
  readonly roomId: string
  /** Markdown as the vendor takes it, mentions as `<@personEmail:…>`. */
  readonly markdown: string
  readonly parentId?: string
  readonly file?: File
}

export interface FileHead {
  readonly name: string
  readonly type: string
  /** In bytes. */
  readonly size: number
}

export interface Download extends Omit<FileHead, 'size'> {
  readonly bytes: Blob
}

/** As many as one answer holds; a playground has no more. */
const MOST_MESSAGES = 1000

/** Each call throws an `Error` with the vendor's own words when it is refused. */
export const webexOf = ({ token }: Persona) => {
  const call = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await ask(path, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } })
    if (answer.ok) return answer
    const body = (await answer.json().catch(() => ({}))) as { readonly message?: string }
    throw new Error(`Webex answered ${answer.status}: ${body.message ?? 'nothing that could be read'}`)
  }
  return {
    messages: async (roomId: string): Promise<readonly Message[]> => {
      const answer = await call(`/v1/messages?roomId=${encodeURIComponent(roomId)}&max=${MOST_MESSAGES}`)
      const { items } = (await answer.json()) as { readonly items: readonly Message[] }
      return [...items].reverse()
    },
    message: async (id: string): Promise<Message> => (await call(`/v1/messages/${id}`)).json() as Promise<Message>,
    post: async ({ roomId, markdown, parentId, file }: Posting): Promise<void> => {
      const form = new FormData()
      form.append('roomId', roomId)
      if (markdown !== '') form.append('markdown', markdown)
      if (parentId !== undefined) form.append('parentId', parentId)
      if (file !== undefined) form.append('files', file, file.name)
      await call('/v1/messages', { method: 'POST', body: form })
    },
    remove: async (id: string): Promise<void> => {
      await call(`/v1/messages/${id}`, { method: 'DELETE' })
    },
    click: async (messageId: string, inputs: Readonly<Record<string, unknown>>): Promise<void> => {
      await call('/v1/attachment/actions', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'submit', messageId, inputs }),
      })
    },
    /** What a message tells of its file is an address and nothing else. */
    fileHead: async (url: string): Promise<FileHead> => {
      const { headers } = await call(pathOf(url), { method: 'HEAD' })
      return {
        name: nameIn(headers.get('content-disposition') ?? ''),
        type: headers.get('content-type') ?? '',
        size: Number(headers.get('content-length') ?? 0),
      }
    },
    file: async (url: string): Promise<Download> => {
      const answer = await call(pathOf(url))
      const said = answer.headers.get('content-disposition') ?? ''
      return {
        name: nameIn(said),
        type: answer.headers.get('content-type') ?? '',
        bytes: await answer.blob(),
      }
    },
  }
}

/** The same cloud under the name by which the page was opened. */
const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url)
  return `${pathname}${search}`
}

/** Of a `Content-Disposition` header; RFC 6266 prefers the extended form. */
const nameIn = (said: string): string => {
  const [, extended] = /filename\*=UTF-8''([^;]+)/i.exec(said) ?? []
  if (extended !== undefined) return decodeURIComponent(extended)
  const [, quoted = 'file'] = /filename="((?:[^"\\]|\\.)*)"/.exec(said) ?? []
  return quoted.replace(/\\(.)/g, '$1')
}
