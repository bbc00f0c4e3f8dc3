/**
 * SCIM Bulk: up to 100 operations in one request, each with an answer of its own under HTTP 200.
 * Vendor's document: "User bulk API", with the wire's habits of failures as the vendor's own SDK reads them.
 */
import { type Answer, type Call, isJson, type Json, ok } from './exchange.ts'
import type { Organisation } from './organisation.ts'
import { scimRefusal } from './scim-read.ts'
import { BULK_RESPONSE, CISCO_ERROR, ciscoError, invalid, type ScimProblem, scimProblem } from './scim-schema.ts'
import { userLocation } from './scim-view.ts'
import { createUser, deleteUser, patchUser, type Writing, type Written } from './scim-write.ts'

const MAX_OPERATIONS = 100

interface BulkRequest {
  readonly operations: readonly unknown[]
  readonly failOnErrors: number
}

export function bulk(organisation: Organisation, call: Call): Answer {
  const refusal = scimRefusal(organisation, call, 'scim-write')
  if (refusal !== undefined) return refusal
  const request = bulkRequest(call.body)
  if ('detail' in request) return scimProblem(call, request)
  const { account } = call.session
  const writing: Writing = {
    organisation,
    orgUuid: account.orgUuid,
    by: { uuid: account.uuid, through: 'scim-bulk' },
    origin: call.origin,
  }
  return ok({ schemas: [BULK_RESPONSE], Operations: results(writing, request, call.trackingId) })
}

/** The document writes `operations`, RFC 7644 `Operations`; both are taken. */
function bulkRequest(body: unknown): BulkRequest | ScimProblem {
  if (!isJson(body)) return invalid('invalidSyntax', 'The request needs a JSON object as its body.')
  const operations = body['operations'] ?? body['Operations']
  if (!Array.isArray(operations) || operations.length === 0)
    return invalid('invalidSyntax', 'operations must be a list that is not empty.')
  if (operations.length > MAX_OPERATIONS) {
    return invalid(
      'invalidValue',
      `A bulk request holds at most ${MAX_OPERATIONS} operations, not ${operations.length}.`,
    )
  }
  const failOnErrors = body['failOnErrors'] ?? Number.POSITIVE_INFINITY
  if (typeof failOnErrors !== 'number' || failOnErrors < 1 || (Number.isFinite(failOnErrors) && failOnErrors > 100)) {
    return invalid('invalidValue', 'failOnErrors must be a number from 1 to 100.')
  }
  return { operations, failOnErrors }
}

/** After as many failures as the request accepts, the rest is neither done nor answered. */
function results(writing: Writing, { operations, failOnErrors }: BulkRequest, trackingId: string): readonly Json[] {
  const answers: Json[] = []
  let failures = 0
  for (const operation of operations) {
    if (failures >= failOnErrors) break
    const json = isJson(operation) ? operation : {}
    const written = performed(writing, json)
    if ('detail' in written) failures++
    answers.push(answered(writing, json, written, trackingId))
  }
  return answers
}

function performed(writing: Writing, operation: Json): Written {
  const method = String(operation['method']).toUpperCase()
  const match = /^\/Users(?:\/([^/]+))?$/.exec(String(operation['path']))
  if (match === null) return invalid('invalidPath', `The path "${String(operation['path'])}" is not supported.`)
  const uuid = match[1]
  if (method === 'POST')
    return uuid === undefined ? posted(writing, operation) : invalid('invalidPath', 'POST needs the path /Users.')
  if (uuid === undefined) return invalid('invalidPath', `${method} needs the path of one user.`)
  if (method === 'DELETE') return deleteUser(writing, uuid)
  if (method === 'PATCH') return withData(operation, (data) => patchUser(writing, uuid, data))
  return invalid('invalidSyntax', `The method "${method}" is not supported.`)
}

const posted = (writing: Writing, operation: Json): Written =>
  typeof operation['bulkId'] === 'string'
    ? withData(operation, (data) => createUser(writing, data))
    : invalid('invalidSyntax', 'POST needs a bulkId.')

/** The document types `data` as JSON text; the vendor's SDK sends the object itself. Both are taken. */
function withData(operation: Json, perform: (data: unknown) => Written): Written {
  const data = operation['data']
  if (typeof data !== 'string') return perform(data)
  let parsed: unknown
  try {
    parsed = JSON.parse(data)
  } catch {
    return invalid('invalidSyntax', 'data is no JSON text.')
  }
  return perform(parsed)
}

function answered({ origin, orgUuid }: Writing, operation: Json, written: Written, trackingId: string): Json {
  const uuid = 'user' in written ? written.user.uuid : /^\/Users\/([^/]+)$/.exec(String(operation['path']))?.[1]
  return {
    ...(uuid !== undefined && { location: userLocation(origin, orgUuid, uuid) }),
    method: operation['method'],
    ...(typeof operation['bulkId'] === 'string' && { bulkId: operation['bulkId'] }),
    ...('user' in written && { version: `W/"${written.user.version}"` }),
    status: String(written.status),
    ...('detail' in written && { response: failure(written, trackingId) }),
  }
}

const failure = ({ status, detail }: ScimProblem, trackingId: string): Json => ({
  schemas: [CISCO_ERROR],
  status: String(status),
  [CISCO_ERROR]: ciscoError(trackingId, status, detail),
})
