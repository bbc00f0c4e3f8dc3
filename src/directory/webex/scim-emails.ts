/** The e-mail addresses of a user in SCIM before and after a change of login. Pure. */
import { asciiLowerCase } from '../../model/address.ts'
import type { ScimUser } from './schema.ts'

export type Email = Readonly<Record<string, unknown>>

export function emailsOf(user: ScimUser | undefined): readonly Email[] {
  const emails: unknown = user?.['emails']
  return Array.isArray(emails) ? emails.filter((email) => typeof email === 'object' && email !== null) : []
}

/**
 * The list with the new login in the place of the old one. The old login is the e-mail that equals `userName`, primary or not;
 * an e-mail that is the new address already gives way to it.
 */
export function renamedEmails(user: ScimUser, newLogin: string): readonly Email[] {
  const old = asciiLowerCase(user.userName ?? '')
  const isLogin = (email: Email) => addressOf(email) === old || email['primary'] === true
  const [login, ...more] = [...emailsOf(user).filter(isLogin)].sort(
    (a, b) => Number(isPrimary(b)) - Number(isPrimary(a)),
  )
  const others = emailsOf(user).filter((email) => email !== login && addressOf(email) !== newLogin)
  const kept = others.map((email) => (more.includes(email) ? { ...email, primary: false } : email))
  return [{ ...login, value: newLogin, type: 'work', primary: true }, ...kept]
}

/** Everything that was asked for is there. The old address may stay behind as another one: Webex is known to keep it. */
export function emailsAreAsAsked(asked: readonly Email[], now: readonly Email[], oldLogin: string): boolean {
  const isThere = (email: Email) =>
    now.some(
      (one) =>
        addressOf(one) === addressOf(email) && one['type'] === email['type'] && isPrimary(one) === isPrimary(email),
    )
  const known = new Set([...asked.map(addressOf), asciiLowerCase(oldLogin)])
  return asked.every(isThere) && now.every((email) => known.has(addressOf(email)))
}

const addressOf = (email: Email): string => asciiLowerCase(String(email['value'] ?? ''))
const isPrimary = (email: Email): boolean => email['primary'] === true
