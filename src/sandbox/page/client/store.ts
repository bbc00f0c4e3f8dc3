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
  /** Why the messages cannot be read as this person; empty when they can. */
  readonly unreadable: string
  readonly directories: Partial<Readonly<Record<Vendor, DirectoryView>>>
  readonly line: Line
  /** What the composer is asked to hold, until it has taken it. */
  readonly suggestion?: Suggestion | undefined
}

/**
 * Whether what happens is heard of. It is `resting` while nobody looks at the tab, `lost` until it is found again, and `closed` when
 * the sandbox does not know this browser.
 */
export type Line = 'opening' | 'open' | 'resting' | 'lost' | 'closed'

export interface Suggestion {
  /** The name of a sample: its file is attached and its words are written, and the visitor sends it. */
  readonly sample: string
}

export type Happening =
  | { readonly kind: 'persona'; readonly me: Persona }
  | { readonly kind: 'messages'; readonly messages: readonly Message[] }
  | { readonly kind: 'unreadable'; readonly words: string }
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'message-deleted'; readonly id: string }
  | { readonly kind: 'directory'; readonly directory: DirectoryView }
  | { readonly kind: 'process'; readonly process: BotProcessState }
  | { readonly kind: 'knobs'; readonly knobs: KnobBoard }
  | { readonly kind: 'line'; readonly line: Line }
  | { readonly kind: 'page'; readonly page: PageState }
  | { readonly kind: 'suggestion'; readonly suggestion: Suggestion | undefined }

/** Pure. */
export const after = (view: View, happening: Happening): View => {
  switch (happening.kind) {
    case 'persona':
      return { ...view, me: happening.me, messages: [], areMessagesLoaded: false, unreadable: '' }
    case 'messages':
      return { ...view, messages: happening.messages, areMessagesLoaded: true, unreadable: '' }
    case 'unreadable':
      return { ...view, messages: [], areMessagesLoaded: false, unreadable: happening.words }
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
    case 'line':
      return { ...view, line: happening.line }
    case 'page':
      return { ...view, page: happening.page, me: renewed(view.me, happening.page.personas) }
    case 'suggestion':
      return { ...view, suggestion: happening.suggestion }
  }
}

/** The same one as the server knows them now. */
const renewed = (me: Persona, personas: readonly Persona[]): Persona => personas.find(({ key }) => key === me.key) ?? me

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
