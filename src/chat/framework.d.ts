// What this project uses of webex-node-bot-framework 2.3.14, which ships no types. Read from its source and from that of
// the Webex SDK 2.4.2; nothing here is promised by their documents.

declare module 'webex-node-bot-framework' {
  import type { EventEmitter } from 'node:events'

  interface Framework extends EventEmitter {
    active: boolean
    webex: Framework.Sdk
    webhook: { readonly name?: string }
    start(): Promise<boolean>
    stop(): Promise<boolean>
    onMessageCreated(message: unknown): Promise<unknown>
    onAttachmentActions(action: unknown): Promise<unknown>
    onMembershipCreated(membership: unknown, actorId?: string): Promise<unknown>
    onMembershipUpdated(membership: unknown): Promise<unknown>
    onMembershipDeleted(membership: unknown, actorId?: string): Promise<unknown>
    onRoomCreated(room: unknown): Promise<unknown>
    onRoomUpdated(room: unknown): Promise<unknown>
  }

  namespace Framework {
    interface Options {
      readonly token: string
      readonly webhookUrl?: string
      readonly maxStartupSpaces: number
    }

    interface Getter {
      get(idOrObject: unknown): Promise<unknown>
    }

    /** Backbone events; a handler's error is swallowed by the SDK. */
    interface Events {
      on(event: string, handler: (payload?: unknown) => void): void
    }

    interface Socket {
      send(frame: unknown): Promise<unknown>
      close(): Promise<unknown>
    }

    interface Mercury extends Events {
      readonly connected: boolean
      /** There while it tries to connect. */
      readonly backoffCall?: { abort(): void }
      readonly socket?: Socket
      connect(webSocketUrl?: string): Promise<void>
      _reconnect(webSocketUrl?: string): Promise<void>
      _connectWithBackoff(webSocketUrl?: string): Promise<void>
    }

    interface Device {
      readonly url?: string
      readonly registered: boolean
      refresh(): Promise<void>
      unregister(): Promise<void>
    }

    interface Sdk {
      setConfig(config: object): void
      readonly messages: Getter & { getMessageEvent(activity: unknown, type: string): Promise<unknown> }
      readonly attachmentActions: Getter
      readonly memberships: Getter
      readonly people: Getter
      readonly rooms: Getter
      readonly webhooks: {
        list(): Promise<{ readonly items: readonly unknown[] }>
        create(webhook: { readonly name: string }): Promise<unknown>
      }
      readonly internal: {
        /** Whose session it is. */
        me?: { readonly id: string; readonly orgId: string }
        readonly mercury: Mercury
        readonly device: Device
        readonly metrics: { submitClientMetrics(...metric: readonly unknown[]): Promise<void> }
        readonly services: {
          initConfig(): void
          waitForCatalog(group: string, timeoutSeconds?: number): Promise<void>
        }
      }
    }
  }

  const Framework: new (options: Framework.Options) => Framework
  export = Framework
}

declare module 'webex-node-bot-framework/lib/process-event.js' {
  import type Framework from 'webex-node-bot-framework'

  function processEvent(framework: Framework, event: unknown, webhookName: string): Promise<unknown>
  export = processEvent
}
