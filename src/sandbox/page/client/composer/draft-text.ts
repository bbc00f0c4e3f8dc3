/** What was typed, and what is sent for it. Pure. */
import type { Member, PageState } from '../../protocol.ts'

/** `@Name` of somebody known becomes a mention as Webex takes it, however the letters were typed. */
export const markupOf = (text: string, members: readonly Member[]): string => {
  const found = mentionPattern(members)
  return found ? text.replace(found, (_whole, name: string) => mentionOf(named(name, members), name)) : text
}

const mentioned = (text: string, members: readonly Member[]): readonly Member[] => {
  const found = mentionPattern(members)
  if (!found) return []
  return [...text.matchAll(found)].flatMap(([, name = '']) => named(name, members) ?? [])
}

/** The longest name first, so that nobody is taken for somebody with a shorter one; an address is no mention. */
const mentionPattern = (members: readonly Member[]): RegExp | undefined => {
  const names = members.map(({ name }) => name).filter((name) => name !== '')
  if (names.length === 0) return undefined
  const longestFirst = names.toSorted((one, other) => other.length - one.length).map(literal)
  return new RegExp(`(?<![\\p{L}\\p{N}._-])@(${longestFirst.join('|')})(?![\\p{L}\\p{N}])`, 'giu')
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

const named = (name: string, members: readonly Member[]): Member | undefined =>
  members.find((member) => member.name.toLowerCase() === name.toLowerCase())

const mentionOf = (member: Member | undefined, name: string): string =>
  member === undefined ? `@${name}` : `<@personEmail:${member.email}|${member.name.replace(/[<>|\n]/g, ' ')}>`

export interface Draft {
  readonly text: string
  readonly hasFile: boolean
}

/** Something to say, to nobody that is named: the bot would not hear it. Talk with people by name is left alone. */
export const isUnheard = (
  { text, hasFile }: Draft,
  { bot, personas }: Pick<PageState, 'bot' | 'personas'>,
): boolean => {
  if (text.trim() === '' && !hasFile) return false
  return mentioned(text, [bot, ...personas]).length === 0
}

/** A text that begins with the bot's mention. */
export const toBot = (text: string, bot: Member): string => `@${bot.name} ${text.trimStart()}`
