/**
 * The filters of `GET /Users` (RFC 7644 section 3.4.2.2), as far as the vendor's table of attributes and operators goes.
 * Also the value filters of PATCH paths. What the table does not hold is refused, not ignored.
 */
import { isJson, type Json } from './exchange.ts'
import { CISCO, CORE, ENTERPRISE } from './scim-schema.ts'

export type Test = (resource: Json) => boolean
type Operator = 'eq' | 'sw' | 'ew'

const EQ: readonly Operator[] = ['eq']
const EQ_SW: readonly Operator[] = ['eq', 'sw']
const ALL: readonly Operator[] = ['eq', 'sw', 'ew']

/** The vendor's table, in lower case; the value is where the attribute stands in a user. */
const ATTRIBUTES: ReadonlyMap<string, { readonly path: readonly string[]; readonly operators: readonly Operator[] }> =
  new Map(
    [
      ...entries([], { id: EQ, userName: ALL, displayName: ALL, nickName: ALL }),
      ...entries([], {
        'name.familyName': ALL,
        'name.givenName': EQ_SW,
        'name.middleName': EQ_SW,
        'name.formatted': EQ_SW,
      }),
      ...entries([], {
        'emails.display': ALL,
        'emails.value': ALL,
        'phoneNumbers.value': ALL,
        'phoneNumbers.display': ALL,
      }),
      ...entries([ENTERPRISE], {
        employeeNumber: ALL,
        costCenter: ALL,
        organization: ALL,
        division: ALL,
        department: ALL,
      }),
      ...entries([ENTERPRISE], { 'manager.value': EQ, 'manager.displayName': ALL }),
      ...entries([CISCO], { 'meta.organizationId': EQ }),
    ].map(([name, rule]) => [name.toLowerCase(), rule]),
  )

function entries(schema: readonly string[], names: Readonly<Record<string, readonly Operator[]>>) {
  return Object.entries(names).map(([name, operators]) => {
    const path = [...schema, ...name.split('.')]
    return [schema[0] === CISCO ? `${CISCO}:${name}` : name, { path, operators }] as const
  })
}

/** Throws a `FilterError` that says what is wrong with the filter. */
export function parseFilter(text: string): Test {
  const tokens = tokenised(text)
  const test = disjunction(tokens, searchComparison)
  if (tokens.length > 0) throw new FilterError(`unexpected "${tokens[0]}"`)
  return test
}

/** The part in brackets of a PATCH path, e.g. `type eq "work" and primary eq true`: any attribute of the values may be compared. */
export function parseValueFilter(text: string): Test {
  const tokens = tokenised(text)
  const test = disjunction(tokens, valueComparison)
  if (tokens.length > 0) throw new FilterError(`unexpected "${tokens[0]}"`)
  return test
}

export class FilterError extends Error {}

type Comparison = (tokens: string[], name: string) => Test

const tokenised = (text: string): string[] => {
  const tokens: readonly string[] = text.match(/"(?:[^"\\]|\\.)*"|[()[\]]|[^\s()[\]"]+|"/g) ?? []
  if (tokens.includes('"')) throw new FilterError('a quoted value does not end')
  return [...tokens]
}

function disjunction(tokens: string[], comparison: Comparison): Test {
  const tests = [conjunction(tokens, comparison)]
  while (tokens[0]?.toLowerCase() === 'or') {
    tokens.shift()
    tests.push(conjunction(tokens, comparison))
  }
  return (resource) => tests.some((test) => test(resource))
}

function conjunction(tokens: string[], comparison: Comparison): Test {
  const tests = [term(tokens, comparison)]
  while (tokens[0]?.toLowerCase() === 'and') {
    tokens.shift()
    tests.push(term(tokens, comparison))
  }
  return (resource) => tests.every((test) => test(resource))
}

function term(tokens: string[], comparison: Comparison): Test {
  const token = tokens.shift()
  if (token === undefined) throw new FilterError('the filter ends too early')
  if (token !== '(') return comparison(tokens, token)
  const test = disjunction(tokens, comparison)
  expect(tokens, ')')
  return test
}

function searchComparison(tokens: string[], name: string): Test {
  if (tokens[0] === '[') return bracketed(tokens, name)
  const attribute = ATTRIBUTES.get(bareName(name))
  if (attribute === undefined) throw new FilterError(`the attribute "${name}" cannot be searched by`)
  const { operator, value } = comparedWith(tokens)
  if (!attribute.operators.some((known) => known === operator)) {
    throw new FilterError(`the attribute "${name}" cannot be searched by with "${operator}"`)
  }
  return (resource) => valuesAt(resource, attribute.path).some((found) => compare(operator, found, value))
}

function bracketed(tokens: string[], name: string): Test {
  if (!/^(emails|phonenumbers)$/.test(bareName(name)))
    throw new FilterError(`the attribute "${name}" cannot be searched by`)
  tokens.shift()
  const test = disjunction(tokens, valueComparison)
  expect(tokens, ']')
  const attribute = bareName(name) === 'emails' ? 'emails' : 'phoneNumbers'
  return (resource) => valuesAt(resource, [attribute]).some((value) => isJson(value) && test(value))
}

function valueComparison(tokens: string[], name: string): Test {
  const { operator, value } = comparedWith(tokens)
  return (resource) => compare(operator, caseless(resource, name), value)
}

function comparedWith(tokens: string[]): { readonly operator: Operator; readonly value: string } {
  const operator = tokens.shift()?.toLowerCase()
  const value = tokens.shift()
  if (operator !== 'eq' && operator !== 'sw' && operator !== 'ew')
    throw new FilterError(`"${operator}" is no supported operator`)
  if (value === undefined || /^[()[\]]$/.test(value)) throw new FilterError('a comparison has no value')
  if (!value.startsWith('"')) return { operator, value }
  return { operator, value: value.slice(1, -1).replace(/\\(.)/g, '$1') }
}

function expect(tokens: string[], token: string): void {
  if (tokens.shift() !== token) throw new FilterError(`"${token}" is missing`)
}

const bareName = (name: string): string => {
  const lower = name.toLowerCase()
  const schema = [CORE, ENTERPRISE].find((known) => lower.startsWith(`${known.toLowerCase()}:`))
  return schema === undefined ? lower : lower.slice(schema.length + 1)
}

/** Every value at a path; a step into a list goes into each of its items. */
function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path))
  const [step, ...rest] = path
  if (step === undefined) return value === undefined ? [] : [value]
  return isJson(value) ? valuesAt(value[step], rest) : []
}

const caseless = (resource: Json, name: string): unknown =>
  Object.entries(resource).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]

function compare(operator: Operator, found: unknown, value: string): boolean {
  if (found === undefined || found === null) return false
  const [text, wanted] = [String(found).toLowerCase(), value.toLowerCase()]
  if (operator === 'eq') return text === wanted
  return operator === 'sw' ? text.startsWith(wanted) : text.endsWith(wanted)
}
