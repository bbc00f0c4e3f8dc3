/**
 * Which person a row names. Two spellings are one person only when they are equal after trimming and after folding A to Z:
 * nothing is normalised, so that no look-alike address can stand for another. When in doubt the row is not used.
 *
 * An id is exact, so it wins over an address in the same row, which must then name the same account; a row whose id cell is
 * empty goes by its address. A cell in an id
 * column that holds an `@` is an address, because many exports call the login "User ID" and no vendor has an `@` in an id.
 */
import { asciiLowerCase } from '../model/address.ts'
import type { RowKey } from '../model/rows.ts'
import type { KeyColumns } from './column-aliases.ts'
import { codePoint, quote } from './quote.ts'

export type KeyReading =
  | { readonly kind: 'key'; readonly key: RowKey; readonly address?: string }
  | { readonly kind: 'problem'; readonly detail: string }

/** Blanks inside, controls, format and bidi marks, private use, lone surrogates, and the mark of an undecodable byte. */
const UNSEEN = /[\s\p{C}\p{Default_Ignorable_Code_Point}\u2800\ufffd]/gu
const LOCAL_PART = /^[^\s"(),:;<>@[\]\\]{1,64}$/u
const DOMAIN_LABEL = /^(?!-)(?:[a-z0-9-]|[^\p{ASCII}]){1,63}(?<!-)$/u
const ID = /^(?=.*[A-Za-z0-9])[A-Za-z0-9_=+:.-]{1,512}$/
/** RFC 5321, 4.5.3.1.3: a path is at most 256 octets with its brackets. */
const LONGEST_ADDRESS = 254

const problem = (detail: string): Extract<KeyReading, { kind: 'problem' }> => ({ kind: 'problem', detail })

const unseenIn = (text: string): string[] => [
  ...new Set(Array.from(text.matchAll(UNSEEN), ([found]) => codePoint(found))),
]

const isAddress = (text: string): boolean => {
  const at = text.lastIndexOf('@')
  const labels = text.slice(at + 1).split('.')
  return (
    at > 0 &&
    text.length <= LONGEST_ADDRESS &&
    LOCAL_PART.test(text.slice(0, at)) &&
    labels.length > 1 &&
    labels.every((label) => DOMAIN_LABEL.test(label))
  )
}

const readAddress = (cell: string): KeyReading => {
  const value = asciiLowerCase(cell.trim())
  const unseen = unseenIn(value)
  if (unseen.length > 0) {
    return problem(`${quote(cell)} has characters that an e-mail address cannot have: ${unseen.slice(0, 5).join(', ')}`)
  }
  if (!isAddress(value)) return problem(`${quote(cell)} is not an e-mail address`)
  return { kind: 'key', key: { by: 'email', value } }
}

const readId = (cell: string): KeyReading => {
  const value = cell.trim()
  if (ID.test(value)) return { kind: 'key', key: { by: 'id', value } }
  const unseen = unseenIn(value)
  const why = unseen.length > 0 ? ` It has ${unseen.slice(0, 5).join(', ')}.` : ''
  return problem(`${quote(cell)} is not an id.${why} An id has letters, digits and _ = + : . - only`)
}

/** An address as it is compared everywhere, or what is wrong with it. */
export const addressIn = (cell: string): { readonly address: string } | { readonly detail: string } => {
  const reading = readAddress(cell)
  return reading.kind === 'key' ? { address: reading.key.value } : reading
}

/** True when the text has the shape of an e-mail address; for telling data from a header. */
export const looksLikeAddress = (cell: string): boolean => readAddress(cell).kind === 'key'

export interface NamedCell {
  readonly column: string
  readonly cell: string
}

const identity = ({ cell }: NamedCell): string => asciiLowerCase(cell.trim())

/** The cells at these positions that are not empty. */
export const namedCells = (
  columns: readonly string[],
  cells: readonly string[],
  positions: readonly number[],
): readonly NamedCell[] =>
  positions
    .map((position) => ({ column: columns[position] ?? '', cell: cells[position] ?? '' }))
    .filter(({ cell }) => cell.trim() !== '')

/** What is wrong when two columns do not say the same. */
export const disagreement = (
  cells: readonly NamedCell[],
  fold: (cell: NamedCell) => string = identity,
): Extract<KeyReading, { kind: 'problem' }> | undefined => {
  const [first, ...rest] = cells
  if (first === undefined) return undefined
  const other = rest.find((cell) => fold(cell) !== fold(first))
  if (other === undefined) return undefined
  const [a, b] = [first, other].map(({ column, cell }) => `column ${quote(column)} says ${quote(cell)}`)
  return problem(`${a} but ${b}: make them equal or empty one of them`)
}

/** `cells` must be aligned with `columns`. */
export const readKey = (columns: readonly string[], keyColumns: KeyColumns, cells: readonly string[]): KeyReading => {
  const named = (positions: readonly number[]): readonly NamedCell[] => namedCells(columns, cells, positions)
  const fromIdColumns = named(keyColumns.ids)
  const ids = fromIdColumns.filter(({ cell }) => !cell.includes('@'))
  const addresses = [...fromIdColumns.filter(({ cell }) => cell.includes('@')), ...named(keyColumns.emails)]
  const disagreeing = disagreement(ids, ({ cell }) => cell.trim()) ?? disagreement(addresses)
  if (disagreeing !== undefined) return disagreeing
  const address = addresses[0] && readAddress(addresses[0].cell)
  if (ids[0] === undefined && address !== undefined) return address
  if (ids[0] !== undefined) {
    const id = readId(ids[0].cell)
    // An id beside a broken address may have slipped a row: a person should look.
    if (id.kind === 'problem' || address?.kind === 'problem') return id.kind === 'problem' ? id : (address ?? id)
    return { ...id, ...(address === undefined ? {} : { address: address.key.value }) }
  }
  const asked = [...keyColumns.ids, ...keyColumns.emails].map((position) => quote(columns[position] ?? ''))
  return problem(`the row names nobody: ${asked.join(' and ')} ${asked.length > 1 ? 'are' : 'is'} empty`)
}
