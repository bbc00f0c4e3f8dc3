import { type Redact, toChatError } from './chat-error.ts'
import type { Log } from './log.ts'
import type { Rest } from './rest.ts'
import { ensureWebhooks, type WebhookTarget } from './webhooks.ts'

/** Sets the bot's webhooks up and looks after them from time to time. Knows what is wrong with them, in words. */

export interface WebhookKeeperTools {
  readonly rest: Rest
  readonly target: WebhookTarget
  readonly log: Log
  readonly redact: Redact
}

export class WebhookKeeper {
  readonly #tools: WebhookKeeperTools
  #ids: readonly string[] = []
  #why = 'the webhooks are not set up yet'

  constructor(tools: WebhookKeeperTools) {
    this.#tools = tools
  }

  get ids(): readonly string[] {
    return this.#ids
  }

  /** Empty when all were in order at the last look. */
  get why(): string {
    return this.#why
  }

  /** Throws `ChatError` when they cannot be had. */
  async setUp(): Promise<void> {
    this.#ids = await ensureWebhooks(this.#tools.rest, this.#tools.target, true)
    this.#why = ''
  }

  /** Never rejects. */
  async check(): Promise<void> {
    try {
      this.#ids = await ensureWebhooks(this.#tools.rest, this.#tools.target, false)
      this.#why = ''
    } catch (error) {
      this.#why = toChatError('checking the webhooks', error, this.#tools.redact).message
      this.#tools.log.warn({ error: this.#why }, 'the webhooks could not be checked; events may not arrive')
    }
  }
}
