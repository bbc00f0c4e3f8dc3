/** Where things are on a Bevy site. The public pages name none of these paths in full, so each can be set. */

export interface BevyPaths {
  /** Reads one user; holds `{id}`. */
  readonly user: string
  /** Lists and searches users. */
  readonly users: string
  /** Reads one user by address; holds `{email}`. Absent: addresses are searched for. */
  readonly email?: string
  /** `DELETE` sets the user for deletion; holds `{id}`. */
  readonly remove: string
}

/** As the clients call it that can be read in public. */
export const DEFAULT_PATHS: BevyPaths = {
  user: '/api/user/{id}/',
  users: '/api/user/',
  email: '/api/user/{email}',
  remove: '/api/user/{id}/',
}

/** Calls a deletion off; no such call is documented. */
export interface CancelCall {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Holds `{id}`. */
  readonly path: string
}

const ID = /^[1-9]\d{0,15}$/

/** Bevy numbers its users; anything else is nobody's id and must never reach a URL. */
export const isUserId = (id: string): boolean => ID.test(id)

/** `site` may end in `/` or, as the vendor's pages write it, in `/api`. */
export const siteOf = (site: string): string => site.replace(/\/+$/, '').replace(/\/api$/, '')

/** What people call the site. */
export const hostOf = (site: string): string => new URL(site).host

export const urlOf = (site: string, path: string, values: Readonly<Record<string, string>> = {}): string =>
  site + path.replace(/\{(\w+)\}/g, (place, name: string) => encodeURIComponent(values[name] ?? place))

/** Throws for a path that would reach another account, or none, than the one that is meant. */
export function checkPaths({ user, users, email, remove }: BevyPaths, cancel: CancelCall | undefined): void {
  const wanted: readonly (readonly [string, string | undefined, string])[] = [
    ['of a user', user, '{id}'],
    ['of the users', users, ''],
    ['of an address', email, '{email}'],
    ['of a deletion', remove, '{id}'],
    ['that cancels a deletion', cancel?.path, '{id}'],
  ]
  for (const [what, path, place] of wanted) {
    if (path === undefined) continue
    if (!path.startsWith('/')) throw new Error(`the Bevy path ${what} is "${path}"; it has to begin with a slash`)
    if (!path.includes(place)) throw new Error(`the Bevy path ${what} is "${path}"; it has to hold ${place}`)
  }
}
