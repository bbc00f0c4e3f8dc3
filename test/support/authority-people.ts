import type { AccessLists } from '../../src/chat/authority.ts'
import { ChatError } from '../../src/chat/chat-error.ts'
import { isSameId } from '../../src/model/identity.ts'
import { type PersonId, personId } from '../../src/model/ids.ts'
import type { Person } from '../../src/model/person.ts'
import { spellings } from './a-plan.ts'

/** Everybody who could act on one job, and the lists as they may be by the time that they do. */

const ORG = spellings('0a000000-0000-4000-8000-000000000001', 'ORGANIZATION')
const ELSEWHERE = spellings('0a000000-0000-4000-8000-000000000002', 'ORGANIZATION').usual

const uuidOf = (no: number): string => `0b000000-0000-4000-8000-00000000000${no}`
const someone = (no: number, name: string, over: Partial<Person> = {}): Person => ({
  id: personId(spellings(uuidOf(no)).usual),
  email: `${name}@example.com`,
  displayName: name,
  orgId: ORG.usual,
  kind: 'person',
  ...over,
})
const respelled = (person: Person, no: number, how: 'elsewhere' | 'bare' | 'padded'): Person => ({
  ...person,
  id: personId(spellings(uuidOf(no))[how]),
})

export const rita = someone(1, 'rita')
export const vera = someone(2, 'vera')
export const paul = someone(3, 'paul')
export const zoe = someone(4, 'zoe')
export const nina = someone(5, 'nina')
const olga = someone(6, 'olga')
const tess = someone(7, 'tess')

export interface ActingPerson {
  readonly who: string
  readonly person: Person
  /** The same person, whatever the spelling of the id. */
  readonly as?: 'requester' | 'first' | 'second'
}

export const ACTORS: readonly ActingPerson[] = [
  { who: 'the requester', person: rita, as: 'requester' },
  { who: 'the requester under another spelling', person: respelled(rita, 1, 'elsewhere'), as: 'requester' },
  { who: 'the first approver', person: vera, as: 'first' },
  { who: 'the first approver under another spelling', person: respelled(vera, 2, 'bare'), as: 'first' },
  { who: 'the second approver', person: paul, as: 'second' },
  { who: 'the second approver under another spelling', person: respelled(paul, 3, 'padded'), as: 'second' },
  { who: 'an approver who has rejected', person: nina },
  { who: 'a fresh approver', person: olga },
  { who: 'somebody on the list of requesters only', person: tess },
  { who: 'somebody on no list', person: someone(8, 'sam') },
  { who: 'an approver taken off the list since', person: someone(9, 'gus') },
  { who: 'a bot with a listed address', person: someone(0, 'rob', { kind: 'bot' }) },
  {
    who: 'somebody of another organisation with a listed address',
    person: { ...someone(0, 'otto'), orgId: ELSEWHERE },
  },
  { who: 'somebody whose listed address is another account', person: { ...someone(0, 'twin'), email: olga.email } },
]

const requesters = [rita, tess].map(({ email }) => email)
const approvers = ['vera', 'paul', 'zoe', 'nina', 'olga', 'rob', 'otto'].map((name) => `${name}@example.com`)
const without = (list: readonly string[], { email }: Person): readonly string[] => list.filter((one) => one !== email)

export const SITUATIONS = {
  'as it was asked': { requesters, approvers },
  'the requester is an approver, too': { requesters, approvers: [...approvers, rita.email] },
  'the requester is off the list': { requesters: without(requesters, rita), approvers },
  'the requester is an approver only': { requesters: without(requesters, rita), approvers: [...approvers, rita.email] },
  'the first approver is off the list': { requesters, approvers: without(approvers, vera) },
  'almost everybody is off the lists': { requesters: [tess.email], approvers: [olga.email] },
} as const satisfies Record<string, Pick<AccessLists, 'requesters' | 'approvers'>>
export type Situation = keyof typeof SITUATIONS

export const listsIn = (situation: Situation): AccessLists => ({
  ...SITUATIONS[situation],
  orgId: ORG.bare,
  seesAddresses: async () => true,
})

const EVERYBODY: readonly Person[] = [zoe, ...ACTORS.map(({ person }) => person)]

/** Webex, as far as it tells who somebody is. */
export const PEOPLE_API = {
  person: async (id: PersonId): Promise<Person> => {
    const person = EVERYBODY.find((one) => isSameId(one.id, id))
    if (person) return person
    throw new ChatError({ doing: 'reading a person', code: 'http', status: 404 })
  },
  personsWith: async (email: string): Promise<readonly Person[]> => {
    // Those in other spellings are no other accounts, and the twin's record is the one that is out of date.
    const found = EVERYBODY.find((one) => one.email === email)
    return found === undefined ? [] : [found]
  },
}
