/**
 * Holds an account as it is against the same account as it was, field by field. Pure. Order in a list and the ways of writing
 * "nothing" are no difference; everything else is, and is told with both values.
 */
import type { Effect } from '../../model/directory.ts'
import { refused } from '../http/effect-of-error.ts'

export type Json = Readonly<Record<string, unknown>>

export interface Difference {
  readonly field: string
  readonly was: unknown
  readonly is: unknown
}

const MOST_TOLD = 5
const LONGEST_VALUE = 120

/** In order of the field's name; a field of a SCIM extension stands as `schema:field`. */
export function differences(was: Json, is: Json, ignored: ReadonlySet<string>): readonly Difference[] {
  const [before, after] = [flat(was), flat(is)]
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((field) => !ignored.has(bareName(field)))
    .filter((field) => canonical(before.get(field)) !== canonical(after.get(field)))
    .sort()
    .map((field) => ({ field, was: before.get(field), is: after.get(field) }))
}

/** `what` was done and cannot be told as done alone, e.g. `renaming "a@b" to "c@d"`. */
export function differs(what: string, found: readonly Difference[]): Effect {
  const told = found
    .slice(0, MOST_TOLD)
    .map(({ field, was, is }) => `${bareName(field)} was ${shown(was)}, is ${shown(is)}`)
  const more = found.length > MOST_TOLD ? `; and ${found.length - MOST_TOLD} more` : ''
  return refused({
    kind: 'refused',
    code: 'differs',
    message: `${what}; ${told.join('; ')}${more}; mend it by hand`,
    isRetryable: false,
  })
}

const EXTENSION = /^urn:/

function flat(account: Json): ReadonlyMap<string, unknown> {
  const fields = Object.entries(account).flatMap(([name, value]): readonly (readonly [string, unknown])[] => {
    if (!EXTENSION.test(name) || typeof value !== 'object' || value === null) return [[name, value]]
    return Object.entries(value).map(([inner, part]) => [`${name}:${inner}`, part] as const)
  })
  return new Map(fields)
}

const bareName = (field: string): string => (EXTENSION.test(field) ? field.slice(field.lastIndexOf(':') + 1) : field)

/** The same text for values that mean the same. */
function canonical(value: unknown): string {
  if (value === undefined || value === null || value === '') return ''
  if (Array.isArray(value)) return value.length === 0 ? '' : `[${itemsOf(value).map(canonical).sort().join()}]`
  // Flags are published as text and served as booleans, too.
  if (value === 'true' || value === 'false') return value
  if (typeof value !== 'object') return JSON.stringify(value)
  const parts = Object.entries(value).map(([name, part]) => [name, canonical(part)] as const)
  const told = parts.filter(([, part]) => part !== '').sort(([one], [other]) => (one < other ? -1 : 1))
  return told.length === 0 ? '' : `{${told.map(([name, part]) => `${JSON.stringify(name)}:${part}`).join()}}`
}

/** One text may hold several ids, joined with a comma. */
const itemsOf = (list: readonly unknown[]): readonly unknown[] =>
  list.every((item) => typeof item === 'string') ? list.flatMap((item) => item.split(',')) : list

function shown(value: unknown): string {
  if (canonical(value) === '') return 'nothing'
  const text = JSON.stringify(value)
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text
}
