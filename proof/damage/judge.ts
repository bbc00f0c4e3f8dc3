/**
 * Whether what was read of a damaged file may stand. Pure. Only three things may: what the file said before, the whole lines before
 * a torn last one, and a refusal that names the file and a way out.
 */

export type Damage =
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'flip'; readonly at: number; readonly mask: number }

export type Reading =
  | { readonly is: 'read'; readonly text: string }
  | { readonly is: 'refused'; readonly words: string }

export type Verdict =
  /** The value of before: the damage was to nothing that means anything, such as the newline at the end. */
  | 'unchanged'
  /** A torn last line was cut off, or all that a cut left is whole lines: the file as it stood a moment earlier. */
  | 'recovered'
  | 'refused with words'
  | 'refused without words'
  | 'taken for whole though changed'

export interface Judging {
  /** For a file that is appended to: what is read after so many whole lines. Only the whole file for any other. */
  readonly states: readonly string[]
  /** Where each line ends, its newline not counted. */
  readonly lineEnds: readonly number[]
  /** The last part of the file's path. */
  readonly name: string
}

export const damaged = (bytes: Buffer, damage: Damage): Buffer => {
  if (damage.kind === 'cut') return bytes.subarray(0, damage.at)
  const flipped = Buffer.from(bytes)
  flipped[damage.at] = (flipped[damage.at] ?? 0) ^ damage.mask
  return flipped
}

export const judge = (damage: Damage, reading: Reading, { states, lineEnds, name }: Judging): Verdict => {
  if (reading.is === 'refused')
    return namesFileAndWayOut(reading.words, name) ? 'refused with words' : 'refused without words'
  if (reading.text === states.at(-1)) return 'unchanged'
  // A flip takes away nothing that was written: to leave anything out for it would be to lose what somebody was told.
  if (damage.kind === 'flip' || states.length === 1) return 'taken for whole though changed'
  const whole = lineEnds.filter((end) => end <= damage.at).length
  return reading.text === states[whole] ? 'recovered' : 'taken for whole though changed'
}

/** What an operator can do, as an imperative after the semicolon. */
const WAY_OUT =
  /; .*\b(?:put .{0,40}\b(?:back|in its place)|remove it|move (?:it|the file) away|send the CSV again|open a new job|start (?:that|the) version)/

const namesFileAndWayOut = (words: string, name: string): boolean => words.includes(name) && WAY_OUT.test(words)
