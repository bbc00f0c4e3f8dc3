/**
 * `attributes` and `excludedAttributes` of a search. What the published schema of an answer requires is always returned,
 * so that a narrowed answer is still an answer.
 */
import { isJson, type Json } from './exchange.ts'
import { CISCO, CORE, ENTERPRISE } from './scim-schema.ts'

const ALWAYS: ReadonlySet<string> = new Set(['schemas', 'id', 'userName', 'userType', 'meta'])
const EXTENSIONS = [ENTERPRISE, CISCO] as const

export const attributeNames = (list: string | null): readonly string[] =>
  (list ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

export function narrowed(user: Json, attributes: readonly string[], excluded: readonly string[]): Json {
  const picked = attributes.length === 0 ? user : kept(user, (name) => matches(attributes, name))
  return excluded.length === 0 ? picked : kept(picked, (name) => !matches(excluded, name))
}

/** Names are given in full, with their schema. */
function kept(user: Json, isWanted: (name: string) => boolean): Json {
  const core = Object.entries(user)
    .filter(([name]) => !isExtension(name))
    .filter(([name]) => ALWAYS.has(name) || isWanted(`${CORE}:${name}`))
  return Object.fromEntries([...core, ...EXTENSIONS.flatMap((schema) => keptExtension(user, schema, isWanted))])
}

function keptExtension(user: Json, schema: string, isWanted: (name: string) => boolean): readonly [string, unknown][] {
  const extension = user[schema]
  if (!isJson(extension)) return []
  const parts = Object.entries(extension).filter(([name]) => isWanted(`${schema}:${name}`))
  return parts.length === 0 ? [] : [[schema, Object.fromEntries(parts)]]
}

/** A name asked for may be a whole schema, a name with its schema, a bare name, or a sub-attribute of one. */
function matches(wanted: readonly string[], fullName: string): boolean {
  const full = fullName.toLowerCase()
  const bare = full.slice(full.lastIndexOf(':') + 1)
  return wanted
    .map((name) => name.toLowerCase())
    .some(
      (name) =>
        name === full || full.startsWith(`${name}:`) || name.split('.')[0] === bare || name.startsWith(`${full}.`),
    )
}

const isExtension = (name: string): boolean => EXTENSIONS.some((schema) => schema === name)
