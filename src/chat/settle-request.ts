import type { MessageId } from '../model/ids.ts'
import type { DomainChange } from '../model/job.ts'
import type { DirectoryName } from '../model/vendor.ts'
import type { CardCommand } from './cards/submit.ts'
import type { CardSubmit, IncomingMessage } from './chat-api.ts'
import { parseCommand } from './commands.ts'
import { type Offers, type PlaceRefusal, placeOf } from './offers.ts'
import { readAddresses } from './pasted-addresses.ts'
import type { RequestName } from './read-request.ts'

/**
 * A message that left something open + what was filled into its card → a request. The message goes before the card in
 * everything it says: a card can be filled in by anybody who knows its form, a message is its author's.
 */

/** A request of which nothing is open any more. */
export interface SettledRequest {
  readonly name: RequestName
  /** At least one; each is on and has the operation. */
  readonly directories: readonly DirectoryName[]
  readonly domain?: DomainChange
  /** Empty where the people stand in files. */
  readonly addresses: readonly string[]
  readonly fileUrls: readonly string[]
  /** What said whom it is about; a second delivery of it opens no second job. */
  readonly askedIn: MessageId
}

/** Closed: each has its sentence in `refusals.ts`. */
export type RequestRefusal =
  | PlaceRefusal
  /** The message asks for nothing, or no longer. */
  | { readonly code: 'no-question' }
  | { readonly code: 'nothing-chosen' }
  | { readonly code: 'nobody-to-keep' }
  | { readonly code: 'not-an-address'; readonly typed: string }

export type Settling =
  | { readonly kind: 'settled'; readonly request: SettledRequest }
  | { readonly kind: 'refused'; readonly refusal: RequestRefusal }

const refused = (refusal: RequestRefusal): Settling => ({ kind: 'refused', refusal })

type Filled = Extract<CardCommand, { readonly kind: 'ask' }>

/** The caller has made sure that the message and the click are of one person. */
export function settleRequest(
  offers: Offers,
  { id, text, fileUrls }: Pick<IncomingMessage, 'id' | 'text' | 'fileUrls'>,
  filled: Filled,
  { messageId: card }: Pick<CardSubmit, 'messageId'>,
): Settling {
  const command = parseCommand(text, fileUrls.length > 0)
  const said = 'addresses' in command ? command : undefined
  if (said === undefined && command.kind !== 'ask-operation') return refused({ code: 'no-question' })
  const name = said?.kind ?? filled.operation
  if (name === undefined) return refused({ code: 'nothing-chosen' })
  const named = said === undefined || said.directories.length === 0 ? filled.directories : said.directories
  const place = placeOf(offers, name, named)
  if (place.kind === 'refused') return place
  if (place.kind === 'open') return refused({ code: 'nothing-chosen' })
  const request = { name, directories: place.directories, fileUrls, ...(said?.domain && { domain: said.domain }) }
  if (said === undefined || !isUnnamed(said.addresses, fileUrls))
    return { kind: 'settled', request: { ...request, addresses: said?.addresses ?? [], askedIn: id } }
  const addresses = readAddresses(filled.addresses)
  if (addresses.kind === 'misused') return refused(addresses.why)
  if (addresses.value.length === 0) return refused({ code: 'nobody-to-keep' })
  return { kind: 'settled', request: { ...request, addresses: addresses.value, askedIn: card } }
}

/** Whether the message says of nobody that it is about them; only `keep` may. */
export const isUnnamed = (addresses: readonly string[], fileUrls: readonly string[]): boolean =>
  addresses.length === 0 && fileUrls.length === 0
