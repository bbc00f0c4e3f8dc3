/** A CSV that somebody attaches. */
import { stringify } from 'csv-stringify/sync'

export interface CsvFile {
  readonly name: string
  readonly content: string
  /** Without the header. */
  readonly rows: number
}

export const csvFile = (name: string, header: readonly string[], rows: readonly (readonly string[])[]): CsvFile => ({
  name,
  content: stringify([header, ...rows].map((cells) => [...cells])),
  rows: rows.length,
})
