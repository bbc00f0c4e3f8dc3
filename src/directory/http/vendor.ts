import type { Budget } from '../../model/wire.ts'

/** What the parts that all vendors share have to know of one: how it is spoken to, and how it says no. */
export interface VendorHttp {
  /** As people write it, for messages: `Webex`. */
  readonly name: string
  /** The value of the Authorization header. */
  readonly authorization: (token: string) => string
  /** The Accept header; JSON when absent. */
  readonly accept?: string
  /** The header, lower-case, that carries the vendor's own id of a request. */
  readonly trackingHeader: string
  /** Reads an error body in the vendor's form; empty for anything else. Never throws. */
  readonly said: (body: unknown) => Said
  /** When to come back, in the form of Retry-After; that header itself when absent. */
  readonly retryAfter?: (header: HeaderOf) => string | undefined
  /** What an answer announces about the quota of its bucket. */
  readonly budget?: (header: HeaderOf) => Budget | undefined
}

export interface Said {
  readonly detail?: string
  /** The vendor's own word for the error; `http-<status>` stands in for it. */
  readonly code?: string
  readonly trackingId?: string
}

/** A header of the answer by its lower-case name; undefined when it is absent or empty. */
export type HeaderOf = (name: string) => string | undefined
