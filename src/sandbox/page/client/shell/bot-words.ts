/** How the state of the bot's process is told. Pure. */
import type { BotProcessState } from '../../protocol.ts'

export interface BotWords {
  readonly title: string
  readonly detail: string
  /** For those who do not see it; the same as long as nothing new is to be told. */
  readonly announcement: string
}

export const botWords = ({ status, life, words }: BotProcessState): BotWords => {
  const title = `Twokey is ${status}`
  const lived = life === 0 ? '' : `life ${life}`
  const detail = [words === status ? '' : words, lived].filter(Boolean).join(' · ')
  return { title, detail, announcement: `${title} (${(status === 'stopped' ? '' : lived) || detail})` }
}
