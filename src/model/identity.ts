import { remembered } from './remembered.ts'

/**
 * What two spellings of one id have in common. Webex writes an id as base64url of `ciscospark://<cluster>/<KIND>/<uuid>`, with or
 * without padding, from one cluster or another, and in some places as the bare uuid. Whether two ids are of one person or one
 * organisation is asked here, never of their text: a requester who comes by another spelling is still the requester.
 */
export const identityOf = (id: string): string => latest(id)

/** Some 100 bytes each. One account is held against many others, and all accounts of a job come by again in each of its steps. */
const MOST_REMEMBERED = 1 << 15

const readIdentity = (id: string): string => {
  if (UUID.test(id)) return id.toLowerCase()
  const address = Buffer.from(id, 'base64').toString('utf8')
  return address.startsWith('ciscospark://') ? address.slice(address.lastIndexOf('/') + 1).toLowerCase() : id
}

const latest = remembered(readIdentity, MOST_REMEMBERED)

export const isSameId = (one: string, other: string): boolean => one === other || identityOf(one) === identityOf(other)

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
