/**
 * Small choices of the visitor that outlive the tab. A browser may refuse to keep anything; then they are forgotten, and nothing
 * else happens.
 */
const PREFIX = 'twokey-sandbox-'

export const remembered = (name: string): string | undefined => {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined
  } catch {
    return undefined
  }
}

/** Undefined forgets it. */
export const remember = (name: string, value: string | undefined): void => {
  try {
    if (value === undefined) localStorage.removeItem(PREFIX + name)
    else localStorage.setItem(PREFIX + name, value)
  } catch {
    // Nothing is kept here.
  }
}

/** Calls `hear` when another tab remembers something else. Returns the way to stop. */
export const onRemembered = (name: string, hear: () => void): (() => void) => {
  const listener = ({ key }: StorageEvent) => {
    if (key === PREFIX + name) hear()
  }
  window.addEventListener('storage', listener)
  return () => window.removeEventListener('storage', listener)
}
