/**
 * The little of a logger that chat needs; pino fulfils it. What is logged here never holds a token:
 * errors go through `chat-error.ts` first.
 */

type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void

export interface Log {
  readonly debug: Write
  readonly info: Write
  readonly warn: Write
  readonly error: Write
}
