/**
 * PATCH on SCIM's JSON: add, replace and remove as the vendor's document of "Update a user with PATCH" tells them.
 * Pure: a user's JSON and operations in, the new JSON or what is wrong out. Nothing is done unless every operation can be.
 */
import { isJson, type Json } from './exchange.ts'
import { FilterError, parseValueFilter, type Test } from './scim-filter.ts'
import { CISCO, CORE, ENTERPRISE, invalid, type ScimProblem } from './scim-schema.ts'

type Verb = 'add' | 'replace' | 'remove'

const READ_ONLY: ReadonlySet<string> = new Set(['id', 'meta', 'schemas', 'groups'])
const MULTI_VALUED: ReadonlySet<string> = new Set(['emails', 'phoneNumbers', 'photos', 'addresses', 'roles'])

export function patched(user: Json, body: unknown): Json | ScimProblem {
  const operations = isJson(body) ? body['Operations'] : undefined
  if (!Array.isArray(operations) || operations.length === 0)
    return invalid('invalidSyntax', 'Operations must be a list that is not empty.')
  let state: Json = structuredClone(user)
  for (const operation of operations) {
    const next = applied(state, operation)
    if (isProblem(next)) return next
    state = next
  }
  return state
}

export const isProblem = (value: Json | ScimProblem): value is ScimProblem =>
  typeof value['status' as keyof typeof value] === 'number' && 'detail' in value

function applied(state: Json, operation: unknown): Json | ScimProblem {
  if (!isJson(operation)) return invalid('invalidSyntax', 'An operation must be an object.')
  const verb = String(operation['op']).toLowerCase()
  if (verb !== 'add' && verb !== 'replace' && verb !== 'remove')
    return invalid('invalidSyntax', `"${verb}" is no operation.`)
  const path = operation['path']
  if (typeof path === 'string' && path !== '') return atPath(state, verb, path, operation['value'])
  if (verb === 'remove') return invalid('noTarget', 'A remove operation needs a path.')
  return whole(state, verb, operation['value'])
}

/** Without a path the value holds attributes of the user itself; an extension's may stand under its schema or after it. */
function whole(state: Json, verb: Verb, value: unknown): Json | ScimProblem {
  if (!isJson(value)) return invalid('invalidSyntax', 'An operation without a path needs an object as its value.')
  let next = state
  for (const [name, part] of Object.entries(value)) {
    if (name === 'schemas') continue
    const result = atPath(next, verb, name, part)
    if (isProblem(result)) return result
    next = result
  }
  return next
}

interface Target {
  readonly schema: string | undefined
  readonly attribute: string
  readonly filter: Test | undefined
  readonly sub: string | undefined
}

function atPath(state: Json, verb: Verb, path: string, value: unknown): Json | ScimProblem {
  const target = targetOf(path)
  if ('status' in target) return target
  if (target.schema === undefined) return changed(state, verb, target, value)
  const extension = isJson(state[target.schema]) ? state[target.schema] : {}
  const result = isJson(extension) ? onExtension(extension, verb, target, value) : extension
  return isJson(result) && isProblem(result) ? result : { ...state, [target.schema]: result }
}

const onExtension = (extension: Json, verb: Verb, target: Target, value: unknown): Json | ScimProblem => {
  if (target.attribute !== '') return changed(extension, verb, target, value)
  if (verb === 'remove') return {}
  return isJson(value)
    ? { ...extension, ...value }
    : invalid('invalidValue', 'An extension needs an object as its value.')
}

function targetOf(path: string): Target | ScimProblem {
  const schema = [ENTERPRISE, CISCO, CORE].find((known) => path === known || path.startsWith(`${known}:`))
  const rest = schema === undefined ? path : path.slice(schema.length + 1)
  const match = /^([^.[\]]*)(?:\[(.+)\])?(?:\.([^.[\]]+))?$/.exec(rest)
  const attribute = match?.[1] ?? ''
  if (match === null || (attribute === '' && schema === undefined))
    return invalid('invalidPath', `The path "${path}" cannot be understood.`)
  if (READ_ONLY.has(attribute)) return { ...invalid('mutability', `The attribute "${attribute}" cannot be changed.`) }
  const filter = filterOf(match[2])
  if (typeof filter === 'object') return filter
  return { schema: schema === CORE ? undefined : schema, attribute, filter, sub: match[3] }
}

function filterOf(text: string | undefined): Test | ScimProblem | undefined {
  if (text === undefined) return undefined
  try {
    return parseValueFilter(text)
  } catch (error) {
    if (error instanceof FilterError)
      return invalid('invalidPath', `The filter of the path cannot be understood: ${error.message}.`)
    throw error
  }
}

function changed(state: Json, verb: Verb, target: Target, value: unknown): Json | ScimProblem {
  const { attribute, filter, sub } = target
  const present = state[attribute]
  if (filter !== undefined) return selected(state, verb, target, value)
  if (sub !== undefined) {
    const parent = isJson(present) ? present : {}
    return { ...state, [attribute]: verb === 'remove' ? without(parent, sub) : { ...parent, [sub]: value } }
  }
  if (verb === 'remove') return without(state, attribute)
  if (MULTI_VALUED.has(attribute) || Array.isArray(present)) {
    const values = Array.isArray(value) ? value : [value]
    return { ...state, [attribute]: verb === 'add' && Array.isArray(present) ? added(present, values) : values }
  }
  // A complex attribute keeps the sub-attributes that the value does not name.
  return { ...state, [attribute]: isJson(value) && isJson(present) ? { ...present, ...value } : value }
}

/** The values of a multi-valued attribute that the path's filter picks out. */
function selected(state: Json, verb: Verb, { attribute, filter, sub }: Target, value: unknown): Json | ScimProblem {
  const present = state[attribute]
  const values: readonly unknown[] = Array.isArray(present) ? present : []
  const isMatch = (item: unknown): item is Json => isJson(item) && filter?.(item) === true
  if (!values.some(isMatch)) return invalid('noTarget', `No value of "${attribute}" matches the filter of the path.`)
  if (verb === 'remove' && sub === undefined) {
    const left = values.filter((item) => !isMatch(item))
    return left.length === 0 ? without(state, attribute) : { ...state, [attribute]: left }
  }
  return { ...state, [attribute]: values.map((item) => (isMatch(item) ? altered(item, verb, sub, value) : item)) }
}

function altered(item: Json, verb: Verb, sub: string | undefined, value: unknown): unknown {
  if (sub === undefined) return isJson(value) && verb === 'add' ? { ...item, ...value } : value
  return verb === 'remove' ? without(item, sub) : { ...item, [sub]: value }
}

/** A value that is there already is not added again; a new primary value takes that mark from the old one. */
function added(present: readonly unknown[], values: readonly unknown[]): readonly unknown[] {
  const fresh = values.filter((value) => !present.some((item) => JSON.stringify(item) === JSON.stringify(value)))
  const hasPrimary = fresh.some((value) => isJson(value) && value['primary'] === true)
  const kept = hasPrimary ? present.map((item) => (isJson(item) ? without(item, 'primary') : item)) : present
  return [...kept, ...fresh]
}

const without = (record: Json, name: string): Json =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== name))
