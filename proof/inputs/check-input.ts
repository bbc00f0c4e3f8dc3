/** One input, from its bytes to the last file and word of its job, with every rule held against what comes out. */
import type { Manifest } from '../../src/chat/manifest.ts'
import { type FilesRead, readFiles } from '../../src/intake/read-files.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { Intake } from '../../src/model/rows.ts'
import { summarise } from '../../src/plan/summarise.ts'
import { checkFiles, LIMITS } from './check-files.ts'
import { checkReading } from './check-reading.ts'
import { checkWords } from './check-words.ts'
import type { InputCase } from './input-case.ts'
import { outcomesOf, planOf } from './plan-case.ts'
import { plannedJob, refusedJob } from './said.ts'
import { shown, type Violation } from './violation.ts'

export interface Checked {
  readonly violations: readonly Violation[]
  readonly rows: number
  readonly wasRefused: boolean
  /** Of reading the files. */
  readonly readMs: number
}

export const checkInput = async (input: InputCase, manifest: Manifest): Promise<Checked> => {
  const started = performance.now()
  let readMs = 0
  let read: FilesRead | undefined
  try {
    read = await readFiles(input.files, LIMITS, input.wanted)
    readMs = performance.now() - started
    const violations = [...checkReading(input, read), ...(await checkJob(input, read, manifest))]
    const rows = read.kind === 'read' ? read.intake.rows.length + read.intake.issues.length : 0
    return { violations, rows, wasRefused: read.kind === 'refused', readMs }
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { violations: [{ kind: 'crash', detail }], rows: 0, wasRefused: read?.kind === 'refused', readMs }
  }
}

const checkJob = async (input: InputCase, read: FilesRead, manifest: Manifest): Promise<readonly Violation[]> => {
  if (read.kind === 'refused') return checkWords(refusedJob(input, { code: 'files', files: read.refusals }), manifest)
  // Who is to be kept is never planned; the reading of such a list is what is tried.
  if (input.wanted.keep) return []
  return checkPlanned(input, read.intake, manifest)
}

const checkPlanned = async (input: InputCase, intake: Intake, manifest: Manifest): Promise<readonly Violation[]> => {
  const plan = planOf(input, intake)
  const summary = summarise(plan, { canUndo: () => false, estimate: (_directory, count) => count })
  return [
    ...wrongAccounts(intake, plan),
    ...(await checkFiles(input, intake, plan, outcomesOf(plan, input.evil))),
    ...checkWords(plannedJob(input, summary), manifest),
  ]
}

const fold = (text: string): string =>
  text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32))

/** Whoever is named by an address is planned under that very address, but for the case of A to Z. */
const wrongAccounts = ({ rows }: Intake, { changes }: Plan): readonly Violation[] => {
  const asked = new Map(rows.map((row) => [`${row.file}\n${row.line}`, row]))
  const wrong = changes.find(({ file, line, before }) => {
    const row = asked.get(`${file}\n${line}`)
    return row === undefined || (row.key.by === 'email' && fold(row.key.value) !== fold(before.login))
  })
  return wrong === undefined ? [] : [{ kind: 'wrong account', detail: shown(wrong) }]
}
