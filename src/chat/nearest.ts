/** The word that was probably meant by a mistyped one. Guesses only to suggest; nothing is done by a guess. */

/** The name that differs by one slip in a short word, by two in a longer one. */
export function nearest<Name extends string>(word: string, names: readonly Name[]): Name | undefined {
  if (word.length < 3 || word.length > 12) return undefined
  const slips = word.length < 6 ? 1 : 2
  const scored = names.map((name) => ({ name, distance: editDistance(word, name) }))
  return scored.filter(({ distance }) => distance <= slips).sort((a, b) => a.distance - b.distance)[0]?.name
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function editDistance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)]
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0
  for (let row = 1; row <= from.length; row += 1) {
    rows.push([row])
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = at(row - 1, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1)
      const isSwap = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const swapped = isSwap ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY
      rows[row]?.push(Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, replaced, swapped))
    }
  }
  return at(from.length, to.length)
}
