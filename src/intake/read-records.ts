/**
 * Cuts UTF-8 text into records with csv-parse, piece by piece, and knows the physical line on which each record starts.
 * csv-parse counts CRLF inside quotes twice, so lines are counted here from the byte at which it says a record ends.
 * Must account for every byte: what cannot be cut with certainty ends the reading with the line to blame.
 */
import { finished } from 'node:stream/promises'
import { CsvError, parse } from 'csv-parse'
import { pause } from '../model/pause.ts'
import type { SourceFile } from '../model/rows.ts'
import { CELL_RULES } from './delimiter.ts'

export interface CsvRecord {
  /** Unquoted cells without the blanks around them. */
  readonly cells: readonly string[]
  /** 1-based physical line on which the record starts. */
  readonly line: number
}

/** Where the cutting into cells was lost. */
export interface Malformed {
  /** Line of the quote that opened the cell. */
  readonly line: number
  readonly kind: 'quote-not-closed' | 'text-after-quote' | 'record-too-long'
}

const CR = 13
const LF = 10
const QUOTE = 34
const PIECE_BYTES = 16 * 1024

const isBlankByte = (byte: number | undefined): boolean => byte === 32 || byte === 9

/** Counts line ends, CRLF as one, in text that is walked once from the start. */
const lineCounter = (text: Buffer): ((offset: number) => number) => {
  let at = 0
  let line = 1
  return (offset) => {
    for (; at < offset; at += 1) {
      const byte = text[at]
      if (byte === CR || (byte === LF && text[at - 1] !== CR)) line += 1
    }
    return line
  }
}

/** Past the lines before a record that hold white space at most, over which csv-parse goes without a word. */
const afterBlankLines = (text: Buffer, start: number): number => {
  let line = start
  for (let at = start; at < text.length; at += 1) {
    const byte = text[at] ?? 0
    if (byte > 32 && byte < 128) return line
    if (byte !== CR && byte !== LF) continue
    if (at > line && text.toString('utf8', line, at).trim() !== '') return line
    line = at + 1
  }
  return line
}

/** Pieces end after a line end where there is one near, so that csv-parse never has to look past a piece inside a line. */
const pieceEnd = (text: Buffer, from: number): number => {
  const wanted = from + PIECE_BYTES
  if (wanted >= text.length) return text.length
  const lineEnd = text.indexOf(LF, wanted)
  return lineEnd !== -1 && lineEnd - wanted < PIECE_BYTES ? lineEnd + 1 : wanted
}

/** Walks one record that csv-parse gave up on; returns the byte of the quote that opened the cell in question. */
const openingQuote = (text: Buffer, start: number, delimiter: number): number => {
  let openedAt = start
  let isQuoted = false
  let isCellEmpty = true
  for (let at = start; at < text.length; at += 1) {
    const byte = text[at]
    if (isQuoted && byte === QUOTE && text[at + 1] === QUOTE) at += 1
    else if (isQuoted && byte === QUOTE) {
      isQuoted = false
      let next = at + 1
      while (text[next] !== delimiter && isBlankByte(text[next])) next += 1
      const after = text[next]
      if (after !== undefined && after !== delimiter && after !== CR && after !== LF) return openedAt
    } else if (!isQuoted && byte === QUOTE && isCellEmpty) {
      isQuoted = true
      openedAt = at
    } else if (!isQuoted)
      isCellEmpty = byte === delimiter || byte === CR || byte === LF || (isCellEmpty && isBlankByte(byte))
  }
  return openedAt
}

const kindOf = (error: CsvError): Malformed['kind'] => {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return 'quote-not-closed'
  if (error.code === 'CSV_MAX_RECORD_SIZE') return 'record-too-long'
  return 'text-after-quote'
}

/**
 * Hands every record to `take` in order, blank ones too where they are more than an empty line. `take` returns false to stop the reading.
 * Resolves to what is wrong when the text cannot be cut into cells; the records before it have been taken by then.
 */
export const readRecords = async (
  text: Buffer,
  delimiter: SourceFile['delimiter'],
  skip: number,
  take: (record: CsvRecord) => boolean,
): Promise<Malformed | undefined> => {
  const lineAt = lineCounter(text)
  let start = skip
  let isStopped = false
  const parser = parse({
    ...CELL_RULES,
    record_delimiter: [...CELL_RULES.record_delimiter],
    delimiter,
    skip_empty_lines: true,
    on_record: (cells: readonly string[], { bytes }) => {
      if (!isStopped) isStopped = !take({ cells, line: lineAt(afterBlankLines(text, start)) })
      start = skip + bytes
      // Each record passes for the first: of one that is not as long, csv-parse makes an error with a stack and a copy of the cells, which
      // takes far longer than the record itself, and then drops it.
      counted.records = 0
      return null
    },
  })
  const counted: { records: number } = parser.info
  const done = finished(parser.resume())
  // The rejection is awaited below, after the writing; until then it must not count as unhandled.
  done.catch(() => undefined)
  for (let at = skip; at < text.length && !isStopped && !parser.destroyed; ) {
    const end = pieceEnd(text, at)
    parser.write(text.subarray(at, end))
    at = end
    await pause()
  }
  if (isStopped) {
    parser.destroy()
    return undefined
  }
  parser.end()
  try {
    await done
    return undefined
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { kind: kindOf(error), line: lineAt(openingQuote(text, start, delimiter.charCodeAt(0))) }
  }
}
