import type { PersonId } from './ids.ts'

/** Somebody in Webex, as `GET /people/{id}` told it just now. Authority is bound to `id`, never to `email`. */
export interface Person {
  readonly id: PersonId
  /** Lower-case. */
  readonly email: string
  readonly displayName: string
  readonly orgId: string
  readonly kind: 'person' | 'bot' | 'appuser'
}

/** What a job remembers of a person. */
export type PersonRef = Pick<Person, 'id' | 'email' | 'displayName'>

/** What the lists allow somebody at this moment. */
export interface Standing {
  readonly isRequester: boolean
  readonly isApprover: boolean
}

/** Somebody who clicked or wrote, and what the lists allow at this moment. */
export interface Actor extends Standing {
  readonly person: PersonRef
}
