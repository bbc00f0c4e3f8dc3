/**
 * One text for one value, whatever the order of its keys: keys sorted by UTF-16 code unit, no blanks, strings and
 * numbers as `JSON.stringify` writes them, properties that are undefined left out. Must never write two values that
 * JSON tells apart as one text, so it throws on what JSON would bend or drop (NaN, dates, maps, functions).
 */

/** Throws a `TypeError` on a value that does not survive JSON. */
export function canonicalJson(value: unknown): string {
  const ordered = inOrder(value)
  return ordered === UNORDERABLE ? spelledOut(value) : JSON.stringify(ordered)
}

/** The keys that JSON would write, in canonical order. */
export function definedKeys(value: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
}

/** No object of JavaScript can hold the keys in canonical order. */
const UNORDERABLE = Symbol('unorderable')
const [ZERO, NINE] = [48, 57]

/**
 * The value with its keys in canonical order, so that JSON.stringify writes all of it at once: several times as fast as joining texts.
 * Throws on what does not survive JSON.
 */
function inOrder(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (Array.isArray(value)) return itemsInOrder(value)
  if (isPlain(value)) return membersInOrder(value)
  throw new TypeError(`writing canonical JSON: ${describe(value)} does not survive JSON; use plain data`)
}

function itemsInOrder(items: readonly unknown[]): unknown {
  let copy: unknown[] | undefined
  // By place: an iteration over the items would be as good, and `map` would go over a hole.
  for (let place = 0; place < items.length; place += 1) {
    const ordered = inOrder(items[place])
    if (ordered === UNORDERABLE) return UNORDERABLE
    if (ordered !== items[place]) copy ??= items.slice()
    if (copy) copy[place] = ordered
  }
  return copy ?? items
}

function membersInOrder(record: Readonly<Record<string, unknown>>): unknown {
  const keys = Object.keys(record)
  const isInOrder = isAscending(keys)
  let copy: Record<string, unknown> | undefined = isInOrder ? undefined : {}
  for (const key of isInOrder ? keys : keys.toSorted()) {
    if (!keepsItsPlace(key)) return UNORDERABLE
    const item = record[key]
    if (item === undefined) continue
    const ordered = inOrder(item)
    if (ordered === UNORDERABLE) return UNORDERABLE
    if (ordered !== item) copy ??= { ...record }
    if (copy) copy[key] = ordered
  }
  return copy ?? record
}

const isAscending = (keys: readonly string[]): boolean =>
  keys.every((key, at) => at === 0 || (keys[at - 1] ?? '') < key)

/** Objects put whole numbers before all other keys and in their own order; `__proto__` cannot be set like another key. */
function keepsItsPlace(key: string): boolean {
  const first = key.charCodeAt(0)
  return !(first >= ZERO && first <= NINE) && key !== '__proto__'
}

function spelledOut(value: unknown): string {
  // Array.from shows a hole as undefined, where map and join would hide it.
  if (Array.isArray(value)) return `[${Array.from(value, (item) => spelledOut(item)).join(',')}]`
  if (!isPlain(value)) return canonicalJson(value)
  const members = definedKeys(value).map((key) => `${JSON.stringify(key)}:${spelledOut(value[key])}`)
  return `{${members.join(',')}}`
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const describe = (value: unknown): string =>
  typeof value === 'number' ? `the number ${value}` : `a value of type ${typeof value}`
