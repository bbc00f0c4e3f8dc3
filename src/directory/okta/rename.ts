/**
 * Gives an account another address. Changes the login, the e-mail address or both, whichever was the old address, and holds
 * every other property of the profile against what it was.
 */
import { isDeepStrictEqual } from 'node:util'
import { asciiLowerCase } from '../../model/address.ts'
import type { Effect } from '../../model/directory.ts'
import { refused, unclear } from '../http/effect-of-error.ts'
import { badAnswer, plain } from '../http/fault.ts'
import type { Account } from './account.ts'
import { gone, nothingDone } from './lifecycle.ts'
import type { OktaUser } from './schema.ts'
import { mayRename } from './steps.ts'
import { addressOf } from './subject.ts'

type Profile = OktaUser['profile']

/** Throws what reading throws, and what keeps the call from being made. */
export async function rename(account: Account, newLogin: string | undefined): Promise<Effect> {
  if (newLogin === undefined || newLogin === '')
    return nothingDone('no-address', `renaming the user "${account.id}": no new address was given`)
  const user = await account.firstLook()
  if (user === undefined) return gone(account)
  if (addressOf(user) === asciiLowerCase(newLogin)) return { kind: 'already-done' }
  if (!mayRename(user.status)) return nothingDone('deactivated', deactivatedWords(account.id))
  const wanted = changedProfile(user, newLogin)
  await account.touch((users) => users.update(account.id, wanted))
  const now = await account.look()
  return now === undefined
    ? unclear(badAnswer(doing(account), 'the account is gone').fault)
    : verdict(account, user, now, wanted)
}

/** Said in the dry run, and in the run where somebody was deactivated after it. */
export const deactivatedWords = (who: string): string =>
  `Okta changes no address of a deactivated user; restore "${who}" first`

/** Only what was the old address becomes the new one: a login that is no address stays, and so does another e-mail address. */
export function changedProfile(user: OktaUser, newLogin: string): Readonly<Record<string, string>> {
  const old = addressOf(user)
  const isOld = (value: string | null | undefined): boolean => asciiLowerCase(value ?? '') === old
  const { login, email } = user.profile
  return { ...(isOld(login) ? { login: newLogin } : {}), ...(isOld(email) ? { email: newLogin } : {}) }
}

function verdict(account: Account, before: OktaUser, now: OktaUser, wanted: Readonly<Record<string, string>>): Effect {
  const differences = differencesOf({ ...before.profile, ...wanted }, now.profile)
  if (differences.length === 0) return { kind: 'done' }
  const said = plain(differences.join('; '))
  if (addressOf(now) === addressOf(before))
    return unclear(badAnswer(doing(account), `Okta said yes, and still shows the old address: ${said}`).fault)
  const message = `${doing(account)}: the address was changed, and the profile is not what was expected: ${said}; look at it by hand`
  return refused({ kind: 'refused', code: 'differs', message, isRetryable: false })
}

/** In words, property by property. Addresses are the same in any case. */
export function differencesOf(expected: Profile, now: Profile): readonly string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(now)])]
  return names
    .filter((name) => !isSame(name, expected[name] ?? null, now[name] ?? null))
    .map(
      (name) =>
        `${name} should be ${JSON.stringify(expected[name] ?? null)} and is ${JSON.stringify(now[name] ?? null)}`,
    )
}

function isSame(name: string, one: unknown, other: unknown): boolean {
  const isAddress = (name === 'login' || name === 'email') && typeof one === 'string' && typeof other === 'string'
  return isAddress ? asciiLowerCase(one) === asciiLowerCase(other) : isDeepStrictEqual(one, other)
}

const doing = ({ id }: Account): string => `changing the address of the user "${id}"`
