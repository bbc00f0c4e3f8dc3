import { asciiLowerCase } from '../model/address.ts'

/**
 * Which columns name the person. Columns are found by their header, never by their place: Control Hub lets the admin choose
 * what is exported, so places change (https://help.webex.com/article/nlkiw8e).
 */

/** Header names as people and products write them; compared without case, spaces and punctuation. */
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
} as const satisfies Record<'email' | 'id', readonly string[]>

/** Positions of the columns that hold an address or an id, in the order of the file. */
export interface KeyColumns {
  readonly emails: readonly number[]
  readonly ids: readonly number[]
}

const bare = (header: string): string => asciiLowerCase(header).replace(/[\s\p{P}\p{S}]/gu, '')

const EMAIL_NAMES: ReadonlySet<string> = new Set(COLUMN_ALIASES.email.map(bare))
const ID_NAMES: ReadonlySet<string> = new Set(COLUMN_ALIASES.id.map(bare))

const positions = (columns: readonly string[], names: ReadonlySet<string>): number[] =>
  columns.flatMap((column, index) => (names.has(bare(column)) ? [index] : []))

export const findKeyColumns = (columns: readonly string[]): KeyColumns => ({
  emails: positions(columns, EMAIL_NAMES),
  ids: positions(columns, ID_NAMES),
})

export const hasKeyColumn = (found: KeyColumns): boolean => found.emails.length + found.ids.length > 0
