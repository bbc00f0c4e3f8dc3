/** Accounts of the emulated Bevy site, and how the API shows them. */

/** In how far a site's answers tell that an account is set for deletion. Not documented, so each way can be had. */
export interface DeletionField {
  readonly name: string
  /** `time` holds when the account will be deleted, or null; `flag` holds true or false. */
  readonly shows: 'time' | 'flag'
}

export interface Account {
  readonly id: number
  /** As written when it was given; looked up whatever the case. */
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly isHqAdmin: boolean
  readonly createdAt: string
  /** ISO 8601; present while the account is set for deletion. */
  readonly deletionAt?: string
  /** ISO 8601; the address is gone from then on, the id and the history stay. */
  readonly deletedAt?: string
}

export const viewOf = (account: Account, field: DeletionField | undefined): Readonly<Record<string, unknown>> => ({
  id: account.id,
  first_name: account.firstName,
  last_name: account.lastName,
  full_name: `${account.firstName} ${account.lastName}`.trim(),
  email: account.email,
  ...(field && { [field.name]: field.shows === 'flag' ? isSetForDeletion(account) : (account.deletionAt ?? null) }),
})

export const isSetForDeletion = ({ deletionAt, deletedAt }: Account): boolean =>
  deletionAt !== undefined && deletedAt === undefined

/** `?fields=id,email`: those of the view alone that are named; all of it when nothing is. */
export const fieldsOf = (
  view: Readonly<Record<string, unknown>>,
  fields: string | null,
): Readonly<Record<string, unknown>> => {
  const wanted = new Set(
    (fields ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
  )
  return wanted.size === 0 ? view : Object.fromEntries(Object.entries(view).filter(([name]) => wanted.has(name)))
}

/** Each word of the text has to be part of the names or of the address: near enough is enough, as searches of sites are. */
export const isHit = ({ email, firstName, lastName }: Account, text: string): boolean => {
  const places = [email, `${firstName} ${lastName}`].map((place) => place.toLowerCase())
  return text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .every((word) => places.some((place) => place.includes(word)))
}
