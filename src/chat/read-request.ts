import { asciiLowerCase } from '../model/address.ts'
import type { DomainChange } from '../model/job.ts'
import { DIRECTORY_NAMES, type DirectoryName, OPERATIONS } from '../model/vendor.ts'
import { readAddresses } from './pasted-addresses.ts'

/**
 * What stands behind `delete`, `keep` and their like: directories, a change of domain, addresses. Hostile text: every word of it is
 * understood or the whole is a misuse, since a word that is passed over may be the `not` of the sentence.
 */

/** What can be asked for in a message. `keep` deletes everybody but those who are named. */
export const REQUEST_NAMES = [...OPERATIONS, 'keep'] as const
export type RequestName = (typeof REQUEST_NAMES)[number]

export interface RequestWords {
  /** In the order named, each once; empty where none was named. */
  readonly directories: readonly DirectoryName[]
  /** With `rename` only. */
  readonly domain?: DomainChange
  /** As pasted into the message, unwrapped; empty where the people stand in a file, or are still to be asked for. */
  readonly addresses: readonly string[]
}

/** Closed: each has its sentence in `refusals.ts`. `typed` is hostile text. */
export type RequestMisuse =
  | { readonly code: 'no-files' }
  | { readonly code: 'two-sources' }
  | { readonly code: 'not-a-directory'; readonly typed: string }
  | { readonly code: 'directory-twice'; readonly typed: string }
  | { readonly code: 'not-an-address'; readonly typed: string }
  | { readonly code: 'not-a-domain-change'; readonly typed: string }
  | { readonly code: 'domain-elsewhere' }
  | { readonly code: 'surplus'; readonly typed: string }

type Read<Value> = { readonly kind: 'read'; readonly value: Value }
type Misused = { readonly kind: 'misused'; readonly why: RequestMisuse }

const read = <Value>(value: Value): Read<Value> => ({ kind: 'read', value })
const misused = (why: RequestMisuse): Misused => ({ kind: 'misused', why })

/** `rest` is what follows the name, white space folded. */
export function readRequest(name: RequestName, rest: string, hasFiles: boolean): Read<RequestWords> | Misused {
  const option = takeDomain(rest)
  if (option.kind === 'misused') return option
  const { domain, others } = option.value
  if (domain !== undefined && name !== 'rename') return misused({ code: 'domain-elsewhere' })
  const [before, pasted] = splitAtAddresses(others)
  const directories = readDirectories(before)
  if (directories.kind === 'misused') return directories
  if (pasted !== '' && name === 'rename') return misused({ code: 'surplus', typed: pasted })
  const addresses = readAddresses(pasted)
  if (addresses.kind === 'misused') return addresses
  if (hasFiles && addresses.value.length > 0) return misused({ code: 'two-sources' })
  if (!hasFiles && addresses.value.length === 0 && name !== 'keep') return misused({ code: 'no-files' })
  return read({
    directories: directories.value,
    addresses: addresses.value,
    ...(domain === undefined ? {} : { domain }),
  })
}

/** Phones write two hyphens as one dash. */
const DOMAIN_OPTION = /(?<=^|\s)[-\u2010-\u2015\u2212]{1,2}domain(?=[\s=]|$)/giu
const DOMAIN_VALUE = /^(?:\s+|=)([^\s=]+)\s?=\s?([^\s=]+)(?=\s|$)/u

interface Option {
  readonly domain?: DomainChange
  readonly others: string
}

function takeDomain(rest: string): Read<Option> | Misused {
  const [option, second] = [...rest.matchAll(DOMAIN_OPTION)]
  if (option === undefined) return read({ others: rest })
  if (second !== undefined) return misused({ code: 'surplus', typed: rest.slice(second.index) })
  const behind = rest.slice(option.index + option[0].length)
  const value = DOMAIN_VALUE.exec(behind)
  const from = readDomain(value?.[1])
  const to = readDomain(value?.[2])
  if (value === null || from === undefined || to === undefined || from === to)
    return misused({ code: 'not-a-domain-change', typed: behind.trim() })
  const others = `${rest.slice(0, option.index).trim()} ${behind.slice(value[0].length).trim()}`.trim()
  return read({ domain: { from, to }, others })
}

/** ASCII only, so that no look-alike letter makes another domain of it; others are written in their `xn--` form. */
const DOMAIN = /^(?=.{4,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?!-)[a-z0-9-]{2,63}(?<!-)$/

function readDomain(typed: string | undefined): string | undefined {
  const domain = typed === undefined ? '' : asciiLowerCase(typed.replace(/^@/u, ''))
  return DOMAIN.test(domain) ? domain : undefined
}

/** The first word with an `@` begins the addresses. A comma between the two belongs to neither. */
function splitAtAddresses(text: string): readonly [before: string, addresses: string] {
  const at = text.indexOf('@')
  if (at < 0) return [text, '']
  const start = text.slice(0, at).search(/[^\s,;]*$/u)
  return [
    text
      .slice(0, start)
      .trim()
      .replace(/\s*[,;:]$/u, ''),
    text.slice(start),
  ]
}

const TYPED_AS: ReadonlyMap<string, DirectoryName> = new Map([
  ...DIRECTORY_NAMES.map((name) => [name, name] as const),
  ['alteryx', 'aac'],
])

function readDirectories(text: string): Read<readonly DirectoryName[]> | Misused {
  if (text === '') return read([])
  const found: DirectoryName[] = []
  for (const typed of text.split(',').map((word) => word.trim())) {
    const [first = '', ...surplus] = typed.split(' ')
    const name = TYPED_AS.get(asciiLowerCase(first))
    if (name === undefined) return misused({ code: 'not-a-directory', typed: first === '' ? ',' : first })
    if (surplus.length > 0) return misused({ code: 'surplus', typed: surplus.join(' ') })
    if (found.includes(name)) return misused({ code: 'directory-twice', typed })
    found.push(name)
  }
  return read(found)
}
