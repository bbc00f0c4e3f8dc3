/** The `profile` of an update: what is asked for is held against the rules of the default profile. */
import { isJson, type Json } from './exchange.ts'
import type { Profile } from './user.ts'

export type ProfileInput =
  | { readonly kind: 'profile'; readonly profile: Profile }
  | { readonly kind: 'invalid'; readonly causes: readonly string[] }

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
const LONGEST_ADDRESS = 100
const LONGEST_NAME = 50

/** With `before`, what is not named stays as it was; without, it is gone. */
export function profileOf(asked: unknown, before?: Profile): ProfileInput {
  if (!isJson(asked)) return { kind: 'invalid', causes: ['profile: The field must be an object'] }
  const wanted = { ...before, ...asked }
  const { login, email, firstName, lastName } = wanted as Json
  const causes = [
    ...complaint('login', login, 'Username must be in the form of an email address'),
    ...complaint('email', email, 'Does not match required pattern'),
    ...misnamed('firstName', firstName),
    ...misnamed('lastName', lastName),
  ]
  if (causes.length > 0) return { kind: 'invalid', causes }
  const known = { login: String(login), email: String(email), firstName: String(firstName), lastName: String(lastName) }
  return { kind: 'profile', profile: { ...wanted, ...known } }
}

function complaint(name: string, value: unknown, words: string): readonly string[] {
  if (typeof value !== 'string' || value === '') return [`${name}: The field cannot be left blank`]
  if (value.length > LONGEST_ADDRESS) return [`${name}: The field is too long`]
  return EMAIL.test(value) ? [] : [`${name}: ${words}`]
}

function misnamed(name: string, value: unknown): readonly string[] {
  if (typeof value !== 'string' || value.trim() === '') return [`${name}: The field cannot be left blank`]
  return value.length > LONGEST_NAME ? [`${name}: The field is too long`] : []
}
