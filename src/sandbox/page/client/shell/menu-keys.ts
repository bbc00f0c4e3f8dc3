/** Where a key leads in a menu of rows, each of one or more cells. Pure. */

export interface Place {
  readonly row: number
  readonly column: number
}

export interface RowSize {
  /** By its first letters the row is found. */
  readonly name: string
  readonly cells: number
}

/** Undefined when the key is none of the menu's. */
export const placeAfter = (key: string, { row, column }: Place, rows: readonly RowSize[]): Place | undefined => {
  const at = (wanted: number): Place => {
    const there = (wanted + rows.length) % rows.length
    return { row: there, column: Math.min(column, (rows[there]?.cells ?? 1) - 1) }
  }
  switch (key) {
    case 'ArrowDown':
      return at(row + 1)
    case 'ArrowUp':
      return at(row - 1)
    case 'Home':
      return at(0)
    case 'End':
      return at(rows.length - 1)
    case 'ArrowRight':
      return { row, column: Math.min(column + 1, (rows[row]?.cells ?? 1) - 1) }
    case 'ArrowLeft':
      return { row, column: Math.max(column - 1, 0) }
    default:
      return rowBeginningWith(key, row, rows)
  }
}

/** The next one behind this row, beginning again at the top. */
const rowBeginningWith = (key: string, row: number, rows: readonly RowSize[]): Place | undefined => {
  if (key.length !== 1 || key === ' ') return undefined
  const order = rows.map((_, index) => (row + 1 + index) % rows.length)
  const found = order.find((index) => rows[index]?.name.toLowerCase().startsWith(key.toLowerCase()))
  return found === undefined ? undefined : { row: found, column: 0 }
}
