/** The vendors whose directories can be on, and what can be asked of an account in them. */

export const DIRECTORY_NAMES = ['webex', 'okta', 'bevy', 'aac'] as const
export type DirectoryName = (typeof DIRECTORY_NAMES)[number]

/** What can be asked of an account. What each means, and how long it can be undone, differs by vendor: see manifest.json. */
export const OPERATIONS = ['delete', 'deactivate', 'restore', 'rename'] as const
export type Operation = (typeof OPERATIONS)[number]
