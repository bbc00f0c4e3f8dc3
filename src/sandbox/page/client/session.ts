/** One tab of the page: loads what there is, hears what happens, and does what the visitor asks for as the person they are. */
import type { PageEvent, Persona, Vendor } from '../protocol.ts'
import { pageServer } from './page-server.ts'
import { Store, type Suggestion } from './store.ts'
import { type Posting, webexOf } from './webex.ts'

/** Each account of a run is one change; the panel is drawn again at most this often. */
const DIRECTORY_EVERY_MS = 400
const SHOWN_FIRST: Vendor = 'webex'

export class Session {
  readonly store: Store
  readonly #due = new Map<Vendor, number>()

  static async open(): Promise<Session> {
    const page = await pageServer.state()
    const me = personaIn(page.personas)
    const store = new Store({ page, me, messages: [], areMessagesLoaded: false, directories: {}, isLive: false })
    const session = new Session(store)
    await session.#load()
    pageServer.listen(
      (event) => session.#hear(event),
      (isLive) => session.#live(isLive),
    )
    return session
  }

  private constructor(store: Store) {
    this.store = store
  }

  /** The tab is somebody else from now on, also after it is loaded again. */
  async become(me: Persona): Promise<void> {
    history.replaceState(null, '', `#as=${me.key}`)
    this.store.happen({ kind: 'persona', me })
    await this.#loadMessages()
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
    this.store.happen({ kind: 'page', page: await pageServer.state() })
    const shown = Object.keys(this.store.view.directories) as Vendor[]
    const vendors = shown.length > 0 ? shown : [SHOWN_FIRST]
    await Promise.all([this.#loadMessages(), ...vendors.map((vendor) => this.showDirectory(vendor))])
  }

  async #loadMessages(): Promise<void> {
    const { me, page } = this.store.view
    const messages = await this.webex.messages(page.room.id)
    if (this.store.view.me === me) this.store.happen({ kind: 'messages', messages })
  }

  /** Whoever was away has missed what happened. */
  #live(isLive: boolean): void {
    const wasLive = this.store.view.isLive
    this.store.happen({ kind: 'live', isLive })
    if (isLive && !wasLive) void this.#load()
  }

  #hear(event: PageEvent): void {
    switch (event.kind) {
      case 'message':
        void this.#fetchMessage(event.id)
        return
      case 'directory':
        this.#refresh(event.vendor)
        return
      case 'reset':
        void this.#load()
        return
      default:
        this.store.happen(event)
    }
  }

  async #fetchMessage(id: string): Promise<void> {
    const { me, webex } = { me: this.store.view.me, webex: this.webex }
    // It may be gone by now, which is told on its own.
    const message = await webex.message(id).catch(() => undefined)
    if (message && this.store.view.me === me) this.store.happen({ kind: 'message', message })
  }

  #refresh(vendor: Vendor): void {
    if (!this.store.view.directories[vendor] || this.#due.has(vendor)) return
    this.#due.set(
      vendor,
      window.setTimeout(() => {
        this.#due.delete(vendor)
        void this.showDirectory(vendor)
      }, DIRECTORY_EVERY_MS),
    )
  }
}

const personaIn = (personas: readonly Persona[]): Persona => {
  const key = new URLSearchParams(location.hash.slice(1)).get('as')
  const found = personas.find((persona) => persona.key === key) ?? personas[0]
  if (!found) throw new Error('The sandbox has nobody to be.')
  return found
}
