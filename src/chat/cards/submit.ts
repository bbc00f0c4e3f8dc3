import { z } from 'zod'
import type { Verdict } from '../../model/approval.ts'
import { type JobId, jobId, type MessageId, messageId } from '../../model/ids.ts'
import { DIRECTORY_NAMES, type DirectoryName } from '../../model/vendor.ts'
import { REQUEST_NAMES, type RequestName } from '../read-request.ts'
import { CONTROL_ACTIONS, type ControlAction } from './control-card.ts'

/**
 * What a click brought, read as hostile: any member of the space can post any inputs under their own name. Only the shape is
 * checked here; whether the nonce is right and the person may do this is looked up by others.
 */

export type CardCommand =
  | {
      readonly kind: 'review'
      readonly job: JobId
      readonly nonce: string
      readonly verdict: Verdict
      /** As typed, empty when nothing was. */
      readonly typedCount: string
      readonly reason: string
    }
  | { readonly kind: 'control'; readonly job: JobId; readonly nonce: string; readonly action: ControlAction }
  | {
      readonly kind: 'ask'
      readonly askedIn: MessageId
      readonly nonce: string
      /** Absent where the card did not ask for it, because the message says it. */
      readonly operation?: RequestName
      /** Each once; empty where none was chosen or asked for. */
      readonly directories: readonly DirectoryName[]
      /** As typed into the card; empty where nothing was. */
      readonly addresses: string
    }

const Job = z.string().regex(/^J-[0-9A-HJKMNP-TV-Z]{4}$/)
const Nonce = z.string().regex(/^[\w-]{1,128}$/)
const never = z.undefined().optional()

/** The keys of one card forbid those of the others, so that a mixture is no command. */
const Review = z.object({
  job: Job,
  nonce: Nonce,
  verdict: z.enum(['approve', 'reject']),
  // Webex delivers numbers as text; a client that keeps the type is believed, too.
  count: z.union([z.string().max(40), z.number().int().transform(String)]).default(''),
  reason: z.string().max(2000).default(''),
  action: never,
  ask: never,
})

const Control = z.object({ job: Job, nonce: Nonce, action: z.enum(CONTROL_ACTIONS), verdict: never, ask: never })

/** More than a card should hold; longer lists come as a CSV. */
export const ADDRESSES_CHARS = 20_000

/** Webex joins what was chosen with commas. */
const Chosen = z
  .string()
  .max(100)
  .transform((chosen) => (chosen === '' ? [] : chosen.split(',')))
  .pipe(z.array(z.enum(DIRECTORY_NAMES)).refine((names) => new Set(names).size === names.length))

const Ask = z.object({
  ask: z.string().regex(/^[\w=+/-]{1,256}$/),
  nonce: Nonce,
  operation: z.enum(REQUEST_NAMES).optional(),
  directory: Chosen.default([]),
  addresses: z.string().max(ADDRESSES_CHARS).default(''),
  verdict: never,
  action: never,
})

/** Undefined for everything that no card of ours sends. Never throws. */
export function parseSubmit(inputs: unknown): CardCommand | undefined {
  const review = Review.safeParse(inputs)
  if (review.success) {
    const { job, nonce, verdict, count, reason } = review.data
    return { kind: 'review', job: jobId(job), nonce, verdict, typedCount: count.trim(), reason: reason.trim() }
  }
  const control = Control.safeParse(inputs)
  if (control.success) {
    return { kind: 'control', job: jobId(control.data.job), nonce: control.data.nonce, action: control.data.action }
  }
  const asked = Ask.safeParse(inputs)
  if (!asked.success) return undefined
  const { ask, nonce, operation, directory: directories, addresses } = asked.data
  return {
    kind: 'ask',
    askedIn: messageId(ask),
    nonce,
    ...(operation === undefined ? {} : { operation }),
    directories,
    addresses: addresses.trim(),
  }
}
