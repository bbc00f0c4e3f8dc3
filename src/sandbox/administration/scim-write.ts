/** The writing half of SCIM: POST, PATCH, PUT and DELETE on users, for single calls and for the operations of a bulk one. */

import type { Actor, Changed, ChangeRefusal } from './change.ts'
import { type Answer, type Call, isJson, type Json } from './exchange.ts'
import type { Organisation } from './organisation.ts'
import { type Base, baseOf, userFromScim } from './scim-input.ts'
import { isProblem, patched } from './scim-patch.ts'
import { memberOf, scimRefusal } from './scim-read.ts'
import { CORE, invalid, type ScimProblem, scimProblem } from './scim-schema.ts'
import { scimUser } from './scim-view.ts'
import type { User } from './user.ts'

/** What came of one request or of one operation of a bulk request. */
export type Written = { readonly status: 200 | 201; readonly user: User } | { readonly status: 204 } | ScimProblem

export interface Writing {
  readonly organisation: Organisation
  readonly orgUuid: string
  readonly by: Actor
  /** For the JSON that a PATCH works on. */
  readonly origin: string
}

export function scimWrite(organisation: Organisation, call: Call, write: (writing: Writing) => Written): Answer {
  const refusal = scimRefusal(organisation, call, 'scim-write')
  if (refusal !== undefined) return refusal
  const by: Actor = { uuid: call.session.account.uuid, through: 'scim' }
  const written = write({ organisation, orgUuid: call.session.account.orgUuid, by, origin: call.origin })
  if ('detail' in written) return scimProblem(call, written)
  if (!('user' in written)) return { status: 204 }
  return { status: written.status, body: scimUser(organisation, written.user, call.origin) }
}

export function createUser({ organisation, orgUuid, by }: Writing, body: unknown): Written {
  if (!hasCoreSchema(body)) return invalid('invalidSyntax', `schemas must hold "${CORE}".`)
  const base: Base = {
    ...{
      uuid: '',
      orgUuid,
      type: 'person',
      siteUrls: [],
      sipAddresses: [],
      licences: [],
      created: '',
      lastModified: '',
      version: 1,
    },
    invitePending: true,
    presence: 'pending',
  }
  const wanted = userFromScim(base, body)
  if ('detail' in wanted) return wanted
  return writtenFrom(
    organisation.create((given) => ({ ...wanted, ...given }), by),
    wanted.uuid,
    201,
  )
}

export function patchUser(writing: Writing, uuid: string, body: unknown): Written {
  const user = memberOf(writing.organisation, writing.orgUuid, uuid)
  if (user === undefined) return notFound(uuid)
  const json = patched(scimUser(writing.organisation, user, writing.origin), body)
  return isProblem(json) ? json : replaced(writing, user, json)
}

export function putUser(writing: Writing, uuid: string, body: unknown): Written {
  if (!hasCoreSchema(body)) return invalid('invalidSyntax', `schemas must hold "${CORE}".`)
  const user = memberOf(writing.organisation, writing.orgUuid, uuid)
  return user === undefined ? notFound(uuid) : replaced(writing, user, body)
}

export function deleteUser({ organisation, orgUuid, by }: Writing, uuid: string): Written {
  if (memberOf(organisation, orgUuid, uuid) === undefined) return notFound(uuid)
  const outcome = organisation.delete(uuid, by)
  return outcome.kind === 'refused' ? problem(outcome.code, uuid) : { status: 204 }
}

function replaced({ organisation, by }: Writing, user: User, json: Json): Written {
  const wanted = userFromScim(baseOf(user), json)
  return 'detail' in wanted ? wanted : writtenFrom(organisation.update(wanted, by), user.uuid, 200)
}

const writtenFrom = (outcome: Changed, uuid: string, status: 200 | 201): Written =>
  outcome.kind === 'refused' ? problem(outcome.code, uuid) : { status, user: outcome.user }

const notFound = (uuid: string): ScimProblem => ({ status: 404, detail: `The user ${uuid} was not found.` })

function problem(code: ChangeRefusal, uuid: string): ScimProblem {
  switch (code) {
    case 'not-found':
      return notFound(uuid)
    case 'own-account':
      return { status: 403, detail: 'An administrator cannot delete the own account.' }
    case 'last-full-admin':
      return { status: 409, detail: 'The organization must keep at least one full administrator.' }
    case 'address-taken':
      return { status: 409, scimType: 'uniqueness', detail: 'The userName or an email address is already in use.' }
  }
}

const hasCoreSchema = (body: unknown): body is Json =>
  isJson(body) && Array.isArray(body['schemas']) && body['schemas'].includes(CORE)
