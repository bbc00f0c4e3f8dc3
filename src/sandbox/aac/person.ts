/** One account of the emulated Analytics Cloud; it knows nothing of the API's JSON. */

/** Times are ISO 8601. */
export interface AacPerson {
  readonly id: number
  /** As it was entered, in whatever case. */
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly isAdmin: boolean
  /** Suspended: cannot sign in, keeps its assets and its seat. */
  readonly isDisabled: boolean
  /** Has been invited and has not signed in yet. */
  readonly isInvited: boolean
  /** "`active`: usable in the workspace; `hidden`: cannot access the workspace, the user's data remains". */
  readonly state: 'active' | 'hidden'
  readonly lastLoginTime: string | null
  readonly lastStateChange: string | null
  readonly createdAt: string
  readonly updatedAt: string
  /** Workflows, datasets and the like that the person owns in the workspace. */
  readonly assets: number
}

export const fullName = ({ firstName, lastName }: AacPerson): string => `${firstName} ${lastName}`
