import { asciiLowerCase } from '../model/address.ts'
import type { Operation } from '../model/vendor.ts'

/**
 * Which columns name the person. Columns are found by their header, never by their place: Control Hub lets the admin choose
 * what is exported, so places change (https://help.webex.com/article/nlkiw8e).
 */

/**
 * Header names as people and products write them; compared without case, spaces and punctuation. `oldEmail` and `newEmail` are read
 * with `rename` alone: to any other operation `Old email` says nothing about who is meant today.
 */
export const COLUMN_ALIASES = {
  email: [
    'User ID/Email (Required)',
    'UserID/Email (Required)',
    'User ID/Email',
    'email',
    'e-mail',
    'email address',
    'user email',
    'user_email',
    'login',
    'username',
    'user name',
  ],
  id: ['id', 'user_id', 'user id', 'person id', 'person_id'],
  oldEmail: [
    'old',
    'old email',
    'old_email',
    'old e-mail',
    'OldEmailAddress',
    'old address',
    'old login',
    'old username',
    'previous',
    'previous email',
    'previous email address',
    'current_email',
    'current email address',
    'current login',
    'Emails',
  ],
  newEmail: [
    'new',
    'new email',
    'new_email',
    'new e-mail',
    'newEmail',
    'NewEmailAddress',
    'new address',
    'new login',
    'new username',
    'new User ID/Email',
  ],
} as const satisfies Record<'email' | 'id' | 'oldEmail' | 'newEmail', readonly string[]>

/** Positions of the columns that hold an address or an id, in the order of the file. */
export interface KeyColumns {
  readonly emails: readonly number[]
  readonly ids: readonly number[]
  /** Columns with the address that a `rename` gives; empty with any other operation. */
  readonly newEmails: readonly number[]
}

const bare = (header: string): string => asciiLowerCase(header).replace(/[\s\p{P}\p{S}]/gu, '')

const namesOf = (aliases: readonly string[]): ReadonlySet<string> => new Set(aliases.map(bare))

const EMAIL_NAMES = namesOf(COLUMN_ALIASES.email)
const ID_NAMES = namesOf(COLUMN_ALIASES.id)
const RENAME_NAMES = namesOf([...COLUMN_ALIASES.email, ...COLUMN_ALIASES.oldEmail])
const NEW_NAMES = namesOf(COLUMN_ALIASES.newEmail)

const positions = (columns: readonly string[], names: ReadonlySet<string>): number[] =>
  columns.flatMap((column, index) => (names.has(bare(column)) ? [index] : []))

export const findKeyColumns = (columns: readonly string[], operation: Operation): KeyColumns => ({
  emails: positions(columns, operation === 'rename' ? RENAME_NAMES : EMAIL_NAMES),
  ids: positions(columns, ID_NAMES),
  newEmails: operation === 'rename' ? positions(columns, NEW_NAMES) : [],
})

export const hasKeyColumn = (found: KeyColumns): boolean => found.emails.length + found.ids.length > 0
