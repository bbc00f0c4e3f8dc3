/** `freeze.json`: the kill switch. Must never be taken for open because its file is damaged: then nothing starts. */
import { z } from 'zod'
import type { Freeze, FreezeSwitch } from '../model/freeze.ts'
import type { Disk } from './disk.ts'
import { type DocumentForm, readDocument, writeDocument } from './document.ts'
import { type Fields, personRef, text } from './fields.ts'
import { takeTurns } from './turns.ts'

interface Stored {
  readonly freeze?: Freeze
}

const FORM: DocumentForm<Stored> = {
  version: 1,
  migrations: {},
  schema: z.strictObject({
    freeze: z.exactOptional(z.strictObject({ by: personRef, at: text(), reason: z.string() } satisfies Fields<Freeze>)),
  } satisfies Fields<Stored>),
  wayOut: 'make sure that nothing has to stay frozen, stop Twokey, move the file away and start again',
}

/** Throws `DamagedFile`. */
export async function openFreeze(path: string, disk: Disk): Promise<FreezeSwitch> {
  let present = (await readDocument(path, FORM))?.freeze
  const inTurn = takeTurns()
  return {
    get: () => present,
    change: (decide) =>
      inTurn(async () => {
        const next = decide(present)
        if (next === present) return present
        await writeDocument(disk, path, FORM, next === undefined ? {} : { freeze: next })
        present = next
        return present
      }),
  }
}
