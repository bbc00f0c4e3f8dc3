/**
 * What can be asked of the emulated Alteryx Analytics Cloud. Where the vendor's documents leave a question open, both answers
 * can be had here, so that a client can be tried against each.
 */

export interface GivenPerson {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
}

export interface AacOptions {
  /** The people of the workspace, beside its two administrators. Made up from the seed when absent. */
  readonly people?: readonly GivenPerson[]
  /** People of the workspace, its two administrators included, when none are given. Default 240, at least 12. */
  readonly size?: number
  /** Default 1. */
  readonly seed?: number
  /** Default `example.com`. */
  readonly domain?: string
  readonly clock?: () => Date
  /** Default 300: "access tokens are valid for 5 minutes". */
  readonly accessTokenLifeSeconds?: number
  /** Default 30 days; the vendor lets its user choose 1 to 365. */
  readonly refreshTokenLifeSeconds?: number
  /** Calls a minute. The vendor publishes no figure for these endpoints; without one there is no limit and no header. */
  readonly quota?: { readonly user: number; readonly workspace: number }
  readonly variants?: Partial<Variants>
}

/** What the documents leave open. */
export interface Variants {
  /** The answer to a removal: "DELETE usually returns 204", but its generated model is a list. */
  readonly removal: 'no-content' | 'list' | 'empty-200'
  /** The answer to removing somebody who was removed: "410 Gone" means deleted before, and 404 that nobody is there. */
  readonly removedAgain: 404 | 410
  /** What the record of an account says that has left the workspace: the account itself is still there. */
  readonly removedShown: 'shown' | 'not-found'
  /** An administrator who removes themself is refused, in the user interface at least. */
  readonly selfRemoval: 400 | 403
  /** The headers' reset is told in seconds in one row of the documents and in milliseconds in every example. */
  readonly resetIn: 'ms' | 's'
  /**
   * `/v4/people/count` is withdrawn with 410, and the rest of the family may follow. `changes`: what changes people under
   * `/v4/workspaces`; the same is then to be had under `/iam/v1` alone.
   */
  readonly withdrawn: readonly ('list' | 'one' | 'current' | 'changes')[]
  /** The documents show every field; a live list was seen with `id`, `email` and `name` alone. */
  readonly listShows: 'everything' | 'names'
  /** The generated model lets an id be either. */
  readonly idsAre: 'numbers' | 'texts'
  /** Whether the list of administrators is wrapped in `data`. */
  readonly admins: 'wrapped' | 'bare'
  /** Whether the list under `/iam/v1` counts: its generated model has no such field. */
  readonly iamCounts: boolean
  /** The answer to a suspension. */
  readonly suspension: 'empty-200' | 'no-content' | 'people'
  /** Most people that one answer holds. */
  readonly pageLimit: number
}

export const DEFAULT_VARIANTS: Variants = {
  removal: 'no-content',
  removedAgain: 404,
  removedShown: 'not-found',
  selfRemoval: 403,
  resetIn: 'ms',
  withdrawn: [],
  listShows: 'everything',
  idsAre: 'numbers',
  admins: 'wrapped',
  iamCounts: false,
  suspension: 'empty-200',
  pageLimit: 1000,
}
