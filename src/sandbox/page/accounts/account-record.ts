import type { AccountView } from '../protocol.ts'

/** An account as its vendor alone can tell of it. */
export type AccountRecord = Omit<AccountView, 'isPersona'>

/** Of a log, oldest first: when each account was last changed. */
export const lastChanges = <T extends { readonly at: string }>(
  changes: readonly T[],
  idOf: (change: T) => string,
): ReadonlyMap<string, string> => new Map(changes.map((change) => [idOf(change), change.at]))

export const changedAt = (changes: ReadonlyMap<string, string>, id: string): Pick<AccountRecord, 'changedAt'> => {
  const at = changes.get(id)
  return at === undefined ? {} : { changedAt: at }
}
