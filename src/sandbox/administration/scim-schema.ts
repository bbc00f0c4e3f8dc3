/** Names of SCIM 2.0 (RFC 7643, RFC 7644) and of the vendor's extensions, and how SCIM words a refusal. */
import type { Answer, Call } from './exchange.ts'

export const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
export const CISCO = 'urn:scim:schemas:extension:cisco:webexidentity:2.0:User'
export const LIST_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'
export const BULK_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse'
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error'
export const CISCO_ERROR = 'urn:scim:schemas:extension:cisco:webexidentity:api:messages:2.0:Error'

export type ScimType =
  | 'invalidFilter'
  | 'invalidValue'
  | 'invalidPath'
  | 'invalidSyntax'
  | 'mutability'
  | 'noTarget'
  | 'uniqueness'

export interface ScimProblem {
  readonly status: number
  readonly detail: string
  readonly scimType?: ScimType
}

export const invalid = (scimType: ScimType, detail: string): ScimProblem => ({ status: 400, scimType, detail })

export const ciscoError = (trackingId: string, status: number, detail: string) => ({
  trackingId,
  errorCode: status,
  details: detail,
})

export function scimProblem(
  { trackingId }: Pick<Call, 'trackingId'>,
  { status, detail, scimType }: ScimProblem,
): Answer {
  return {
    status,
    body: {
      schemas: [ERROR, CISCO_ERROR],
      status: String(status),
      ...(scimType !== undefined && { scimType }),
      detail,
      [CISCO_ERROR]: ciscoError(trackingId, status, detail),
    },
  }
}

export const scimFault = (call: Pick<Call, 'trackingId'>, status: number, detail: string): Answer =>
  scimProblem(call, { status, detail })
