/** What a person reads of an error. */
export const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
