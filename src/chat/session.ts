import type Framework from 'webex-node-bot-framework'
import type { Clock, Random } from '../model/clock.ts'
import { ChatError, type Redact, toChatError } from './chat-error.ts'
import { withDeadline } from './deadline.ts'
import { type FrameworkHandlers, type HardeningOptions, hardenSdk, takeEvents } from './framework-hardening.ts'
import type { Log } from './log.ts'
import { type RetryTools, withRetries } from './retries.ts'
import { SocketWatch, type SocketWatchOptions } from './socket-watch.ts'
import type { WebhookEvent } from './webex-schema.ts'
import { WEBHOOK_NAME } from './webhooks.ts'

/**
 * One run of the framework: started with as many tries as it takes, stopped without leaving a device or a socket behind.
 * This file and `framework-hardening.ts` are the only ones that know the framework.
 */

export interface SessionOptions {
  readonly token: string
  /** Set for webhooks; without it events come by websocket. */
  readonly webhookUrl?: string
  readonly handlers: FrameworkHandlers
  readonly hardening: HardeningOptions
  readonly watch: SocketWatchOptions
  readonly retry: RetryTools
  readonly log: Log
  readonly redact: Redact
  readonly clock: Clock
  readonly random: Random
  readonly startMs: number
}

export interface Session {
  /** Absent with webhooks. */
  readonly socket?: SocketWatch
  /** Has the framework make events of a verified webhook call. Resolves when they have been handed on. */
  process(event: WebhookEvent): Promise<void>
  close(): Promise<void>
}

/** Throws `ChatError` when the session cannot be had after the tries that the policy allows. */
export function openSession(options: SessionOptions): Promise<Session> {
  return withRetries(options.retry, () => startOnce(options))
}

async function startOnce(options: SessionOptions): Promise<Session> {
  const doing = 'starting the Webex session'
  // Loading the SDK takes over half a second, and only a gateway needs it.
  const { default: FrameworkClass } = await import('webex-node-bot-framework')
  const { default: processEvent } = await import('webex-node-bot-framework/lib/process-event.js')
  const framework = new FrameworkClass({
    token: options.token,
    // Its bot objects of rooms are not used, so none are made.
    maxStartupSpaces: 0,
    ...(options.webhookUrl !== undefined && { webhookUrl: options.webhookUrl }),
  })
  takeEvents(framework, options.handlers, options.log)
  const started = framework.start()
  const sdk = framework.webex
  hardenSdk(sdk, options.hardening)
  const socket = options.webhookUrl === undefined ? new SocketWatch(sdk, options.watch) : undefined
  const close = () => stop(framework, sdk, socket, options)
  try {
    await withDeadline(
      options.startMs,
      options.retry.signal,
      (code) => new ChatError({ doing, code }),
      () => started,
    )
  } catch (thrown) {
    started.catch(() => undefined)
    await close()
    throw asStartError(toChatError(doing, thrown, options.redact))
  }
  const watching = socket?.run()
  return {
    ...(socket && { socket }),
    process: async (event) => {
      if (event.resource === 'attachmentActions') await processClick(sdk, event, options.handlers)
      else await processEvent(framework, event, WEBHOOK_NAME)
    },
    close: async () => {
      await close()
      await watching
    },
  }
}

/** As the framework would, but that it writes to the console when the click cannot be read, past every log. */
async function processClick(sdk: Framework.Sdk, { event, data }: WebhookEvent, handlers: FrameworkHandlers) {
  if (event !== 'created') return
  // The reading itself tells of what went wrong.
  const action = await sdk.attachmentActions.get(data.id).catch(() => undefined)
  if (action !== undefined) handlers.onAction(action)
}

/** What the SDK cannot explain is as a rule a service that did not answer: worth another try. */
function asStartError(error: ChatError): ChatError {
  if (error.fault.code !== 'internal') return error
  return new ChatError({ ...error.fault, code: 'no-answer' })
}

/** Never rejects: what cannot be undone is logged. */
async function stop(
  framework: Framework,
  sdk: Framework.Sdk,
  socket: SocketWatch | undefined,
  options: SessionOptions,
): Promise<void> {
  // First the socket: the SDK would answer its end with a new device and a new connection.
  await socket?.close()
  if (socket) await removeDevice(sdk, options)
  try {
    await framework.stop()
  } catch (error) {
    options.log.warn({ error: toChatError('stopping the framework', error, options.redact).message }, 'stopped unclean')
  }
}

async function removeDevice(sdk: Framework.Sdk, options: SessionOptions): Promise<void> {
  const doing = "removing the bot's websocket device"
  const { device } = sdk.internal
  // Not the gateway's own signal, which has been aborted by now.
  const tools = {
    ...options.retry,
    signal: new AbortController().signal,
    policy: { ...options.retry.policy, attempts: 3 },
  }
  try {
    await withRetries(tools, async () => {
      try {
        const expired = () => new ChatError({ doing, code: 'timed-out' })
        if (device.registered) {
          await withDeadline(options.hardening.requestMs, undefined, expired, () => device.unregister())
        }
      } catch (thrown) {
        throw toChatError(doing, thrown, options.redact)
      }
    })
  } catch (error) {
    options.log.warn({ error: toChatError(doing, error, options.redact).message }, 'a device may be left behind')
  }
}
