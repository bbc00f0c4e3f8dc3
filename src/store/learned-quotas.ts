/**
 * `quotas.json`: what vendors that announce no quota were found to let through. Only a hint: one that cannot be read or written
 * costs a refusal more, so it must never keep the program from starting or a run from going on.
 */
import { z } from 'zod'
import { DamagedFile, type LearnedQuota, type LearnedQuotas } from '../model/store.ts'
import type { Disk } from './disk.ts'
import { type DocumentForm, readDocument, writeDocument } from './document.ts'
import { count } from './fields.ts'
import { takeTurns } from './turns.ts'

const FORM: DocumentForm<Readonly<Record<string, LearnedQuota>>> = {
  version: 1,
  migrations: {},
  schema: z.record(z.string(), z.strictObject({ calls: count, at: count })),
  wayOut: 'it is learned anew, nothing is to be done',
}

/** `onNote` hears of a file that was passed over. */
export async function openLearnedQuotas(
  path: string,
  disk: Disk,
  onNote: (note: string) => void,
): Promise<LearnedQuotas> {
  let known = (await readUnlessDamaged(path, onNote)) ?? {}
  const inTurn = takeTurns()
  return {
    get: (bucket) => known[bucket],
    set: (bucket, learned) => {
      known = { ...known, [bucket]: learned }
      return inTurn(() => writeDocument(disk, path, FORM, known))
    },
  }
}

async function readUnlessDamaged(path: string, onNote: (note: string) => void) {
  try {
    return await readDocument(path, FORM)
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error
    onNote(error.message)
    return undefined
  }
}
