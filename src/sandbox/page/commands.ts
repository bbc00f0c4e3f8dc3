/** What can be said to the bot, as its own manifest tells it. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Command } from './protocol.ts'

const manifest = z.object({
  commands: z.array(z.object({ usage: z.string(), does: z.string(), needsFiles: z.boolean().default(false) })),
})

export const COMMANDS: readonly Command[] = manifest
  .parse(JSON.parse(readFileSync(new URL('../../../manifest.json', import.meta.url), 'utf8')))
  .commands.map(({ usage, does, needsFiles }) => ({ usage, does, needsFile: needsFiles }))
