/**
 * What the emulated Bevy API answers, as plain functions of a request. The statuses and bodies are those that the vendor
 * documents: 200, 204, 400 with the field's name, 403 with `detail`; the others are worded in the same manner.
 */
import { type Account, fieldsOf, isHit, viewOf } from './account.ts'
import type { Asked, Site } from './site.ts'
import type { BevyVariants } from './variants.ts'

export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Request {
  readonly query: URLSearchParams
  /** The last part of the path, decoded: an id or an address. */
  readonly name: string
  readonly by: Account
}

export type Endpoint = (site: Site, variants: BevyVariants, request: Request) => Answer

export const refusal = (status: number, detail: string): Answer => ({ status, body: { detail } })
export const NOT_FOUND = refusal(404, 'Not found.')
export const DENIED = refusal(403, 'Permission Denied')

const DEFAULT_PAGE_SIZE = 25

export const listUsers: Endpoint = (site, variants, { query }) => {
  const page = numberOf(query.get('page'), 1)
  const asked = numberOf(query.get('page_size'), DEFAULT_PAGE_SIZE)
  if (page === undefined) return refusal(404, 'Invalid page.')
  if (asked === undefined) return { status: 400, body: { page_size: 'A valid integer is required.' } }
  const size = Math.min(asked, variants.pageSizeLimit)
  const hits = shown(site, variants).filter((account) => isHit(account, query.get('search') ?? ''))
  const from = (page - 1) * size
  if (page > 1 && from >= hits.length) return refusal(404, 'Invalid page.')
  const results = hits.slice(from, from + size).map((account) => shownOf(account, variants, query))
  return { status: 200, body: { count: hits.length, results } }
}

/** By id or, where the site takes one, by address. */
export const getUser: Endpoint = (site, variants, { name, query }) => {
  const account = /^\d+$/.test(name) ? site.account(Number(name)) : byEmail(site, variants, name)
  if (account === undefined || !isShown(account, variants)) return NOT_FOUND
  return { status: 200, body: shownOf(account, variants, query) }
}

/** Sets the account for deletion; takes ids alone. */
export const deleteUser: Endpoint = (site, variants, { name, by }) => {
  if (!/^\d+$/.test(name)) return NOT_FOUND
  const asked = site.setForDeletion(Number(name), by.id)
  if (asked === 'set') return good(variants.deleteStatus, site, variants, name)
  if (asked !== 'already-set') return refusalOf(asked)
  const { secondDelete } = variants
  if (secondDelete === 404) return NOT_FOUND
  if (secondDelete === 400) return { status: 400, body: { user: 'This user is already scheduled for deletion.' } }
  return good(variants.deleteStatus, site, variants, name)
}

export const cancelDeletion: Endpoint = (site, variants, { name, by }) => {
  const asked = /^\d+$/.test(name) ? site.cancelDeletion(Number(name), by.id) : 'not-found'
  return asked === 'set' ? good(200, site, variants, name) : refusalOf(asked)
}

function refusalOf(asked: Asked): Answer {
  if (asked === 'own-account') return DENIED
  if (asked === 'not-set') return { status: 400, body: { user: 'This user is not scheduled for deletion.' } }
  return NOT_FOUND
}

function good(status: number, site: Site, variants: BevyVariants, name: string): Answer {
  const account = site.account(Number(name))
  if (status === 204 || account === undefined) return { status: 204 }
  return { status, body: viewOf(account, variants.deletionField) }
}

const byEmail = (site: Site, { takesEmail }: BevyVariants, email: string): Account | undefined => {
  if (takesEmail === 'never') return undefined
  const account = site.accountByEmail(email)
  return takesEmail === 'same-case' && account?.email !== email ? undefined : account
}

const isShown = ({ deletedAt }: Account, { showsDeleted }: BevyVariants): boolean =>
  showsDeleted || deletedAt === undefined

const shown = (site: Site, variants: BevyVariants): readonly Account[] =>
  site.accounts.filter((account) => isShown(account, variants))

const shownOf = (account: Account, { deletionField }: BevyVariants, query: URLSearchParams) =>
  fieldsOf(viewOf(account, deletionField), query.get('fields'))

function numberOf(text: string | null, otherwise: number): number | undefined {
  if (text === null) return otherwise
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
}
