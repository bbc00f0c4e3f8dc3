/**
 * The rows that `undo` takes up: what this job did, and nothing else. A row that was already done when it was looked up is left out,
 * since somebody else did it for reasons of their own; so is one whose outcome is unknown, which a person has to look at first.
 * They go by the immutable id, each for its own directory, and the plan made of them needs an approval like any other.
 */
import type { Change, Plan } from '../model/plan.ts'
import type { Intake, Row, RowIssue } from '../model/rows.ts'
import { isOurDoing, type Outcome } from '../model/run.ts'
import type { DirectoryName, Operation } from '../model/vendor.ts'
import type { OutgoingFile } from '../model/voice.ts'
import { csvFile } from './csv-file.ts'
import { type Outcomes, outcomeOf } from './outcome-of.ts'
import { filesOf } from './rows-again.ts'
import { inOrderOf, tableOf } from './table.ts'

/**
 * `inverse` is the operation that takes the effects back; a `rename` goes back to the login that each account had. `isFurther` tells
 * whether it would bring an account further than it was: one that was suspended already would come back in use.
 */
export const undoRows = (
  plan: Plan,
  outcomes: Outcomes,
  now: Date,
  inverse: Operation,
  isFurther: (change: Change) => boolean,
): Intake => {
  const rows: Row[] = []
  const issues: RowIssue[] = []
  for (const change of plan.changes.filter((one) => isDone(one, outcomes))) {
    const { file, line, cells, directory, userId, before } = change
    const place = { file, line, cells, directory }
    const { undoUntil } = outcomeOf(change, outcomes)
    if (isPast(undoUntil, now))
      issues.push({ ...place, code: 'too-late', detail: `"${before.login}" could be brought back until ${undoUntil}` })
    else if (isFurther(change)) issues.push({ ...place, code: 'no-way-back', detail: furtherWords(change, inverse) })
    else rows.push({ ...place, key: { by: 'id', value: userId }, ...wayBackOf(change, inverse) })
  }
  return { files: filesOf(plan, [...rows, ...issues]), rows, issues }
}

const furtherWords = ({ before }: Change, inverse: Operation): string =>
  `"${before.login}" was ${before.status} before, and ${inverse} would bring it further than that; do by hand what is wanted`

/** Only from the address that this job gave: whoever has got another one since keeps it. */
const wayBackOf = ({ before, to }: Change, inverse: Operation): Pick<Row, 'to' | 'address'> =>
  inverse === 'rename' ? { to: before.login, ...(to !== undefined && { address: to }) } : {}

/**
 * Who can still be brought back by hand, where Twokey cannot. A deletion for which the vendor told no time is for good; of any other
 * effect a person can take back what has no end.
 */
export const undoByHandCsv = (plan: Plan, outcomes: Outcomes, now: Date): Promise<OutgoingFile> => {
  const table = tableOf(plan, ['user_id', 'finished_at', 'undo_until'])
  const isOpen = ({ undoUntil }: Pick<Outcome, 'undoUntil'>): boolean =>
    undoUntil === undefined ? plan.operation !== 'delete' : !isPast(undoUntil, now)
  const open = plan.changes.filter((change) => isDone(change, outcomes) && isOpen(outcomeOf(change, outcomes)))
  return csvFile(`undo-${plan.job}.csv`, table.columns, inOrderOf(plan.files, open), (change) => {
    const { at, undoUntil } = outcomeOf(change, outcomes)
    return table.line(change, [change.userId, at, undoUntil ?? ''])
  })
}

/** When it became too late for the last one in a directory; undefined while it is not, and where no time was told of somebody. */
export const tooLateSince = (
  plan: Plan,
  outcomes: Outcomes,
  directory: DirectoryName,
  now: Date,
): string | undefined => {
  const done = plan.changes.filter((change) => change.directory === directory && isDone(change, outcomes))
  const ends = done.map((change) => outcomeOf(change, outcomes).undoUntil)
  return ends.every((end) => isPast(end, now)) ? ends.toSorted().at(-1) : undefined
}

const isDone = (change: Change, outcomes: Outcomes): boolean => isOurDoing(outcomeOf(change, outcomes))

/** Exactly at the time is too late: the call would arrive after it. */
const isPast = (undoUntil: string | undefined, now: Date): boolean =>
  undoUntil !== undefined && Date.parse(undoUntil) <= now.getTime()
