/**
 * Gives accounts new addresses through SCIM: reads them, changes up to 100 in a call, reads them again, and says `done` only
 * of those that have the new address and are otherwise as they were.
 * https://developer.webex.com/admin/docs/api/v1/scim-2-user/update-a-user-with-patch
 */
import { asciiLowerCase } from '../../model/address.ts'
import type { Effect, Target } from '../../model/directory.ts'
import type { UserId } from '../../model/ids.ts'
import { WireError } from '../../model/wire.ts'
import { refused, unclear } from '../http/effect-of-error.ts'
import { badAnswer } from '../http/fault.ts'
import { type Ask, type BulkTools, inBulk, notAnId } from './bulk.ts'
import { RENAMING } from './deed.ts'
import { differences, differs } from './differences.ts'
import { uuidOf } from './ids.ts'
import { isStop } from './is-stop.ts'
import { noAddress, notThere } from './rename-refusals.ts'
import type { ScimUser } from './schema.ts'
import { patchOf } from './scim.ts'
import { type Email, emailsAreAsAsked, emailsOf, renamedEmails } from './scim-emails.ts'

/** Follows from the change of address or from time: Webex shows a renamed user as not verified until the next sign-in. */
const MAY_DIFFER: ReadonlySet<string> = new Set(['meta', 'userName', 'emails', 'accountStatus', 'sipAddresses'])

interface Renaming {
  readonly id: UserId
  readonly uuid: string
  readonly newLogin: string
  readonly before: ScimUser
  readonly emails: readonly Email[]
}

type Prepared = { readonly effect: Effect } | { readonly renaming: Renaming }

export async function renameInBulk(tools: BulkTools, targets: readonly Target[]): Promise<ReadonlyMap<UserId, Effect>> {
  const before = await readBefore(tools, targets)
  if ('kind' in before) return new Map(targets.map(({ id }) => [id, before]))
  const prepared = targets.map((target) => [target.id, prepare(target, before)] as const)
  const renamings = prepared.flatMap(([, one]) => ('renaming' in one ? [one.renaming] : []))
  const asked = await inBulk(tools, RENAMING, renamings.map(askOf))
  const verified = await verify(
    tools,
    renamings.filter(({ id }) => asked.get(id)?.kind === 'done'),
  )
  const effectOf = (id: UserId, one: Prepared): Effect =>
    'effect' in one ? one.effect : (verified.get(id) ?? asked.get(id) ?? noAddress(id))
  return new Map(prepared.map(([id, one]) => [id, effectOf(id, one)]))
}

/** Nothing was changed yet, so that an error is a plain no. */
async function readBefore(
  { scim }: BulkTools,
  targets: readonly Target[],
): Promise<ReadonlyMap<string, ScimUser> | Effect> {
  const uuids = targets.flatMap(({ id }) => uuidOf('PEOPLE', id) ?? [])
  try {
    return await scim.users([...new Set(uuids)])
  } catch (error) {
    if (!(error instanceof WireError) || isStop(error)) throw error
    return refused({ ...error.fault, message: `${error.fault.message}; nothing was changed` })
  }
}

function prepare({ id, newLogin }: Target, users: ReadonlyMap<string, ScimUser>): Prepared {
  const uuid = uuidOf('PEOPLE', id)
  if (uuid === undefined) return { effect: notAnId(RENAMING.doing, id) }
  if (newLogin === undefined) return { effect: noAddress(id) }
  const before = users.get(uuid)
  if (before === undefined) return { effect: notThere(id) }
  const login = asciiLowerCase(newLogin)
  if (asciiLowerCase(before.userName ?? '') === login) return { effect: { kind: 'already-done' } }
  return { renaming: { id, uuid, newLogin: login, before, emails: renamedEmails(before, login) } }
}

/** Both in one step: the e-mail of type work that is primary must equal `userName` at all times. */
const askOf = ({ id, newLogin, emails }: Renaming): Ask => ({ id, data: patchOf({ userName: newLogin, emails }) })

async function verify({ scim }: BulkTools, renamings: readonly Renaming[]): Promise<ReadonlyMap<UserId, Effect>> {
  if (renamings.length === 0) return new Map()
  try {
    const now = await scim.users(renamings.map(({ uuid }) => uuid))
    return new Map(renamings.map((renaming) => [renaming.id, verdictOn(renaming, now.get(renaming.uuid))]))
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    const fault = { ...error.fault, message: `renamed, and then ${error.fault.message}`, isRetryable: true }
    return new Map(renamings.map(({ id }) => [id, unclear(fault)]))
  }
}

function verdictOn({ newLogin, before, emails }: Renaming, now: ScimUser | undefined): Effect {
  const what = `renaming "${before.userName ?? ''}" to "${newLogin}"`
  if (asciiLowerCase(now?.userName ?? '') !== newLogin)
    return unclear(badAnswer(what, 'Webex said yes and does not show the new address').fault)
  const others = differences(before, now ?? {}, MAY_DIFFER)
  const areEmailsRight = emailsAreAsAsked(emails, emailsOf(now), before.userName ?? '')
  const found = areEmailsRight ? others : [{ field: 'emails', was: emails, is: now?.['emails'] }, ...others]
  return found.length === 0
    ? { kind: 'done' }
    : differs(`${what} is done, but the account has changed otherwise`, found)
}
