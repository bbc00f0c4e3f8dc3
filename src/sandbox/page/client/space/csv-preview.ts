/** The first rows of a CSV, to be looked at. Cells are text and stay text: nothing of them is computed or followed. */

export interface Preview {
  readonly header: readonly string[]
  /** Each as long as the longest row. */
  readonly rows: readonly (readonly string[])[]
  /** Rows that are not shown. */
  readonly more: number
}

export const MOST_ROWS = 100
const DELIMITERS = [',', ';', '\t', '|'] as const

/** Throws with the parser's words when it is not a CSV. */
export const previewOf = async (bytes: ArrayBuffer): Promise<Preview> => {
  const text = decoded(bytes)
  // Only whoever opens a table pays for the parser.
  const { parse } = await import('csv-parse/sync')
  const [header = [], ...rows] = parse(text, {
    bom: true,
    delimiter: delimiterOf(text),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  })
  const shown = rows.slice(0, MOST_ROWS)
  const width = Math.max(header.length, ...shown.map((row) => row.length))
  const wide = (row: readonly string[]) => Array.from({ length: width }, (_, column) => row[column] ?? '')
  return { header: wide(header), rows: shown.map(wide), more: rows.length - shown.length }
}

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
