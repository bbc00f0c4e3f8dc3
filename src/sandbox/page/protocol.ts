/**
 * What the page and its server tell each other. Types alone: the page is compiled apart and takes nothing else from here. What is
 * said in the space is not here: the page reads and writes it with the vendor's own API, as the people's clients do.
 */

export type Vendor = 'webex' | 'okta' | 'bevy' | 'aac'

/** `GET /page/state`: everything that the page begins with. */
export interface PageState {
  readonly room: { readonly id: string; readonly title: string }
  readonly bot: Member
  readonly personas: readonly Persona[]
  readonly process: BotProcessState
  readonly knobs: KnobBoard
  readonly samples: readonly Sample[]
  readonly commands: readonly Command[]
}

/** Somebody who can be seen in the space. */
export interface Member {
  /** As the vendor's API names the person. */
  readonly personId: string
  readonly name: string
  readonly email: string
}

/** Somebody whom the visitor can be. */
export interface Persona extends Member {
  readonly key: string
  /** What somebody is here for, e.g. `asks for deletions`. */
  readonly role: string
  /** Opens nothing but the emulated Webex. */
  readonly token: string
}

export interface BotProcessState {
  readonly status: 'starting' | 'running' | 'stopped'
  /** How often it was started, beginning with 1. */
  readonly life: number
  /** Why it is not running, or what it lacks; for people to read. */
  readonly words: string
}

/** What can be turned. Everything is as the vendors document it when all are off. */
export interface KnobBoard {
  /** Added to each call of the bot. */
  readonly latencyMs: number
  /** Calls of the bot that each vendor's administration takes in a minute; 0 leaves the vendors' own limits. */
  readonly callsPerMinute: number
  readonly chat: ChatKnobs
  readonly vendors: Readonly<Record<Vendor, VendorKnobs>>
}

export interface ChatKnobs {
  /** The bot can neither read nor write messages until it is turned off; the page's visitors can. */
  readonly isDown: boolean
}

export interface VendorKnobs {
  /** Answers 503 until it is turned off; of Webex, what administers users alone. */
  readonly isDown: boolean
  /** The bot's credential is answered with 401 until it is turned off. */
  readonly isTokenExpired: boolean
  /** What becomes of the bot's next change: `refused` 500, `limited` 429, `lost` done but never answered. */
  readonly nextChange: NextChange
}
export type NextChange = 'right' | 'refused' | 'limited' | 'lost'

/** `PATCH /page/knobs`: only what changes. Answers with the whole board. */
export interface KnobChange {
  readonly latencyMs?: number
  readonly callsPerMinute?: number
  readonly chat?: Partial<ChatKnobs>
  readonly vendors?: Partial<Readonly<Record<Vendor, Partial<VendorKnobs>>>>
}

/** A file to try. Its content is at `GET /page/samples/{name}`. */
export interface Sample {
  /** The file's name, e.g. `leavers.csv`. */
  readonly name: string
  readonly title: string
  /** What it shows, in a sentence. */
  readonly about: string
  /** The words to send with it, e.g. `delete webex`. */
  readonly words: string
}

export interface Command {
  /** E.g. `reject <job> [reason]`. */
  readonly usage: string
  readonly does: string
  /** Whether a file has to come with it. */
  readonly needsFile: boolean
}

/** `GET /page/directories/{vendor}`: everybody there, those who are gone too. */
export interface DirectoryView {
  readonly vendor: Vendor
  /** E.g. `Webex`. */
  readonly title: string
  readonly accounts: readonly AccountView[]
}

export interface AccountView {
  readonly id: string
  readonly name: string
  readonly email: string
  /** Whether it is one of those whom a visitor can be. */
  readonly isPersona: boolean
  /** The vendor's word, e.g. `DEPROVISIONED`. */
  readonly status: string
  readonly tone: 'active' | 'inactive' | 'leaving' | 'gone'
  /** Administrative roles alone. */
  readonly roles: readonly string[]
  /** ISO 8601; of those who are gone or were changed since the start. */
  readonly changedAt?: string
  /** ISO 8601; until then it can be taken back. */
  readonly undoUntil?: string
}

/** `GET /page/events`: server-sent events, each with one of these as JSON. */
export type PageEvent =
  | { readonly kind: 'message'; readonly id: string }
  | { readonly kind: 'message-deleted'; readonly id: string }
  | { readonly kind: 'process'; readonly process: BotProcessState }
  | { readonly kind: 'knobs'; readonly knobs: KnobBoard }
  /** Somebody's account was changed with this vendor. */
  | { readonly kind: 'directory'; readonly vendor: Vendor }
  /** Everything is as at the start: load it all again. */
  | { readonly kind: 'reset' }

/** `POST /page/connect/check` and `POST /page/connect/save`: what the form holds. Values go in and never come back. */
export type ConnectForm = Readonly<Record<string, string>>

export interface Finding {
  readonly tone: 'good' | 'warning' | 'bad'
  readonly words: string
  /** The name in the form that it is about; absent where it is about all of it. */
  readonly field?: string
}

/** The answer to both. */
export interface ConnectAnswer {
  /** Whether nothing stands in the way of a start. */
  readonly isGood: boolean
  readonly findings: readonly Finding[]
  /** After saving: which file was written, and what to do next. */
  readonly saved?: { readonly file: string; readonly next: string }
}

/** Every refusal by the page's own server. */
export interface PageRefusal {
  readonly error: string
}
