/** What changes people: removal from the workspace, deletion of the account, suspension and the transfer of assets. */
import {
  type Answer,
  type Call,
  denied,
  exception,
  gone,
  invalid,
  isJson,
  noData,
  ok,
  wholeNumber,
} from './exchange.ts'
import type { AacPerson } from './person.ts'

/** `deleteWorkspaceUser`: "removes the user's membership from the workspace but does not delete the user altogether". */
export function removeFromWorkspace(call: Call): Answer {
  const { workspace, variants, caller } = call
  const refused = unlessAdmin(call)
  if (refused) return refused
  const id = wholeNumber(call.params['personId'])
  if (id === undefined) return invalid('The id of the person must be a whole number.')
  if (id === caller.id) return exception(variants.selfRemoval, 'AccessControlException', 'You cannot remove yourself.')
  if (workspace.remove(id, caller.id)) return REMOVED[variants.removal]
  const wasHere = workspace.account(id) !== undefined && id !== workspace.outsider.id
  if (wasHere && variants.removedAgain === 410) return gone('The person has been removed before.')
  return noData('The workspace has no such person.')
}

const REMOVED = { 'no-content': { status: 204 }, list: ok([]), 'empty-200': { status: 200 } } as const

/** Deletes the whole account, in every workspace. */
export function deleteAccount(call: Call): Answer {
  const refused = unlessAdmin(call)
  if (refused) return refused
  const id = wholeNumber(call.params['personId'])
  if (id === undefined) return invalid('The id must be a whole number.')
  if (id === call.caller.id) return denied('You cannot delete yourself.')
  return call.workspace.deleteAccount(id, call.caller.id) ? { status: 204 } : noData('No person has this id.')
}

/** `{"personIds":[1,2]}`: all or none. */
export const suspendMany =
  (isDisabled: boolean) =>
  (call: Call): Answer => {
    const refused = unlessAdmin(call)
    if (refused) return refused
    const list: unknown = isJson(call.body) ? call.body['personIds'] : undefined
    if (!Array.isArray(list) || list.length === 0) return invalid('personIds must be a list of ids.')
    const people = list.map((id) => (typeof id === 'number' ? call.workspace.member(id) : undefined))
    return suspend(call, people, isDisabled)
  }

/** `{"suspended":true}` on one person: the documents name the call and not its body. */
export function suspendOne(call: Call): Answer {
  const refused = unlessAdmin(call)
  if (refused) return refused
  const wanted: unknown = isJson(call.body) ? call.body['suspended'] : undefined
  if (typeof wanted !== 'boolean') return invalid('suspended must be true or false.')
  return suspend(call, [call.workspace.member(wholeNumber(call.params['personId']) ?? 0)], wanted)
}

function suspend(call: Call, found: readonly (AacPerson | undefined)[], isDisabled: boolean): Answer {
  const { workspace, caller, variants } = call
  const people = found.filter((person) => person !== undefined)
  if (people.length < found.length) return noData('The workspace has no such person.')
  if (people.some(({ id }) => id === caller.id)) return denied('You cannot suspend yourself.')
  for (const { id } of people) workspace.setSuspended(id, isDisabled, caller.id)
  if (variants.suspension === 'no-content') return { status: 204 }
  return variants.suspension === 'empty-200'
    ? { status: 200 }
    : ok({ data: people.map(({ id }) => ({ id, isDisabled })) })
}

/** "Cannot be applied to deleted users. You must transfer the assets of the user first." */
export function transferAssets(call: Call): Answer {
  const refused = unlessAdmin(call)
  if (refused) return refused
  const body = isJson(call.body) ? call.body : {}
  const from = memberOf(call, body['fromPersonId'], body['fromPersonEmail'])
  const to = memberOf(call, body['toPersonId'], body['toPersonEmail'])
  if (from === 'malformed' || to === 'malformed') return invalid('Name two people by id or by email.')
  if (from === undefined || to === undefined) return noData('The workspace has no such person.')
  if (from.id === to.id) return invalid('The two people must not be the same.')
  call.workspace.transfer(from.id, to.id, call.caller.id)
  return { status: 204 }
}

function memberOf({ workspace }: Call, id: unknown, email: unknown): AacPerson | 'malformed' | undefined {
  if (typeof id === 'number') return workspace.member(id)
  if (typeof email !== 'string') return 'malformed'
  return workspace.members().find((person) => person.email.toLowerCase() === email.toLowerCase())
}

const unlessAdmin = ({ caller }: Call): Answer | undefined =>
  caller.isAdmin ? undefined : denied('Only an administrator of the workspace may do this.')
