/** Lines of cells → a CSV file that a spreadsheet opens with the right letters and without running any of it. */
import { stringify } from 'csv-stringify/sync'
import { pause } from '../model/pause.ts'
import type { OutgoingFile } from '../model/voice.ts'
import { makeSafe } from './formula-safe.ts'

const CELLS_A_TURN = 2_000

/** Blanks at the ends would be lost, and a semicolon or tab would start a new cell in a spreadsheet that expects one. */
const NEEDS_QUOTES = /^\s|\s$|[;\t]/u

/** csv-stringify stops quoting other line ends than its own as soon as a record delimiter is named, unless it is told not to. */
const OPTIONS = { quoted_match: NEEDS_QUOTES, record_delimiter: 'windows', quote_record_delimiter: true } as const

/** No attached file has a NUL, but a vendor's message may; with one in it the file would be no text when it is attached again. */
const withoutNul = (cell: string): string => (cell.includes('\0') ? cell.replaceAll('\0', '\ufffd') : cell)

const toBytes = (lines: readonly (readonly string[])[]): Buffer =>
  Buffer.from(
    stringify(
      lines.map((line) => line.map((cell) => makeSafe(withoutNul(cell)))),
      OPTIONS,
    ),
  )

/** UTF-8 with a byte order mark, without which Excel reads Windows-1252. The event loop has its turn between pieces. */
export const csvFile = async <R>(
  name: string,
  columns: readonly string[],
  rows: readonly R[],
  lineOf: (row: R) => readonly string[],
): Promise<OutgoingFile> => {
  const pieces = [Buffer.from('\ufeff'), toBytes([columns])]
  const linesATurn = Math.max(1, Math.floor(CELLS_A_TURN / columns.length))
  for (let at = 0; at < rows.length; at += linesATurn) {
    pieces.push(toBytes(rows.slice(at, at + linesATurn).map(lineOf)))
    await pause()
  }
  const bytes = Buffer.concat(pieces)
  await pause()
  return { name, bytes, rows: rows.length }
}
