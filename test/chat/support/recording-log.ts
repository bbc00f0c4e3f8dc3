import { inspect } from 'node:util'
import type { Log } from '../../../src/chat/log.ts'

/** Keeps every line, so that a test can ask what was said and search it for what must not be said. */
export class RecordingLog implements Log {
  readonly lines: { readonly level: string; readonly message: string; readonly fields: unknown }[] = []

  readonly debug = this.#at('debug')
  readonly info = this.#at('info')
  readonly warn = this.#at('warn')
  readonly error = this.#at('error')

  get text(): string {
    return inspect(this.lines, { depth: 20, maxArrayLength: null, maxStringLength: null })
  }

  #at(level: string): Log['info'] {
    return (fields, message) => void this.lines.push({ level, message, fields })
  }
}
