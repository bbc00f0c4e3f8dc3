import type { Agent } from 'node:http'
import type { Clock, Random } from '../model/clock.ts'
import type { Inbox } from '../model/store.ts'
import type { ChatEvents } from './chat-api.ts'
import type { Log } from './log.ts'
import { RETRY_POLICY, type RetryPolicy } from './retries.ts'
import type { WebhookTarget } from './webhooks.ts'

/**
 * What a gateway needs and how long it waits for what. The addresses are set on the SDK's instance and not through its
 * environment variables, so that two gateways of one process may speak to two clouds.
 */

export interface GatewayOptions {
  readonly token: string
  /** E.g. `https://webexapis.com/v1`. */
  readonly apiUrl: string
  readonly u2cUrl: string
  /** Where Webex posts events; without it they come by websocket. */
  readonly webhook?: WebhookTarget
  readonly events: ChatEvents
  readonly inbox: Inbox
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly timeouts?: Partial<GatewayTimeouts>
  /** For a network whose only way out is a proxy: the websocket knows no HTTPS_PROXY. */
  readonly socketAgent?: Agent
}

export interface GatewayTimeouts {
  readonly requestMs: number
  readonly startMs: number
  /** How long `close()` waits for receivers at work. */
  readonly closeMs: number
  readonly catchUpEveryMs: number
  /** How far back a room is read of which the inbox knows nothing. */
  readonly newRoomWindowMs: number
  readonly webhookCheckEveryMs: number
  readonly handshakeMs: number
  readonly pingEveryMs: number
  readonly pongWithinMs: number
  readonly watchEveryMs: number
  readonly stuckAfterMs: number
  readonly reconnectBaseMs: number
  readonly reconnectCapMs: number
  readonly retry: RetryPolicy
}

export const TIMEOUTS: GatewayTimeouts = {
  requestMs: 15_000,
  startMs: 60_000,
  closeMs: 10_000,
  catchUpEveryMs: 180_000,
  newRoomWindowMs: 3_600_000,
  webhookCheckEveryMs: 300_000,
  handshakeMs: 10_000,
  pingEveryMs: 15_000,
  pongWithinMs: 14_000,
  watchEveryMs: 5_000,
  stuckAfterMs: 60_000,
  reconnectBaseMs: 1_000,
  reconnectCapMs: 32_000,
  retry: RETRY_POLICY,
}
