/**
 * `secrets.json`: what the program was given while it ran and needs after a restart, such as a rotated refresh token. Must be on
 * the disk before it is used, since the one before it may already be void.
 */
import { z } from 'zod'
import type { Secrets } from '../model/store.ts'
import type { Disk } from './disk.ts'
import { type DocumentForm, readDocument, writeDocument } from './document.ts'
import { takeTurns } from './turns.ts'

const FORM: DocumentForm<Readonly<Record<string, string>>> = {
  version: 1,
  migrations: {},
  schema: z.record(z.string(), z.string()),
  wayOut: 'stop Twokey, move it away, put fresh refresh tokens of Webex and AAC into the environment and start again',
}

/** Throws `DamagedFile`. */
export async function openSecrets(path: string, disk: Disk): Promise<Secrets> {
  let known = (await readDocument(path, FORM)) ?? {}
  const inTurn = takeTurns()
  return {
    get: (name) => known[name],
    set: (name, value) =>
      inTurn(async () => {
        const next = { ...known, [name]: value }
        await writeDocument(disk, path, FORM, next)
        known = next
      }),
  }
}
