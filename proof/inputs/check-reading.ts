/**
 * Whether everything that was written is somewhere after reading: in a row, in an issue, or behind a refusal that names the file.
 * Counts by what the writer of the files knows, and never by asking the reader.
 */
import type { FilesRead } from '../../src/intake/read-files.ts'
import type { Intake, RowCells } from '../../src/model/rows.ts'
import type { InputCase } from './input-case.ts'
import { shown, type Violation } from './violation.ts'

const unaccounted = (detail: string): Violation => ({ kind: 'unaccounted', detail })

export const checkReading = (input: InputCase, read: FilesRead): readonly Violation[] =>
  read.kind === 'refused' ? checkRefused(input, read.refusals) : checkRead(input, read.intake)

type Refusals = Extract<FilesRead, { kind: 'refused' }>['refusals']

/** What is well-formed is read. Every refusal says of which file it is, and what was found there. */
const checkRefused = ({ records, lines, files, family }: InputCase, refusals: Refusals): readonly Violation[] => {
  const known = records ?? lines
  if (known?.some((one) => one.length > 0)) return [unaccounted(`${family}: refused: ${shown(refusals)}`)]
  const names = new Set(refusals.map(({ file }) => file))
  const isTold = refusals.every(({ file, found, next }) => file !== '' && found !== '' && next !== '')
  return refusals.length > 0 && refusals.length <= files.length && names.size === refusals.length && isTold
    ? []
    : [unaccounted(`refusals do not tell of one file each: ${shown(refusals)}`)]
}

const checkRead = (input: InputCase, intake: Intake): readonly Violation[] => {
  const all = [...intake.rows, ...intake.issues]
  return [
    ...placesOnce(intake, all),
    ...filesOnce(input, intake),
    ...(input.records === undefined ? [] : sameRecords(input.records, intake, all)),
    ...(input.lines === undefined ? [] : sameLines(input.lines, intake, all)),
    ...(input.tokens === undefined ? [] : tokensOnce(input.tokens, intake, all)),
  ]
}

const placesOnce = ({ files }: Intake, all: readonly RowCells[]): readonly Violation[] => {
  const places = new Set(all.map(({ file, line }) => `${file}\n${line}`))
  const told = files.reduce((sum, file) => sum + file.rows, 0)
  return places.size === all.length && told === all.length
    ? []
    : [unaccounted(`${all.length} records at ${places.size} places, ${told} told of`)]
}

const filesOnce = ({ files }: InputCase, intake: Intake): readonly Violation[] => {
  const names = new Set(intake.files.map(({ name }) => name))
  return names.size === files.length && intake.files.length === files.length && !names.has('')
    ? []
    : [unaccounted(`${files.length} files became ${shown([...names])}`)]
}

const inFile = (intake: Intake, all: readonly RowCells[], at: number): readonly RowCells[] =>
  all.filter(({ file }) => file === intake.files[at]?.name).toSorted((a, b) => a.line - b.line)

const sameRecords = (records: NonNullable<InputCase['records']>, intake: Intake, all: readonly RowCells[]) =>
  records.flatMap((written, at) => {
    const got = JSON.stringify(inFile(intake, all, at).map(({ line, cells }) => ({ line, cells })))
    const wanted = JSON.stringify(written)
    return got === wanted ? [] : [unaccounted(`wrote ${wanted.slice(0, 400)}, read ${got.slice(0, 400)}`)]
  })

const sameLines = (lines: NonNullable<InputCase['lines']>, intake: Intake, all: readonly RowCells[]) =>
  lines.flatMap((written, at) => {
    const got = inFile(intake, all, at).map(({ line }) => line)
    return shown(got) === shown(written) ? [] : [unaccounted(`records on lines ${shown(written)}, read ${shown(got)}`)]
  })

const tokensOnce = (tokens: readonly string[], { files }: Intake, all: readonly RowCells[]): readonly Violation[] => {
  const text = [...files.flatMap(({ columns }) => columns), ...all.flatMap(({ cells }) => cells)].join('\n')
  return tokens.flatMap((token) => {
    const times = text.split(token).length - 1
    return times === 1 ? [] : [unaccounted(`"${token}" stands ${times} times in what was read: ${shown(text)}`)]
  })
}
