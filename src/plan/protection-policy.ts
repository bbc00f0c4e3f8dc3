import { asciiLowerCase } from '../model/address.ts'
import type { Subject } from '../model/directory.ts'
import { remembered } from '../model/remembered.ts'

/**
 * Who may never be changed, whatever a file says. Asked when a plan is made and again just before each effect,
 * because a list may have grown in between. Must never match more loosely or more tightly than it is written:
 * an entry is one address or one whole domain.
 */

export interface ProtectionPolicy {
  /** Addresses, or `@domain` for exactly that domain: neither its sub-domains nor domains that end in it. */
  readonly protectedUsers: readonly string[]
  /** Addresses. Someone who can turn the second key is not removed with it. */
  readonly approvers: readonly string[]
  /** Addresses. None of them is given to an account: whoever has it may ask. The people themselves may be planned. */
  readonly requesters: readonly string[]
  /** Addresses of the bot itself. */
  readonly botEmails: readonly string[]
  /** Whether full administrators may be planned at all; the last one never is. */
  readonly allowAdmins: boolean
  /** Whether accounts that a directory sync manages may be renamed; no when absent. The sync may undo it or make a second account. */
  readonly allowSynced?: boolean | undefined
  /** Domains that new Webex addresses may have, each exactly that one. Absent: not checked, and the card says so. */
  readonly verifiedDomains?: readonly string[] | undefined
}

/** The policy with its lists made ready for many questions. */
export interface Protection {
  isProtected(login: string): boolean
  isApprover(login: string): boolean
  isRequester(login: string): boolean
  isBot(login: string): boolean
  readonly allowAdmins: boolean
  readonly allowSynced: boolean
  /** True for any address where there is no list. */
  isOfVerifiedDomain(address: string): boolean
}

/**
 * For lists of people who are shielded: without outer blanks, without regard to case, and however an accent was composed. What is
 * allowed by a list must be compared by `asciiLowerCase` instead: here a Kelvin sign is a k.
 */
export const addressOf = remembered((text) => text.trim().normalize('NFC').toLowerCase(), 64)

export function protectionFrom(policy: ProtectionPolicy): Protection {
  const protectedUsers = addressSet(policy.protectedUsers)
  const approvers = addressSet(policy.approvers)
  const requesters = addressSet(policy.requesters)
  const bots = addressSet(policy.botEmails)
  const verified =
    policy.verifiedDomains &&
    new Set(policy.verifiedDomains.map((domain) => asciiLowerCase(domain.trim().replace(/^@?/, '@'))))
  return {
    isProtected: (login) => protectedUsers.has(addressOf(login)) || protectedUsers.has(domainOf(login)),
    isApprover: (login) => approvers.has(addressOf(login)),
    isRequester: (login) => requesters.has(addressOf(login)),
    isBot: (login) => bots.has(addressOf(login)),
    allowAdmins: policy.allowAdmins,
    allowSynced: policy.allowSynced === true,
    isOfVerifiedDomain: (address) => verified === undefined || verified.has(exactDomainOf(address)),
  }
}

/** Every address that an account is known by: whoever is on a list is so under each of them. */
export const addressesOf = ({ login, otherAddresses = [] }: Subject): readonly string[] => [login, ...otherAddresses]

/** The account by its login, or by the other of its addresses that a list has. */
export const named = ({ login }: Subject, address: string): string =>
  address === login ? `"${login}"` : `"${address}", an address of "${login}",`

/** Every role in words; a full administrator has one even where the vendor gave it no word. */
export function administrativeRoles(subject: Subject): readonly string[] {
  if (subject.isFullAdmin && subject.adminRoles.length === 0) return ['full administrator']
  return subject.adminRoles
}

/** `an administrator ("Help Desk Administrator")`; some vendors have no full administrators, and every role is refused like one. */
export const administratorWords = ({ isFullAdmin, adminRoles }: Subject): string =>
  isFullAdmin && adminRoles.length > 0
    ? `an administrator (${adminRoles.map((role) => `"${role}"`).join(', ')})`
    : 'a full administrator'

const addressSet = (list: readonly string[]): ReadonlySet<string> =>
  new Set(list.map(addressOf).filter((entry) => entry !== ''))

/** `@domain` of an address; a login without an `@` has no domain and gives the empty text, which no list holds. */
function domainOf(login: string): string {
  const at = login.lastIndexOf('@')
  return at < 0 ? '' : addressOf(login.slice(at))
}

/** As it is written, but for the case of A to Z: a domain that only looks like a verified one is another. */
const exactDomainOf = (address: string): string => asciiLowerCase(address.slice(address.lastIndexOf('@')).trim())
