/** Long work in pieces, so that a large file or plan never makes the bot deaf: between two pieces the event loop has its turn. */

export const pause = (): Promise<void> => new Promise((resume) => setImmediate(resume))

/** Work that stops where others may have their turn, and goes on after it. */
export type Pieces<T> = Generator<undefined, T, undefined>

export const inPieces = async <T>(work: Pieces<T>): Promise<T> => {
  for (let piece = work.next(); ; piece = work.next()) {
    if (piece.done) return piece.value
    await pause()
  }
}

export const atOnce = <T>(work: Pieces<T>): T => {
  for (let piece = work.next(); ; piece = work.next()) if (piece.done) return piece.value
}

/** Of work that takes less than a microsecond an item: a few milliseconds. */
const LIGHT_ITEMS_A_PIECE = 5_000

/** Whether the event loop should have its turn before the item of this place, counted from 0. */
export const isPieceEnd = (place: number): boolean => place > 0 && place % LIGHT_ITEMS_A_PIECE === 0

/** Of work that takes some microseconds an item: a few milliseconds. */
const ITEMS_A_PIECE = 250

export const mapInPieces = async <T, R>(
  items: Iterable<T>,
  change: (item: T) => R,
  itemsAPiece = ITEMS_A_PIECE,
): Promise<R[]> => {
  const changed: R[] = []
  for (const item of items) {
    changed.push(change(item))
    if (changed.length % itemsAPiece === 0) await pause()
  }
  return changed
}
