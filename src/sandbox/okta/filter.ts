/**
 * The `filter` and `search` expressions of `GET /api/v1/users`. Both have the same grammar; they differ in the properties
 * and operators they know and in how they compare. What the vendor's document does not hold is refused, not ignored.
 */
import { isJson } from './exchange.ts'

/** Of a person as `user.ts` has it: its properties have the names that the vendor gives them. */
export type Test = (user: object) => boolean
type Operator = 'eq' | 'sw' | 'co' | 'gt' | 'ge' | 'lt' | 'le'

interface Rules {
  readonly allows: (name: string, operator: Operator) => boolean
  readonly isCaseSensitive: boolean
}

export class FilterError extends Error {}

const OPERATORS: readonly Operator[] = ['eq', 'sw', 'co', 'gt', 'ge', 'lt', 'le']
const INEQUALITIES: readonly Operator[] = ['gt', 'ge', 'lt', 'le']
const TIMES = ['created', 'activated', 'statusChanged', 'lastUpdated']
const FILTERED = ['status', 'id', 'profile.login', 'profile.email', 'profile.firstName', 'profile.lastName']
const CONTAINED = ['profile.firstName', 'profile.lastName', 'profile.email', 'profile.login']

const FILTER: Rules = {
  allows: (name, operator) =>
    name === 'lastUpdated'
      ? operator === 'eq' || INEQUALITIES.includes(operator)
      : FILTERED.includes(name) && operator === 'eq',
  isCaseSensitive: true,
}
const SEARCH: Rules = {
  allows: (name, operator) => isSearched(name) && (operator !== 'co' || CONTAINED.includes(name)),
  isCaseSensitive: false,
}

const isSearched = (name: string): boolean => ['id', 'status', ...TIMES].includes(name) || /^profile\.\w+$/.test(name)

/** Throws a `FilterError`. */
export const parseFilter = (text: string): Test => parsed(text, FILTER)

/** Throws a `FilterError`. */
export const parseSearch = (text: string): Test => parsed(text, SEARCH)

function parsed(text: string, rules: Rules): Test {
  const tokens: string[] = [...(text.match(/"(?:[^"\\]|\\.)*"|[()]|[^\s()"]+|"/g) ?? [])]
  const test = disjunction(tokens, rules)
  if (tokens.length > 0) throw new FilterError(`unexpected ${tokens[0]}`)
  return test
}

function disjunction(tokens: string[], rules: Rules): Test {
  const tests = [conjunction(tokens, rules)]
  while (isWord(tokens[0], 'or')) {
    tokens.shift()
    tests.push(conjunction(tokens, rules))
  }
  return (user) => tests.some((test) => test(user))
}

function conjunction(tokens: string[], rules: Rules): Test {
  const tests = [term(tokens, rules)]
  while (isWord(tokens[0], 'and')) {
    tokens.shift()
    tests.push(term(tokens, rules))
  }
  return (user) => tests.every((test) => test(user))
}

function term(tokens: string[], rules: Rules): Test {
  const token = tokens.shift()
  if (token === undefined) throw new FilterError('the expression ends too early')
  if (token !== '(') return comparison(tokens, token, rules)
  const test = disjunction(tokens, rules)
  if (tokens.shift() !== ')') throw new FilterError('a bracket is not closed')
  return test
}

function comparison(tokens: string[], name: string, { allows, isCaseSensitive }: Rules): Test {
  const word = tokens.shift()?.toLowerCase()
  const operator = OPERATORS.find((known) => known === word)
  const value = quoted(tokens.shift())
  if (operator === undefined || !allows(name, operator)) throw new FilterError(`"${name}" with "${word}"`)
  const form = (text: string): string | number => {
    if (TIMES.includes(name)) return Date.parse(text)
    return isCaseSensitive ? text : text.toLowerCase()
  }
  const wanted = form(value)
  if (Number.isNaN(wanted)) throw new FilterError(`"${value}" is no time`)
  const path = name.split('.')
  return (user) => {
    const found = valueAt(user, path)
    return typeof found === 'string' && holds(operator, form(found), wanted)
  }
}

function quoted(token: string | undefined): string {
  if (token === undefined || !/^".*"$/s.test(token)) throw new FilterError('a value stands in double quotes')
  return token.slice(1, -1).replace(/\\(.)/g, '$1')
}

function holds(operator: Operator, found: string | number, wanted: string | number): boolean {
  switch (operator) {
    case 'eq':
      return found === wanted
    case 'sw':
      return String(found).startsWith(String(wanted))
    case 'co':
      return String(found).includes(String(wanted))
    case 'gt':
      return found > wanted
    case 'ge':
      return found >= wanted
    case 'lt':
      return found < wanted
    case 'le':
      return found <= wanted
  }
}

export const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, step) => (isJson(at) ? at[step] : undefined), value)

const isWord = (token: string | undefined, word: string): boolean => token?.toLowerCase() === word
