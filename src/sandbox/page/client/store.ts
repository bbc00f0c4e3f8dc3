/** What the page shows at this moment, and how it comes to show something else. */
import type { BotProcessState, DirectoryView, KnobBoard, PageState, Persona, Vendor } from '../protocol.ts'

/** A message as `GET /v1/messages/{id}` shows it. */
export interface Message {
  readonly id: string
  readonly parentId?: string
  readonly personId: string
  readonly personEmail: string
  readonly text?: string
  readonly markdown?: string
  readonly files?: readonly string[]
  readonly attachments?: readonly {
    readonly contentType: string
    readonly content: Readonly<Record<string, unknown>>
  }[]
  readonly mentionedPeople?: readonly string[]
  /** ISO 8601, as is `updated`. */
  readonly created: string
  readonly updated?: string
}

export interface View {
  readonly page: PageState
  /** Whom the visitor is in this tab. */
  readonly me: Persona
  /** Oldest first. */
  readonly messages: readonly Message[]
  /** False while the messages of somebody else are still on their way. */
  readonly areMessagesLoaded: boolean
  readonly directories: Partial<Readonly<Record<Vendor, DirectoryView>>>
  /** Whether what happens is heard of. */
  readonly isLive: boolean
  /** What the composer is asked to hold, until it has taken it. */
  readonly suggestion?: Suggestion | undefined
}

export interface Suggestion {
  /** The name of a sample: its file is attached and its words are written, and the visitor sends it. */
  readonly sample: string
}

export type Happening =
  | { readonly kind: 'persona'; readonly me: Persona }
  | { readonly kind: 'messages'; readonly messages: readonly Message[] }
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'message-deleted'; readonly id: string }
  | { readonly kind: 'directory'; readonly directory: DirectoryView }
  | { readonly kind: 'process'; readonly process: BotProcessState }
  | { readonly kind: 'knobs'; readonly knobs: KnobBoard }
  | { readonly kind: 'live'; readonly isLive: boolean }
  | { readonly kind: 'page'; readonly page: PageState }
  | { readonly kind: 'suggestion'; readonly suggestion: Suggestion | undefined }

/** Pure. */
export const after = (view: View, happening: Happening): View => {
  switch (happening.kind) {
    case 'persona':
      return { ...view, me: happening.me, messages: [], areMessagesLoaded: false }
    case 'messages':
      return { ...view, messages: happening.messages, areMessagesLoaded: true }
    case 'message':
      return { ...view, messages: withMessage(view.messages, happening.message) }
    case 'message-deleted':
      return { ...view, messages: view.messages.filter(({ id }) => id !== happening.id) }
    case 'directory':
      return { ...view, directories: { ...view.directories, [happening.directory.vendor]: happening.directory } }
    case 'process':
      return { ...view, page: { ...view.page, process: happening.process } }
    case 'knobs':
      return { ...view, page: { ...view.page, knobs: happening.knobs } }
    case 'live':
      return { ...view, isLive: happening.isLive }
    case 'page':
      return { ...view, page: happening.page }
    case 'suggestion':
      return { ...view, suggestion: happening.suggestion }
  }
}

/** In the place of the one with its id, or behind all that are older. */
const withMessage = (messages: readonly Message[], message: Message): readonly Message[] => {
  if (messages.some(({ id }) => id === message.id))
    return messages.map((known) => (known.id === message.id ? message : known))
  const at = messages.findLastIndex(({ created }) => created <= message.created)
  return [...messages.slice(0, at + 1), message, ...messages.slice(at + 1)]
}

export class Store {
  #view: View
  readonly #listeners = new Set<() => void>()

  constructor(view: View) {
    this.#view = view
  }

  get view(): View {
    return this.#view
  }

  happen(happening: Happening): void {
    this.#view = after(this.#view, happening)
    for (const listener of this.#listeners) listener()
  }

  /** Returns the way to unsubscribe. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
