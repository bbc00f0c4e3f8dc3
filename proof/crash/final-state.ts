/** What a job came to, as its files tell it, in a form in which two runs can be compared. */
import { parse } from 'csv-parse/sync'
import type { Job } from '../../src/model/job.ts'
import { sentSoFar } from './sent.ts'
import type { Stage } from './stage.ts'

/** Outcome of every row by directory and address, the status, and which effects were sent how often. */
export interface FinalState {
  readonly status: string
  readonly tally: string
  /** E.g. `webex anna@example.com` → `results: done`. */
  readonly rows: ReadonlyMap<string, string>
  readonly sent: ReadonlyMap<string, number>
}

export const finalState = (stage: Stage, { status, tally }: Job): FinalState => ({
  status,
  tally: JSON.stringify(tally ?? {}),
  rows: new Map([
    ...rowsIn(stage, 'results').map((row) => [keyOf(stage, row), `results: ${row['outcome']}`] as const),
    ...rowsIn(stage, 'errors').map((row) => [keyOf(stage, row), `errors: ${row['error_code']}`] as const),
  ]),
  sent: sentSoFar(stage),
})

type Row = Readonly<Record<string, string>>

export const rowsIn = ({ thread }: Stage, telling: 'results' | 'errors'): readonly Row[] => {
  const file = thread.said.find((one) => one.telling === telling)?.message.file
  return file === undefined ? [] : (parse(file.bytes, { columns: true, bom: true }) as readonly Row[])
}

const keyOf = ({ scenario }: Stage, row: Row): string =>
  `${row['directory'] ?? scenario.directories[0]} ${row['email']}`

const wantedKeys = ({ scenario, cast }: Stage): readonly string[] =>
  scenario.directories.flatMap((directory) =>
    [...cast.people, 'nobody@example.com'].map((one) => `${directory} ${one}`),
  )

/** Rows that are in no file, in two places, or of nobody that was asked for; in words. */
export const rowsOnce = (stage: Stage): readonly string[] => {
  const keys = [...rowsIn(stage, 'results'), ...rowsIn(stage, 'errors')].map((row) => keyOf(stage, row))
  const wanted = wantedKeys(stage)
  return [
    ...wanted.filter((key) => !keys.includes(key)).map((key) => `the row of ${key} is in no file`),
    ...keys.filter((key, i) => keys.indexOf(key) !== i).map((key) => `the row of ${key} stands there twice`),
    ...keys.filter((key) => !wanted.includes(key)).map((key) => `nobody asked for ${key}`),
  ]
}
