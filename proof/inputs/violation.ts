/** What went wrong with one input. */
export const VIOLATION_KINDS = [
  'crash',
  'slow',
  'held',
  'unaccounted',
  'formula',
  'round trip',
  'markup',
  'wrong account',
] as const
export type ViolationKind = (typeof VIOLATION_KINDS)[number]

export interface Violation {
  readonly kind: ViolationKind
  readonly detail: string
}

/** A value of any size as the words of a violation. */
export const shown = (value: unknown): string => (JSON.stringify(value) ?? 'undefined').slice(0, 400)
