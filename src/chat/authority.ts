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
  /** Whether a lookup by address shows the bot anybody at all, as `addressSight` finds out. */
  readonly seesAddresses: () => Promise<boolean>
}

/**
 * Looks the listed addresses up until one of them leads to somebody; asks once, and again only where that could not be answered.
 * Webex documents that people of another organisation are not found by address, and not of which organisation a bot is. A bot that finds
 * nobody at all has to go by the people's own records, or nobody could ever use it.
 */
export const addressSight = (
  api: Pick<ChatApi, 'personsWith'>,
  { requesters, approvers }: Pick<AccessLists, 'requesters' | 'approvers'>,
  onBlind: () => void,
): (() => Promise<boolean>) => {
  let known: Promise<boolean> | undefined
  const look = async (): Promise<boolean> => {
    for (const address of new Set([...requesters, ...approvers]))
      if ((await api.personsWith(address)).length > 0) return true
    onBlind()
    return false
  }
  return () => {
    known ??= look().catch((error: unknown) => {
      known = undefined
      throw error
    })
    return known
  }
}

export type Admission =
  | { readonly kind: 'actor'; readonly actor: Actor }
  /** `detail` for the log, where an operator has something to mend. */
  | { readonly kind: 'outsider'; readonly code: OutsiderCode; readonly detail?: string }

/** Read both ways: the person has a listed address, and the address has this person. Only whoever is listed costs the second call. */
export const admit = async (
  api: Pick<ChatApi, 'personsWith'>,
  person: Person,
  lists: AccessLists,
): Promise<Admission> => {
  const admission = admissionOf(person, lists)
  if (admission.kind !== 'actor') return admission
  const holders = await api.personsWith(person.email)
  if (holders.length === 0 && !(await lists.seesAddresses())) return admission
  return admittedAs(admission, person, holders)
}

/** By the person's own record. An address on a list is not enough: somebody in another organisation may carry it, too. */
const admissionOf = (person: Person, { requesters, approvers, orgId }: AccessLists): Admission => {
  if (person.kind !== 'person') return { kind: 'outsider', code: 'bot' }
  if (orgId === undefined) return { kind: 'outsider', code: 'unknown-org' }
  if (!isSameId(person.orgId, orgId)) return { kind: 'outsider', code: 'other-org' }
  const isRequester = requesters.includes(person.email)
  const isApprover = approvers.includes(person.email)
  if (!isRequester && !isApprover) return { kind: 'outsider', code: 'unlisted' }
  const { id, email, displayName } = person
  return { kind: 'actor', actor: { person: { id, email, displayName }, isRequester, isApprover } }
}

/**
 * By the record of the address. Between two readings an address may have passed to somebody else, and a person may carry several,
 * in an order that Webex does not promise: whom both readings do not name alike is on no list.
 */
const admittedAs = (admission: Admission, { id, email }: Person, holders: readonly Person[]): Admission => {
  const [holder, ...others] = holders
  if (holder && others.length === 0 && isSameId(holder.id, id) && holder.email === email) return admission
  return { kind: 'outsider', code: 'unproven', detail: detailOf(holder, others.length) }
}

const detailOf = (holder: Person | undefined, others: number): string => {
  if (holder === undefined) return 'nobody is found under it, though others of the lists are found under theirs'
  return others > 0 ? 'more than one account is found under it' : 'another account is found under it'
}

/** What the lists allow somebody at this moment: nothing where Webex does not know the person any more. */
export const currentStanding = async (
  api: Pick<ChatApi, 'person' | 'personsWith'>,
  access: () => Promise<AccessLists>,
  id: PersonId,
): Promise<Standing> => {
  const person = await api.person(id).catch((error: unknown) => {
    if (error instanceof ChatError && error.fault.status === 404) return undefined
    throw error
  })
  const admission = person && (await admit(api, person, await access()))
  return admission?.kind === 'actor' ? admission.actor : { isRequester: false, isApprover: false }
}
