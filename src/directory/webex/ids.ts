/**
 * Webex writes one id in two forms: the REST API as base64url of `ciscospark://<cluster>/<KIND>/<uuid>`, SCIM as the bare uuid.
 * Everything is compared by uuid here; an id that is neither form is nobody's and must never reach a URL.
 */

import { remembered } from '../../model/remembered.ts'

type Kind = 'PEOPLE' | 'ORGANIZATION'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const BASE64URL = /^[A-Za-z0-9_-]+={0,2}$/
const RESOURCE = /^ciscospark:\/\/[^/]+\/([A-Z_]+)\/([^/]+)$/

/** The lower-case uuid of a person or an organisation, given in either form; undefined for anything else. */
export function uuidOf(kind: Kind, id: string): string | undefined {
  return LATEST[kind](id)
}

/** Some 100 bytes each. Of one person the id is asked for several times: for their roles, their marks, and who they are. */
const MOST_REMEMBERED = 1 << 15
const LATEST: Readonly<Record<Kind, (id: string) => string | undefined>> = {
  PEOPLE: remembered((id) => readUuid('PEOPLE', id), MOST_REMEMBERED),
  ORGANIZATION: remembered((id) => readUuid('ORGANIZATION', id), MOST_REMEMBERED),
}

function readUuid(kind: Kind, id: string): string | undefined {
  if (UUID.test(id)) return id.toLowerCase()
  const [, found, tail] = decode(id)?.match(RESOURCE) ?? []
  if (found !== kind || tail === undefined || !UUID.test(tail)) return undefined
  return tail.toLowerCase()
}

/** The form that the REST API takes; an id that is in that form already is kept as it is, cluster and all. */
export function restIdOf(kind: Kind, id: string): string {
  if (!UUID.test(id)) return id
  return Buffer.from(`ciscospark://us/${kind}/${id.toLowerCase()}`).toString('base64url')
}

/** The name in a role's id, e.g. `id_full_admin`; undefined when the id names none. */
export function roleNameOf(id: string): string | undefined {
  const [, kind, name] = decode(id)?.match(RESOURCE) ?? []
  return kind === 'ROLE' ? name : undefined
}

function decode(id: string): string | undefined {
  return BASE64URL.test(id) ? Buffer.from(id, 'base64url').toString('utf8') : undefined
}

/** One for one person, in whichever form the id is written. */
export const keyOf = ({ id }: { readonly id: string }): string => uuidOf('PEOPLE', id) ?? id
