/** Where to scroll to, so that something can be read. Pure; all in pixels. */

export interface Stretch {
  /** From the beginning of what scrolls. */
  readonly top: number
  readonly height: number
}

/** As little as possible; of what is too tall to be seen at once, the beginning. */
export const scrolledTo = (wanted: Stretch, seen: Stretch): number => {
  if (wanted.height > seen.height || wanted.top < seen.top) return wanted.top
  return Math.max(seen.top, wanted.top + wanted.height - seen.height)
}
