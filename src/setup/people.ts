/** Whether the people of both lists are who the bot would admit, and enough for two keys. Decides on what was looked up. */
import type { Config } from '../config.ts'
import { identityOf, isSameId } from '../model/identity.ts'
import type { Person } from '../model/person.ts'
import { bad, type Finding } from './form.ts'

/** Whom Webex finds under each address. */
export type Holders = ReadonlyMap<string, readonly Person[]>

type Lists = Pick<Config, 'requesters' | 'approvers' | 'approvalsRequired'>

export const listedOf = ({ requesters, approvers }: Lists): readonly string[] => [
  ...new Set([...requesters, ...approvers]),
]

/** `orgId` is undefined where nobody could tell whose people may use the bot. */
export const peopleFindings = (lists: Lists, holders: Holders, orgId: string | undefined): readonly Finding[] => {
  const listed = listedOf(lists)
  if (listed.every((address) => (holders.get(address) ?? []).length === 0)) return [{ tone: 'warning', words: BLIND }]
  const admitted = new Map<string, string>()
  const doubts: Finding[] = []
  for (const address of listed) {
    const read = readHolders(address, holders.get(address) ?? [], orgId)
    if (typeof read === 'string') doubts.push({ tone: 'warning', field: fieldOf(address, lists), words: read })
    else admitted.set(address, identityOf(read.id))
  }
  const stuck = keysFinding(lists, admitted)
  const who = [...admitted.keys()].map((address) => holders.get(address)?.[0]?.displayName)
  return [
    ...(who.length > 0 ? [{ tone: 'good' as const, words: `Found in your organisation: ${who.join(', ')}.` }] : []),
    ...doubts,
    ...(stuck ? [stuck] : []),
  ]
}

const BLIND =
  'The bot finds none of these people by their addresses. Check the addresses; if they are right, the bot belongs to another organisation than they do: make it in theirs.'

const fieldOf = (address: string, { requesters }: Lists): string =>
  requesters.includes(address) ? 'REQUESTERS' : 'APPROVERS'

/** The person, or why the bot would not admit them. */
const readHolders = (address: string, holders: readonly Person[], orgId: string | undefined): Person | string => {
  const [person, ...others] = holders
  if (!person)
    return `Nobody is found under ${address}. Check the address; people of another organisation are not found, and cannot use the bot.`
  if (others.length > 0) return `More than one account is found under ${address}. The bot would admit neither.`
  if (person.kind !== 'person') return `${address} is the address of a bot, and not of a person.`
  if (orgId !== undefined && !isSameId(person.orgId, orgId))
    return `${person.displayName} (${address}) belongs to another organisation. Only people of your own can use the bot.`
  if (person.email !== address)
    return `${address} is a further address of ${person.displayName}. Name the first one of the account: ${person.email}.`
  return person
}

/** Each approval is from another person than the one who asks. */
const keysFinding = (
  { requesters, approvers, approvalsRequired }: Lists,
  admitted: ReadonlyMap<string, string>,
): Finding | undefined => {
  const idsOf = (list: readonly string[]) => new Set(list.flatMap((address) => admitted.get(address) ?? []))
  const keys = idsOf(approvers)
  const asking = [...idsOf(requesters)]
  if (asking.length === 0) return bad('Nobody who was found may ask for changes.', 'REQUESTERS')
  const isServed = asking.some((id) => keys.size - (keys.has(id) ? 1 : 0) >= approvalsRequired)
  if (isServed) return undefined
  return bad(
    'Two keys need two people: nobody who was found could approve what another one asks for. Name one more person.',
    'APPROVERS',
  )
}
