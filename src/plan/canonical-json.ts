/**
 * One text for one value, whatever the order of its keys: keys sorted by UTF-16 code unit, no blanks, strings and
 * numbers as `JSON.stringify` writes them, properties that are undefined left out. Must never write two values that
 * JSON tells apart as one text, so it throws on what JSON would bend or drop (NaN, dates, maps, functions).
 */

/** Throws a `TypeError` on a value that does not survive JSON. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value)
  // Array.from shows a hole as undefined, where map and join would hide it.
  if (Array.isArray(value)) return `[${Array.from(value, (item) => canonicalJson(item)).join(',')}]`
  if (isPlain(value)) {
    const members = definedKeys(value).map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`)
    return `{${members.join(',')}}`
  }
  throw new TypeError(`writing canonical JSON: ${describe(value)} does not survive JSON; use plain data`)
}

/** The keys that JSON would write, in canonical order. */
export function definedKeys(value: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const describe = (value: unknown): string =>
  typeof value === 'number' ? `the number ${value}` : `a value of type ${typeof value}`
