/**
 * How many calls of a bucket may be under way at once: halved when the vendor says that it were too many, and grown back one by
 * one while all goes well. Pure.
 */
export interface Width {
  readonly most: number
  readonly now: number
  /** Answers since the last change. */
  readonly answers: number
  /** Counts the halvings: a call that began before the last one says nothing of the width since. */
  readonly halvings: number
}

/** Slowly: the vendor has just refused more than this. */
const ANSWERS_A_STEP = 20

export const fullWidth = (most: number): Width => ({ most, now: most, answers: 0, halvings: 0 })

/** `halvings`: as it was when the refused call began. */
export const halve = (width: Width, halvings: number): Width =>
  halvings < width.halvings
    ? width
    : { ...width, now: Math.max(1, Math.floor(width.now / 2)), answers: 0, halvings: width.halvings + 1 }

export const widen = (width: Width): Width => {
  if (width.now >= width.most) return width
  const answers = width.answers + 1
  return answers < ANSWERS_A_STEP ? { ...width, answers } : { ...width, now: width.now + 1, answers: 0 }
}
