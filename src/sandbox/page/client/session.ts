/** One tab of the page: loads what there is, hears what happens, and does what the visitor asks for as the person they are. */
import type { PageEvent, PageState, Persona, Vendor } from '../protocol.ts'
import { listen } from './line.ts'
import { MessageFeed } from './message-feed.ts'
import { pageServer } from './page-server.ts'
import { type Line, Store, type Suggestion } from './store.ts'
import { type Posting, webexOf } from './webex.ts'

/** Each account of a run is one change; the panel is drawn again at most this often. */
const DIRECTORY_EVERY_MS = 400

export class Session {
  readonly store: Store
  readonly #feed: MessageFeed
  readonly #due = new Map<Vendor, number>()

  static async open(): Promise<Session> {
    const page = await pageServer.state()
    const me = personaIn(page.personas)
    const store = new Store({
      page,
      me,
      messages: [],
      areMessagesLoaded: false,
      unreadable: '',
      directories: {},
      line: 'opening',
    })
    const session = new Session(store)
    // What there is, is loaded when the line is open: nothing can happen unheard in between.
    listen({
      hear: (event) => session.#hear(event),
      tell: (line) => session.#follow(line),
      isLetIn: pageServer.isLetIn,
    })
    return session
  }

  private constructor(store: Store) {
    this.store = store
    this.#feed = new MessageFeed(store, () => this.webex)
  }

  /** Reads the messages anew, after they could not be read. */
  readAgain(): Promise<void> {
    return this.#feed.load()
  }

  /** The tab is somebody else from now on, also after it is loaded again. Never rejects. */
  async become(me: Persona): Promise<void> {
    history.replaceState(null, '', `#as=${me.key}`)
    this.store.happen({ kind: 'persona', me })
    await this.#feed.load()
  }

  /** Asks the composer to hold a sample, as somebody who may send it. */
  async suggest({ persona, sample }: Suggestion & { readonly persona: string }): Promise<void> {
    const { page, me } = this.store.view
    const person = page.personas.find(({ key }) => key === persona)
    if (person && person.key !== me.key) await this.become(person)
    this.store.happen({ kind: 'suggestion', suggestion: { sample } })
  }

  /** For the composer: what it was asked to hold, once. */
  takeSuggestion(): Suggestion | undefined {
    const { suggestion } = this.store.view
    if (suggestion) this.store.happen({ kind: 'suggestion', suggestion: undefined })
    return suggestion
  }

  post(posting: Omit<Posting, 'roomId'>): Promise<void> {
    return this.webex.post({ ...posting, roomId: this.store.view.page.room.id })
  }

  get webex() {
    return webexOf(this.store.view.me)
  }

  async showDirectory(vendor: Vendor): Promise<void> {
    this.store.happen({ kind: 'directory', directory: await pageServer.directory(vendor) })
  }

  async #load(): Promise<void> {
    const { page: before } = this.store.view
    const page = await pageServer.state()
    this.store.happen({ kind: 'page', page: withNewer(page, before, this.store.view.page) })
    // Those that nobody looks at yet are loaded when somebody does.
    const shown = Object.keys(this.store.view.directories) as Vendor[]
    await Promise.all([this.#feed.load(), ...shown.map((vendor) => this.showDirectory(vendor))])
  }

  /** Whoever was away has missed what happened. */
  #follow(line: Line): void {
    const { line: before } = this.store.view
    this.store.happen({ kind: 'line', line })
    if (line === 'open' && before !== 'open') this.#reload()
  }

  /** When nobody answers, the line tells it. */
  #reload(): void {
    void this.#load().catch(() => undefined)
  }

  #hear(event: PageEvent): void {
    switch (event.kind) {
      case 'message':
        this.#feed.changed(event.id)
        return
      case 'directory':
        this.#refresh(event.vendor)
        return
      case 'message-deleted':
        this.#feed.deleted(event.id)
        return
      case 'reset':
        this.#reload()
        return
      default:
        this.store.happen(event)
    }
  }

  #refresh(vendor: Vendor): void {
    if (!this.store.view.directories[vendor] || this.#due.has(vendor)) return
    this.#due.set(
      vendor,
      window.setTimeout(() => {
        this.#due.delete(vendor)
        void this.showDirectory(vendor).catch(() => undefined)
      }, DIRECTORY_EVERY_MS),
    )
  }
}

/** What was heard of while the answer was on its way is no older than the answer. */
const withNewer = (page: PageState, before: PageState, now: PageState): PageState => ({
  ...page,
  process: now.process === before.process ? page.process : now.process,
  knobs: now.knobs === before.knobs ? page.knobs : now.knobs,
})

const personaIn = (personas: readonly Persona[]): Persona => {
  const key = new URLSearchParams(location.hash.slice(1)).get('as')
  const found = personas.find((persona) => persona.key === key) ?? personas[0]
  if (!found) throw new Error('The sandbox has nobody to be.')
  return found
}
