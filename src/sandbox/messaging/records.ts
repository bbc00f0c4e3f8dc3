/**
 * What the messaging half remembers. Records are never changed in place: a change puts a new record in the old one's
 * stead. `order` grows with every record made, so that lists and paging have one order that no clock can upset.
 */

export interface Room {
  readonly uuid: string
  readonly order: number
  readonly type: 'direct' | 'group'
  readonly title: string
  readonly isLocked: boolean
  readonly creatorUuid: string
  readonly orgUuid: string
  /** ISO 8601, as are all times here. */
  readonly createdAt: string
  readonly lastActivityAt: string
}

export interface Membership {
  readonly order: number
  readonly roomUuid: string
  readonly personUuid: string
  readonly isModerator: boolean
  readonly createdAt: string
}

export interface Message {
  readonly uuid: string
  readonly order: number
  readonly roomUuid: string
  /** The root of the thread; absent where the message is one itself. */
  readonly parentUuid?: string
  readonly personUuid: string
  /** Kept, because the author may be renamed or deleted later. */
  readonly personEmail: string
  readonly text?: string
  readonly markdown?: string
  readonly html?: string
  readonly file?: StoredFile
  /** As posted: `{ contentType, content }`. */
  readonly card?: CardAttachment
  readonly mentionedUuids: readonly string[]
  readonly mentionsAll: boolean
  readonly createdAt: string
  readonly updatedAt?: string
  readonly edits: number
}

export interface CardAttachment {
  readonly contentType: string
  readonly content: Readonly<Record<string, unknown>>
}

export interface StoredFile {
  readonly name: string
  readonly type: string
  readonly bytes: Buffer
  readonly scan: Scan
}

/**
 * What the vendor's anti-malware scanner says of a file. `scanning` answers 423 the given number of times and is clean
 * after that. https://developer.webex.com/docs/basics#message-attachments
 */
export type Scan =
  | { readonly state: 'clean' | 'infected' | 'unscannable' }
  | { readonly state: 'scanning'; readonly times: number; readonly retryAfterSeconds: number }

export interface Action {
  readonly uuid: string
  readonly messageUuid: string
  readonly cardAuthorUuid: string
  readonly roomUuid: string
  readonly personUuid: string
  readonly inputs: Readonly<Record<string, unknown>>
  readonly createdAt: string
}

/** What happened; webhooks and websockets are told of it, each in its own form. */
export type SpaceEvent =
  | { readonly kind: 'room-created' | 'room-updated'; readonly room: Room; readonly actorUuid: string }
  | {
      readonly kind: 'member-added' | 'member-removed'
      readonly room: Room
      readonly membership: Membership
      readonly actorUuid: string
    }
  | {
      readonly kind: 'message-created' | 'message-updated' | 'message-deleted'
      readonly room: Room
      readonly message: Message
      readonly actorUuid: string
    }
  | { readonly kind: 'card-submitted'; readonly room: Room; readonly action: Action; readonly actorUuid: string }
