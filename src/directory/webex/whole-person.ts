/** A whole account of the People API: what of it is sent back, and what may differ afterwards. Pure. */
import { asciiLowerCase } from '../../model/address.ts'
import { type Difference, differences } from './differences.ts'
import type { WholePerson } from './schema.ts'

/** Set by Webex alone. */
const READ_ONLY: ReadonlySet<string> = new Set([
  'id',
  'created',
  'lastModified',
  'timezone',
  'lastActivity',
  'sipAddresses',
  'status',
  'invitePending',
  'type',
])

/** Follows from time or from the change of address: Webex shows a renamed user as not verified until the next sign-in. */
const MAY_DIFFER: ReadonlySet<string> = new Set([
  'emails',
  'lastModified',
  'lastActivity',
  'status',
  'invitePending',
  'sipAddresses',
  'xmppFederationJid',
])

/** Every field as it was read, with the new address. Throws nothing away but what Webex does not take. */
export function bodyOf(person: WholePerson, newLogin: string): Readonly<Record<string, unknown>> {
  const { phoneNumbers, loginEnabled, ...rest } = person
  const kept = Object.entries(rest).filter(([field]) => !READ_ONLY.has(field))
  return {
    ...Object.fromEntries(kept),
    ...(phoneNumbers === undefined ? {} : { phoneNumbers: settableNumbers(phoneNumbers) }),
    // Shown as text, taken as a boolean.
    loginEnabled: String(loginEnabled) === 'true',
    emails: [newLogin],
  }
}

/** "The `work_extension` type … cannot be used to set the Webex Calling extension": `extension` is sent for it. */
const settableNumbers = (numbers: unknown): unknown =>
  Array.isArray(numbers) ? numbers.filter((number) => Object(number).type !== 'work_extension') : numbers

export function isRenamed(now: WholePerson, newLogin: string): boolean {
  return now.emails.some((email) => asciiLowerCase(email) === newLogin)
}

/** What a change of address has done to the account beside it. */
export function sideEffects(before: WholePerson, now: WholePerson): readonly Difference[] {
  return differences(before, now, MAY_DIFFER).filter((found) => !isGivenNickName(found, now))
}

/** "If no nickname is configured", every PUT sets it to the first name; that takes nothing away. */
const isGivenNickName = ({ field, was, is }: Difference, now: WholePerson): boolean =>
  field === 'nickName' && !was && is === now['firstName']
