/** What the panel says of accounts: whom a search finds, how long ago something happened, and what happened in all. Pure. */
import type { AccountView, DirectoryView, Vendor } from '../../protocol.ts'

export interface Counts {
  readonly there: number
  /** Of those who are there or gone: changed since the start. */
  readonly changed: number
}

export const countsOf = ({ accounts }: DirectoryView): Counts => ({
  there: accounts.filter(({ tone }) => tone !== 'gone').length,
  changed: accounts.filter(({ changedAt }) => changedAt !== undefined).length,
})

/** Each word of the query has to be somewhere in the account, whatever its case and accents. */
export const matching = (accounts: readonly AccountView[], query: string): readonly AccountView[] => {
  const words = folded(query).split(/\s+/).filter(Boolean)
  if (words.length === 0) return accounts
  return accounts.filter((account) => {
    const text = folded([account.name, account.email, account.status, ...account.roles].join(' '))
    return words.every((word) => text.includes(word))
  })
}

const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** E.g. `12 s ago`. */
export const agoWords = (at: string, nowMs: number): string => {
  const ms = Math.max(0, nowMs - Date.parse(at))
  if (ms < 2 * SECOND_MS) return 'just now'
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s ago`
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min ago`
  return `${Math.floor(ms / HOUR_MS)} h ago`
}

/** What a row says of the change; nothing where there was none. */
export const changeWords = ({ changedAt, undoUntil, tone }: AccountView, nowMs: number): string => {
  const undo = undoUntil === undefined ? '' : `undo until ${dayOf(undoUntil)}`
  if (changedAt === undefined) return undo
  const ago = agoWords(changedAt, nowMs)
  if (undo !== '') return `${undo}, set ${ago}`
  return tone === 'gone' ? `gone ${ago}` : `changed ${ago}`
}

const DAY = new Intl.DateTimeFormat('en', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
})
const dayOf = (at: string): string => DAY.format(new Date(at))

const FRESH_MS = 4 * SECOND_MS

export const isFresh = ({ changedAt }: AccountView, nowMs: number): boolean =>
  changedAt !== undefined && nowMs - Date.parse(changedAt) < FRESH_MS

/** How long the words of these accounts stay as they are: seconds are told for a minute only. */
export const wordsHoldMs = (accounts: readonly AccountView[], nowMs: number): number =>
  accounts.some(({ changedAt }) => changedAt !== undefined && nowMs - Date.parse(changedAt) < MINUTE_MS)
    ? SECOND_MS
    : 20 * SECOND_MS

/** E.g. `Webex: 3 gone. Bevy: 4 set for deletion, 1 changed.`; empty when nothing has happened. */
export const summaryWords = (directories: Partial<Readonly<Record<Vendor, DirectoryView>>>): string =>
  Object.values(directories)
    .map(happenedIn)
    .filter((words) => words !== '')
    .join(' ')

const happenedIn = ({ title, accounts }: DirectoryView): string => {
  const changed = accounts.filter(({ changedAt }) => changedAt !== undefined)
  const counts = new Map<string, number>()
  for (const { tone, status } of changed) {
    const word = tone === 'gone' ? 'gone' : tone === 'leaving' ? status : 'changed'
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  if (counts.size === 0) return ''
  return `${title}: ${[...counts].map(([word, count]) => `${count} ${word}`).join(', ')}.`
}
