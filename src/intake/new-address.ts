/**
 * Which address a `rename` gives to the person of a row: the cell of a column of new addresses, or the old address with another
 * domain. Must never change an address that is not of exactly the domain that was named, and never guess at a malformed one.
 */
import { asciiLowerCase } from '../model/address.ts'
import type { DomainChange } from '../model/job.ts'
import { quote } from './quote.ts'
import { addressIn, disagreement, namedCells } from './row-key.ts'

export type NewAddress = { readonly address: string } | { readonly detail: string }

/** From the columns at `positions`; `cells` are aligned with `columns`. */
export const newAddressIn = (
  columns: readonly string[],
  positions: readonly number[],
  cells: readonly string[],
): NewAddress => {
  const named = namedCells(columns, cells, positions)
  const disagreeing = disagreement(named)
  if (disagreeing !== undefined) return disagreeing
  const [first] = named
  if (first !== undefined) return withPrefix('the new address', addressIn(first.cell))
  const asked = positions.map((position) => quote(columns[position] ?? ''))
  return { detail: `the row has no new address: ${asked.join(' and ')} ${asked.length > 1 ? 'are' : 'is'} empty` }
}

/** `old` is the row's address, undefined where it names its person by an id alone. Everything before the last `@` stays as it is. */
export const newAddressByDomain = (old: string | undefined, { from, to }: DomainChange): NewAddress => {
  if (old === undefined)
    return {
      detail: `the row has no address whose domain could become ${quote(to)}: it names its person by an id alone`,
    }
  const at = old.lastIndexOf('@')
  const domain = old.slice(at + 1)
  if (domain !== asciiLowerCase(from))
    return { detail: `${quote(old)} has the domain ${quote(domain)}, not ${quote(from)}, which is the one to change` }
  return withPrefix('the new address', addressIn(`${old.slice(0, at)}@${to}`))
}

const withPrefix = (what: string, read: NewAddress): NewAddress =>
  'detail' in read ? { detail: `${what} ${read.detail}` } : read
