import { isSameId } from '../model/identity.ts'
import type { PersonId } from '../model/ids.ts'
import type { Actor, Person, Standing } from '../model/person.ts'
import type { ChatApi } from './chat-api.ts'
import { ChatError } from './chat-error.ts'
import type { OutsiderCode } from './refusals.ts'

/** Who may do what, decided from a person read from the API just now. Nothing that a card or a message says counts here. */
export interface AccessLists {
  /** Lower-case addresses. */
  readonly requesters: readonly string[]
  readonly approvers: readonly string[]
  /** Webex's id of the organisation whose people may use the bot; undefined while it is not known, when nobody may. */
  readonly orgId: string | undefined
}

export type Admission =
  | { readonly kind: 'actor'; readonly actor: Actor }
  | { readonly kind: 'outsider'; readonly code: OutsiderCode }

/** An address on a list is not enough: somebody in another organisation may carry it, too. */
export const admissionOf = (person: Person, { requesters, approvers, orgId }: AccessLists): Admission => {
  if (person.kind !== 'person') return { kind: 'outsider', code: 'bot' }
  if (orgId === undefined) return { kind: 'outsider', code: 'unknown-org' }
  if (!isSameId(person.orgId, orgId)) return { kind: 'outsider', code: 'other-org' }
  const isRequester = requesters.includes(person.email)
  const isApprover = approvers.includes(person.email)
  if (!isRequester && !isApprover) return { kind: 'outsider', code: 'unlisted' }
  const { id, email, displayName } = person
  return { kind: 'actor', actor: { person: { id, email, displayName }, isRequester, isApprover } }
}

/** What the lists allow somebody at this moment: nothing where Webex does not know the person any more. */
export const currentStanding = async (
  api: Pick<ChatApi, 'person'>,
  access: () => Promise<AccessLists>,
  id: PersonId,
): Promise<Standing> => {
  const person = await api.person(id).catch((error: unknown) => {
    if (error instanceof ChatError && error.fault.status === 404) return undefined
    throw error
  })
  const admission = person && admissionOf(person, await access())
  return admission?.kind === 'actor' ? admission.actor : { isRequester: false, isApprover: false }
}
