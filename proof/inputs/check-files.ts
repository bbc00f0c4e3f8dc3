/**
 * Whether a spreadsheet would run anything of the files that go back, and whether the errors file, attached again, names the same
 * people. The rule for a cell is OWASP's (https://owasp.org/www-community/attacks/CSV_Injection), and stricter where programs differ.
 */
import { parse } from 'csv-parse/sync'
import { readFiles } from '../../src/intake/read-files.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { Intake, Row, RowIssue } from '../../src/model/rows.ts'
import type { OutgoingFile } from '../../src/model/voice.ts'
import { errorsCsv } from '../../src/report/errors-csv.ts'
import type { Outcomes } from '../../src/report/outcome-of.ts'
import { planCsv } from '../../src/report/plan-csv.ts'
import { resultsCsv } from '../../src/report/results-csv.ts'
import { undoByHandCsv } from '../../src/report/undo-rows.ts'
import type { InputCase } from './input-case.ts'
import { shown, type Violation } from './violation.ts'

export const LIMITS = { maxRows: 20_000, maxBytes: 20 * 1024 * 1024 }

/** White space, controls and what is not seen: some programs drop them before they look at a cell. */
const UNSEEN = /^(?:\s|\p{C}|\p{Default_Ignorable_Code_Point})+/u
const RUNS = /^[=+\-@＝＋－＠]/u

/** In a program that expects another delimiter, a cell begins behind each of these. */
const CELL_STARTS = /[;\t\r\n]/

export const wouldRun = (cell: string): boolean =>
  /^[\t\r\n]/.test(cell) || cell.split(CELL_STARTS).some((part) => RUNS.test(part.replace(UNSEEN, '')))

const cellsOf = ({ bytes }: OutgoingFile): string[][] =>
  parse(Buffer.from(bytes), { bom: true, record_delimiter: ['\r\n', '\n', '\r'] })

const formulasIn = (file: OutgoingFile): readonly Violation[] => {
  const bad = cellsOf(file).flat().find(wouldRun)
  return bad === undefined ? [] : [{ kind: 'formula', detail: `${file.name}: ${shown(bad)}` }]
}

const unaccounted = (detail: string): Violation => ({ kind: 'unaccounted', detail })

/** Each row of the input is in the plan file, and in exactly one of the two files of the end. */
const rowsOnce = (plan: Plan, dryRun: OutgoingFile, results: OutgoingFile, errors: OutgoingFile) => {
  const all = plan.changes.length + plan.skips.length
  const inPlan = cellsOf(dryRun).length - 1
  const inEnd = cellsOf(results).length + cellsOf(errors).length - 2
  return inPlan === all && inEnd === all
    ? []
    : [unaccounted(`${all} rows, ${inPlan} in plan, ${inEnd} in results and errors`)]
}

export const checkFiles = async (input: InputCase, intake: Intake, plan: Plan, outcomes: Outcomes) => {
  const dryRun = await planCsv(plan)
  const results = await resultsCsv(plan, outcomes)
  const errors = await errorsCsv(plan, outcomes)
  const undo = await undoByHandCsv(plan, outcomes, new Date(0))
  return [
    ...[dryRun, results, errors, undo].flatMap(formulasIn),
    ...rowsOnce(plan, dryRun, results, errors),
    ...(plan.tenants.length > 1 ? [] : await sameAgain(input, intake, errors)),
  ]
}

/** Position by position: a row is the same person with the same cells again, and what was no row is none now. */
const sameAgain = async ({ wanted }: InputCase, first: Intake, errors: OutgoingFile): Promise<readonly Violation[]> => {
  if (errors.rows === 0) return []
  const bad = (detail: string): readonly Violation[] => [{ kind: 'round trip', detail }]
  const again = await readFiles([errors], LIMITS, wanted)
  if (again.kind === 'refused') return bad(`the errors file is refused: ${shown(again.refusals)}`)
  const byPlace = new Map([...first.rows, ...first.issues].map((one) => [`${one.file}\n${one.line}`, one]))
  const records = [...again.intake.rows, ...again.intake.issues].toSorted((a, b) => a.line - b.line)
  if (records.length !== errors.rows) return bad(`${errors.rows} rows were written, ${records.length} are read`)
  const [columns = [], ...written] = cellsOf(errors)
  const [fileAt, lineAt] = [columns.lastIndexOf('source_file'), columns.lastIndexOf('source_line')]
  const seen = new Set<string>()
  return records.flatMap((record, at) => {
    const [file, line] = [unmarked(written[at]?.[fileAt] ?? ''), written[at]?.[lineAt] ?? '']
    const before = byPlace.get(`${file}\n${line}`)
    if (before === undefined) return bad(`the errors file names "${file}" line ${line}, which was not in the input`)
    return samePerson(before, record, seen) ? [] : bad(`${shown(before)} came back as ${shown(record)}`)
  })
}

/** File names have no apostrophe of their own in the corpus. */
const unmarked = (cell: string): string => cell.replaceAll("'", '')

const samePerson = (before: Row | RowIssue, again: Row | RowIssue, seen: Set<string>): boolean => {
  if (!('key' in before)) return 'code' in again || before.code === 'duplicate' || before.code === 'kept'
  const key = `${before.key.by}:${before.key.value}`
  if (!('key' in again)) return seen.has(key) || again.code === 'duplicate'
  seen.add(key)
  return again.key.by === before.key.by && again.key.value === before.key.value && again.to === before.to
}
