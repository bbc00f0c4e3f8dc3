/** The `profile` of an update: what is asked for is held against the rules of the default profile. */
import { isJson, type Json } from './exchange.ts'
import type { Profile } from './user.ts'

export type ProfileInput =
  | { readonly kind: 'profile'; readonly profile: Profile }
  | { readonly kind: 'invalid'; readonly causes: readonly string[] }

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
const MOST_CHARACTERS = 100

/** With `before`, what is not named stays as it was; without, it is gone. */
export function profileOf(asked: unknown, before?: Profile): ProfileInput {
  if (!isJson(asked)) return { kind: 'invalid', causes: ['profile: The field must be an object'] }
  const wanted = { ...before, ...asked }
  const { login, email, firstName, lastName } = wanted as Json
  const causes = [
    ...complaint('login', login, 'Username must be in the form of an email address'),
    ...complaint('email', email, 'Does not match required pattern'),
    ...blank('firstName', firstName),
    ...blank('lastName', lastName),
  ]
  if (causes.length > 0) return { kind: 'invalid', causes }
  const known = { login: String(login), email: String(email), firstName: String(firstName), lastName: String(lastName) }
  return { kind: 'profile', profile: { ...wanted, ...known } }
}

function complaint(name: string, value: unknown, words: string): readonly string[] {
  if (typeof value !== 'string' || value === '') return [`${name}: The field cannot be left blank`]
  if (value.length > MOST_CHARACTERS) return [`${name}: The field is too long`]
  return EMAIL.test(value) ? [] : [`${name}: ${words}`]
}

const blank = (name: string, value: unknown): readonly string[] =>
  typeof value === 'string' && value.trim() !== '' ? [] : [`${name}: The field cannot be left blank`]
