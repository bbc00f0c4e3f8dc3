/**
 * The same function, which remembers what it made of the latest texts: of no more than `most`, and then it begins anew. For pure
 * functions that are asked for the same few texts many times in a row.
 */
export const remembered = <T>(read: (text: string) => T, most: number): ((text: string) => T) => {
  const latest = new Map<string, T>()
  return (text) => {
    const known = latest.get(text)
    if (known !== undefined) return known
    if (latest.size >= most) latest.clear()
    const made = read(text)
    latest.set(text, made)
    return made
  }
}
