/**
 * Gives an account a new address through the People API, whose PUT takes away whatever is not sent: reads the whole account,
 * sends all of it back with the address changed, reads it again, and compares every field.
 * https://developer.webex.com/admin/docs/api/v1/people/update-a-person
 */
import { asciiLowerCase } from '../../model/address.ts'
import type { Effect, Target } from '../../model/directory.ts'
import { type Caller, WireError, type WireFault } from '../../model/wire.ts'
import { effectOfError, refused, unclear } from '../http/effect-of-error.ts'
import { badAnswer, credentialRefused, NOT_SENT } from '../http/fault.ts'
import { notAnId } from './bulk.ts'
import { RENAMING } from './deed.ts'
import { type Difference, differs } from './differences.ts'
import { hasFallen } from './has-fallen.ts'
import { restIdOf, uuidOf } from './ids.ts'
import { isStop } from './is-stop.ts'
import type { People } from './people.ts'
import { noAddress, notShownWhole, notThere, severalAddresses } from './rename-refusals.ts'
import type { WebexPerson, WholePerson } from './schema.ts'
import { bodyOf, isRenamed, sideEffects } from './whole-person.ts'

export interface PeopleTools {
  readonly people: People
  readonly call: Caller
  /** The credential's account as it was when it was probed. */
  readonly owner: WebexPerson
  readonly wanted?: AbortSignal | undefined
}

interface Renaming {
  /** E.g. `renaming "a@b.example" to "c@d.example"`. */
  readonly what: string
  readonly id: string
  readonly newLogin: string
  readonly before: WholePerson
}

export async function renameOne(tools: PeopleTools, { id, newLogin }: Target): Promise<Effect> {
  if (uuidOf('PEOPLE', id) === undefined) return notAnId(RENAMING.doing, id)
  if (newLogin === undefined) return noAddress(id)
  const restId = restIdOf('PEOPLE', id)
  const before = await readBefore(tools.people, restId)
  if (!('person' in before)) return before.effect ?? notThere(id)
  const { person } = before
  const [login = '', ...more] = person.emails
  if (more.length > 0) return severalAddresses(id, person.emails)
  const to = asciiLowerCase(newLogin)
  if (asciiLowerCase(login) === to) return { kind: 'already-done' }
  if (person.loginEnabled === undefined) return withoutSight(tools, notShownWhole(id))
  return replace(tools, { what: `renaming "${login}" to "${to}"`, id: restId, newLogin: to, before: person })
}

/** An administrator who is no longer one sees as little as anybody. */
async function withoutSight({ people, owner }: PeopleTools, fault: WireFault): Promise<Effect> {
  if (await hasFallen(people, owner)) throw credentialRefused(fault)
  return refused(fault)
}

/** Nothing was changed yet, so that an error is a plain no; nothing at all where nobody is there. */
async function readBefore(
  people: People,
  id: string,
): Promise<{ readonly person: WholePerson } | { readonly effect?: Effect }> {
  try {
    return { person: await people.whole(id) }
  } catch (error) {
    if (!(error instanceof WireError) || isStop(error)) throw error
    if (error.fault.httpStatus === 404) return {}
    return { effect: refused({ ...error.fault, message: `${error.fault.message}; nothing was changed` }) }
  }
}

async function replace(tools: PeopleTools, renaming: Renaming): Promise<Effect> {
  const body = bodyOf(renaming.before, renaming.newLogin)
  try {
    const traits = { bucket: 'webex:people', nature: 'effect' } as const
    await tools.call(traits, (signal) => tools.people.replace(renaming.id, body, signal, tools.wanted))
  } catch (error) {
    if (!(error instanceof WireError) || isStop(error)) throw error
    return afterError(tools, renaming, error)
  }
  return afterYes(tools, renaming)
}

async function afterYes(tools: PeopleTools, { what, id, newLogin, before }: Renaming): Promise<Effect> {
  const now = await readAfter(tools.people, id)
  if (now instanceof WireError)
    return unclear({
      ...now.fault,
      message: `${what}: Webex said yes, and then ${now.fault.message}`,
      isRetryable: true,
    })
  if (!isRenamed(now, newLogin))
    return unclear(badAnswer(what, 'Webex said yes and does not show the new address').fault)
  return verdictOn(what, sideEffects(before, now))
}

/** "A PUT request that returns an error response code may still have altered some values": the account itself tells. */
async function afterError(tools: PeopleTools, renaming: Renaming, error: WireError): Promise<Effect> {
  const { fault } = error
  const { what, id, newLogin, before } = renaming
  if (NOT_SENT.has(fault.code) || fault.httpStatus === 429) return refused(fault)
  const now = await readAfter(tools.people, id)
  if (now instanceof WireError) return unclear({ ...fault, isRetryable: true })
  const found = sideEffects(before, now)
  if (isRenamed(now, newLogin)) return verdictOn(what, found)
  if (found.length > 0)
    return differs(`${fault.message}; the address is still the old one, but the account has changed`, found)
  if (fault.httpStatus === 403 && (await hasFallen(tools.people, tools.owner))) throw credentialRefused(fault)
  return effectOfError(error)
}

const verdictOn = (what: string, found: readonly Difference[]): Effect =>
  found.length === 0 ? { kind: 'done' } : differs(`${what} is done, but the account has changed otherwise`, found)

/** Never throws what would say that nothing was changed. */
async function readAfter(people: People, id: string): Promise<WholePerson | WireError> {
  try {
    return await people.whole(id)
  } catch (error) {
    if (error instanceof WireError) return error
    throw error
  }
}
