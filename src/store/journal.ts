/**
 * The write-ahead journal of one job: sealed lines in a `LineFile`. Must never give back an entry that was not written, and
 * never leave out one that was: only a last line torn in mid-write, which nobody was told of, is cut off.
 */
import { z } from 'zod'
import type { LineFile } from '../model/line-file.ts'
import { type JournalEntry, OUTCOME_KINDS, type Outcome } from '../model/run.ts'
import type { Journal } from '../model/store.ts'
import { count, type Fields, text } from './fields.ts'
import { readSealed, unknownForm } from './read-sealed.ts'
import { sealEach } from './sealed-line.ts'

const outcomeSchema: z.ZodType<Outcome> = z.strictObject({
  change: count,
  kind: z.enum(OUTCOME_KINDS),
  at: z.string(),
  undoUntil: z.exactOptional(z.string()),
  error: z.exactOptional(
    z.strictObject({
      code: z.string(),
      message: z.string(),
      httpStatus: z.exactOptional(z.number()),
      trackingId: z.exactOptional(z.string()),
      isRetryable: z.boolean(),
    } satisfies Fields<NonNullable<Outcome['error']>>),
  ),
} satisfies Fields<Outcome>)

const entrySchema: z.ZodType<JournalEntry> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('intent'), changes: z.array(count), at: text() }),
  z.strictObject({ kind: z.literal('unsent'), changes: z.array(count), at: text() }),
  z.strictObject({ kind: z.literal('outcome'), outcome: outcomeSchema }),
])

/** Most lines are these, and of a form that the schema takes: a schema takes longer to say so than all else that is done with a line. */
const PLAIN_OUTCOME = new RegExp(
  String.raw`^\{"kind":"outcome","outcome":\{"change":(?:0|[1-9][0-9]{0,8}),"kind":"(?:${OUTCOME_KINDS.join('|')})","at":"[-:.0-9TZ]*"\}\}$`,
)

function entryIn(path: string, line: string, no: number): JournalEntry {
  const value: unknown = JSON.parse(line)
  if (PLAIN_OUTCOME.test(line)) return value as JournalEntry
  const entry = entrySchema.safeParse(value)
  if (entry.success) return entry.data
  throw unknownForm(path, no, z.prettifyError(entry.error))
}

const WAY_OUT =
  'put it back from a backup and resume the job; without one, leave the job paused, which does no harm, and send the CSV again as a new job: its dry run shows who is still there'

/** A journal as it was found. */
export interface JournalFound extends Pick<Journal, 'past'> {
  /** What the next line goes on from. */
  readonly seal: number
}

/** `name` binds the file to its job. `onNote` hears of a torn line that was cut off. Throws `DamagedFile`. */
export async function readJournal(file: LineFile, name: string, onNote: (note: string) => void): Promise<JournalFound> {
  const past: JournalEntry[] = []
  const { seal } = await readSealed(
    file,
    `journal 1 ${name}`,
    onNote,
    (line, no) => past.push(entryIn(file.path, line, no)),
    WAY_OUT,
  )
  return { past, seal }
}

/** `found`: what the file holds now. */
export function openJournal(file: LineFile, found: JournalFound): Journal {
  let { seal } = found
  return {
    past: found.past,
    async append(entries) {
      const sealed = sealEach(entries, seal)
      seal = sealed.seal
      await file.append(sealed.lines)
    },
    close: () => file.close(),
  }
}
