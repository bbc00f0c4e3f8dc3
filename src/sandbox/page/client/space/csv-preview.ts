/**
 * The first rows and columns of a CSV, to be looked at; of a file made to choke the browser too. Cells are text and stay text: nothing
 * of them is computed or followed.
 */

export interface Preview {
  readonly header: readonly string[]
  /** Each as long as the longest row, and no longer than is shown. */
  readonly rows: readonly (readonly string[])[]
  /** Rows that are not shown; undefined when the file is too long to count them. */
  readonly more: number | undefined
  /** Columns that are not shown. */
  readonly moreColumns: number
}

export const MOST_ROWS = 100
export const MOST_COLUMNS = 50
/** Of one cell; what is cut ends with an ellipsis. */
export const MOST_OF_A_CELL = 200
/** Up to this long a file is read to its end. */
const MOST_COUNTED = 2_000_000
const MOST_OF_A_ROW = 1_000_000
const DELIMITERS = [',', ';', '\t', '|'] as const

/** Throws with the parser's words when it is not a CSV. */
export const previewOf = async (bytes: ArrayBuffer): Promise<Preview> => {
  const text = decoded(bytes)
  // Only whoever opens a table pays for the parser.
  const { parse } = await import('csv-parse/sync')
  const isCounted = text.length <= MOST_COUNTED
  const [header = [], ...rows] = parse(text, {
    bom: true,
    delimiter: delimiterOf(text),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MOST_OF_A_ROW,
    ...(!isCounted && { to: MOST_ROWS + 1 }),
  })
  const shown = rows.slice(0, MOST_ROWS)
  const width = Math.max(header.length, ...shown.map((row) => row.length))
  const length = Math.min(width, MOST_COLUMNS)
  const wide = (row: readonly string[]) => Array.from({ length }, (_, column) => shortened(row[column] ?? ''))
  return {
    header: wide(header),
    rows: shown.map(wide),
    more: isCounted ? rows.length - shown.length : undefined,
    moreColumns: width - length,
  }
}

const shortened = (cell: string): string => (cell.length > MOST_OF_A_CELL ? `${cell.slice(0, MOST_OF_A_CELL)}…` : cell)

/** Excel writes UTF-16 when it is asked for "Unicode text". */
const decoded = (bytes: ArrayBuffer): string => {
  const [first, second] = new Uint8Array(bytes.slice(0, 2))
  return new TextDecoder(first === 0xff && second === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes)
}

/** The one that parts the first line most, outside of quotes. */
export const delimiterOf = (text: string): string => {
  const [line = ''] = text.split(/\r?\n|\r/, 1)
  const bare = line.replace(/"[^"]*"/g, '')
  const counted = DELIMITERS.map((delimiter) => ({ delimiter, count: bare.split(delimiter).length }))
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).delimiter
}
