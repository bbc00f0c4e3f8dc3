/** The refusals of the vendor: https://developer.okta.com/docs/reference/error-codes/ */

const FAULTS = {
  E0000001: [400, 'Api validation failed: {0}'],
  E0000003: [400, 'The request body was not well-formed.'],
  E0000005: [403, 'Invalid session'],
  E0000006: [403, 'You do not have permission to perform the requested action'],
  E0000007: [404, 'Not found: {0}'],
  E0000008: [404, 'The requested path was not found'],
  E0000011: [401, 'Invalid token provided'],
  E0000016: [403, 'Activation failed because the user is already active'],
  E0000022: [405, 'The endpoint does not support the provided HTTP method'],
  E0000031: [400, 'Invalid search criteria.'],
  E0000038: [403, "This operation is not allowed in the user's current status."],
  E0000047: [429, 'API call exceeded rate limit due to too many requests.'],
  E0000112: [409, 'Cannot update this user because they are still being activated. Please try again in a few minutes.'],
} as const
export type FaultCode = keyof typeof FAULTS

export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** Given instead of a body; the id of the error is put in when it is sent. */
  readonly fault?: { readonly code: FaultCode; readonly summary: string; readonly causes: readonly string[] }
}

/** `detail` goes where the vendor's sentence has `{0}`. */
export function fault(code: FaultCode, detail = '', causes: readonly string[] = []): Answer {
  const [status, sentence] = FAULTS[code]
  return { status, fault: { code, summary: sentence.replace('{0}', () => detail), causes } }
}

export const invalid = (what: string, ...causes: readonly string[]): Answer => fault('E0000001', what, causes)

export const noSuchUser = (asked: string): Answer => fault('E0000007', `Resource not found: ${asked} (User)`)

export const ok = (body: unknown, headers: Answer['headers'] = {}): Answer => ({ status: 200, body, headers })

export const bodyOf = ({ code, summary, causes }: NonNullable<Answer['fault']>, errorId: string): object => ({
  errorCode: code,
  errorSummary: summary,
  errorLink: code,
  errorId,
  errorCauses: causes.map((errorSummary) => ({ errorSummary })),
})
