import type { Agent } from 'node:http'
import type Framework from 'webex-node-bot-framework'
import type { Person } from '../model/person.ts'
import { type ChatError, type Redact, toChatError } from './chat-error.ts'
import type { Log } from './log.ts'
import type { Rest, RestCall } from './rest.ts'
import { WEBHOOK_NAME } from './webhooks.ts'

/**
 * Takes from the framework and its SDK what loses events, hangs or ends the process, and gives our own in its place. The
 * framework keeps the session, the device and the websocket, and makes events of what arrives; every REST call is ours.
 * Must run right after `start()`, before the SDK has sent its first request, and anew for every start.
 */

export interface HardeningOptions {
  readonly apiUrl: string
  readonly u2cUrl: string
  readonly rest: Rest
  readonly self: Pick<Person, 'id' | 'orgId'>
  readonly redact: Redact
  readonly requestMs: number
  readonly handshakeMs: number
  readonly pingEveryMs: number
  readonly pongWithinMs: number
  readonly socketAgent?: Agent
  readonly reconnectBaseMs: number
  readonly reconnectCapMs: number
  /** Something that an event told of could not be read; where that was a message, catch-up has to find it. */
  readonly onEventLost: (error: ChatError) => void
}

export function hardenSdk(sdk: Framework.Sdk, options: HardeningOptions): void {
  configure(sdk, options)
  replaceReads(sdk, options)
  keepFrameworkFromWebhooks(sdk)
  // It would ask for this at every kind of event, and leave the failure of that unhandled.
  sdk.internal.me = options.self
  keepEventErrors(sdk)
  keepSendErrors(sdk.internal.mercury)
  // Telemetry that nobody here reads; when its host is out of reach every connection ends in an unhandled rejection.
  sdk.internal.metrics.submitClientMetrics = () => Promise.resolve()
}

/** The SDK otherwise takes its addresses from environment variables, once for the whole process. */
function configure(sdk: Framework.Sdk, options: HardeningOptions): void {
  sdk.setConfig({
    services: { discovery: { hydra: options.apiUrl, u2c: options.u2cUrl } },
    defaultRequestOptions: { timeout: options.requestMs },
    // The framework's own option for a proxy never reaches the websocket.
    defaultMercuryOptions: {
      handshakeTimeout: options.handshakeMs,
      ...(options.socketAgent && { agent: options.socketAgent }),
    },
    mercury: {
      pingInterval: options.pingEveryMs,
      pongTimeout: options.pongWithinMs,
      backoffTimeReset: options.reconnectBaseMs,
      backoffTimeMax: options.reconnectCapMs,
    },
    // Its console lines hold whole requests.
    logger: { level: 'silent', bufferLogLevel: 'silent' },
  })
  const { services } = sdk.internal
  services.initConfig()
  // It waits up to a minute for the list of services, and its timer outlives the waiting and holds the process up.
  const waitForCatalog = services.waitForCatalog.bind(services)
  services.waitForCatalog = (group) => waitForCatalog(group, options.requestMs / 1000)
}

/**
 * The SDK never repeats a call and has no time limit. People come from a batcher that, after one failed call, never
 * answers for that person again.
 */
function replaceReads(sdk: Framework.Sdk, { rest, redact, onEventLost }: HardeningOptions): void {
  const getter =
    (doing: string, folder: string, more: Pick<RestCall, 'isTriedForEver'> = {}) =>
    async (given: unknown) => {
      const path = `/${folder}/${encodeURIComponent(idOf(given))}`
      try {
        return (await rest.call({ doing, method: 'GET', path, ...more })).body
      } catch (thrown) {
        // The framework swallows it, so this is the last place that knows.
        const error = toChatError(doing, thrown, redact)
        onEventLost(error)
        throw error
      }
    }
  sdk.messages.get = getter('reading the message of an event', 'messages')
  // Catch-up finds messages, and nothing lists clicks: whoever made one would be left without an answer.
  sdk.attachmentActions.get = getter('reading the click of an event', 'attachment/actions', { isTriedForEver: true })
  sdk.memberships.get = getter('reading the membership of an event', 'memberships')
  sdk.rooms.get = getter('reading the room of an event', 'rooms')
  sdk.people.get = getter('reading a person', 'people')
}

const idOf = (given: unknown): string =>
  typeof given === 'object' && given !== null && 'id' in given ? String(given.id) : String(given)

/** It would delete every webhook of the token, and would not notice when its own cannot be made. `webhooks.ts` does it. */
function keepFrameworkFromWebhooks(sdk: Framework.Sdk): void {
  sdk.webhooks.list = () => Promise.resolve({ items: [] })
  sdk.webhooks.create = () => Promise.resolve({ name: WEBHOOK_NAME })
}

/** The SDK does not look at what becomes of reading the message of an event: a rejection there would be unhandled. */
function keepEventErrors(sdk: Framework.Sdk): void {
  const getMessageEvent = sdk.messages.getMessageEvent.bind(sdk.messages)
  // There is no event to hand on, so the promise stays open; the error has been told of by the reading itself.
  const never = () => new Promise<never>(() => undefined)
  sdk.messages.getMessageEvent = (activity, type) => getMessageEvent(activity, type).catch(never)
}

/** The SDK acknowledges each frame without looking at what becomes of it, also on a socket that is closing already. */
function keepSendErrors(mercury: Framework.Mercury): void {
  mercury.on('change:socket', () => {
    const { socket } = mercury
    if (socket === undefined) return
    const send = socket.send.bind(socket)
    // A socket that cannot send is closed or about to be, and that is dealt with.
    socket.send = (frame) => send(frame).catch(() => undefined)
  })
}

export interface FrameworkHandlers {
  readonly onMessage: (message: unknown) => void
  readonly onAction: (action: unknown) => void
  readonly onMembership: (membership: unknown, actorId: string | undefined) => void
}

/**
 * Takes events before the framework looks for its bot object of the room: while that is being made it drops what
 * arrives, and what its handlers throw is swallowed or ends the process.
 */
export function takeEvents(framework: Framework, handlers: FrameworkHandlers, log: Log): void {
  const done = () => Promise.resolve(true)
  framework.on('messageCreated', handlers.onMessage)
  framework.onMessageCreated = done
  framework.onAttachmentActions = (action) => {
    handlers.onAction(action)
    return done()
  }
  framework.onMembershipCreated = (membership, actorId) => {
    handlers.onMembership(membership, actorId)
    return done()
  }
  framework.onMembershipUpdated = done
  framework.onMembershipDeleted = done
  framework.onRoomCreated = done
  framework.onRoomUpdated = done
  // Its own listener throws.
  framework.removeAllListeners('error')
  framework.on('error', () => log.error({}, 'the bot framework reported an error'))
}
