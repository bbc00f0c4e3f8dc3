/** Where the admin token comes from: one that was pasted (below), or a service app's that renews itself (`service-app.ts`). */

export interface TokenSource {
  /** Throws a `WireError`: `credential-refused` when Webex no longer renews, `token-unavailable` when it could not be asked. */
  current(): Promise<string>
  /** Another token than the one that was answered 401; undefined when there is none. Throws like `current`. */
  replace(refused: string): Promise<string | undefined>
}

/** A token that cannot be renewed: a personal access token, good for half a day. */
export function staticToken(token: string): TokenSource {
  return { current: async () => token, replace: async () => undefined }
}
