import type { Subject } from '../model/directory.ts'

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
  /** Addresses of the bot itself. */
  readonly botEmails: readonly string[]
  /** Whether full administrators may be planned at all; the last one never is. */
  readonly allowAdmins: boolean
}

/** The policy with its lists made ready for many questions. */
export interface Protection {
  isProtected(login: string): boolean
  isApprover(login: string): boolean
  isBot(login: string): boolean
  readonly allowAdmins: boolean
}

/** Addresses are compared without outer blanks, without regard to case, and however an accent was composed. */
export const addressOf = (text: string): string => text.trim().normalize('NFC').toLowerCase()

export function protectionFrom(policy: ProtectionPolicy): Protection {
  const protectedUsers = addressSet(policy.protectedUsers)
  const approvers = addressSet(policy.approvers)
  const bots = addressSet(policy.botEmails)
  return {
    isProtected: (login) => protectedUsers.has(addressOf(login)) || protectedUsers.has(domainOf(login)),
    isApprover: (login) => approvers.has(addressOf(login)),
    isBot: (login) => bots.has(addressOf(login)),
    allowAdmins: policy.allowAdmins,
  }
}

/** Every role in words; a full administrator has one even where the vendor gave it no word. */
export function administrativeRoles(subject: Subject): readonly string[] {
  if (subject.isFullAdmin && subject.adminRoles.length === 0) return ['full administrator']
  return subject.adminRoles
}

const addressSet = (list: readonly string[]): ReadonlySet<string> =>
  new Set(list.map(addressOf).filter((entry) => entry !== ''))

/** `@domain` of an address; a login without an `@` has no domain and gives the empty text, which no list holds. */
function domainOf(login: string): string {
  const at = login.lastIndexOf('@')
  return at < 0 ? '' : addressOf(login.slice(at))
}
