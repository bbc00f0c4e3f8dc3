import { readFile } from 'node:fs/promises'
import type { AuditLog } from './model/audit.ts'
import type { Clock } from './model/clock.ts'

/** From when to when the bot did anything, and which version of it. A start without an end before it tells of a hard stop. */

export interface Life {
  begin(): Promise<void>
  end(): Promise<void>
}

export const recordedLife = (audit: AuditLog, clock: Clock, version: string): Life => {
  let isBegun = false
  const record = (what: string): Promise<void> =>
    audit.append([{ at: clock.now().toISOString(), what, who: 'twokey', detail: `version ${version}` }])
  return {
    begin: async () => {
      await record('bot-started')
      isBegun = true
    },
    end: async () => {
      if (isBegun) await record('bot-stopped')
    },
  }
}

export const ownVersion = async (): Promise<string> => {
  const { version }: { readonly version?: unknown } = JSON.parse(
    await readFile(new URL('../package.json', import.meta.url), 'utf8'),
  )
  return typeof version === 'string' ? version : 'unknown'
}
