/** Where the admin token comes from: one that was pasted (below), or one that renews itself, in the vendor's way. */

export interface TokenSource {
  /** Throws a `WireError`: `credential-refused` when the vendor no longer renews, `token-unavailable` when it could not be asked. */
  current(): Promise<string>
  /** Another token than the one that was answered 401; undefined when there is none. Throws like `current`. */
  replace(refused: string): Promise<string | undefined>
}

/** A token that cannot be renewed. */
export function staticToken(token: string): TokenSource {
  return { current: async () => token, replace: async () => undefined }
}
