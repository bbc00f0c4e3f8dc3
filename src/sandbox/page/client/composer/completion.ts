/** What can be completed where the caret stands: people after `@`, commands after `/` at the start. Pure. */
import type { Command, Member, PageState } from '../../protocol.ts'

export interface Suggestion {
  readonly key: string
  readonly title: string
  readonly about: string
  /** Stands in the place of what was typed. */
  readonly writes: string
  readonly member?: Member
}

export interface Completion {
  readonly kind: 'people' | 'commands'
  /** Where what it replaces begins and ends. */
  readonly from: number
  readonly to: number
  readonly suggestions: readonly Suggestion[]
}

/** Undefined when there is nothing to complete. */
export const completionAt = (
  text: string,
  caret: number,
  page: Pick<PageState, 'bot' | 'personas' | 'commands'>,
): Completion | undefined => {
  const before = text.slice(0, caret)
  const completion = commandsIn(before, page) ?? peopleIn(before, page)
  return completion && completion.suggestions.length > 0 ? completion : undefined
}

const peopleIn = (before: string, { bot, personas }: Pick<PageState, 'bot' | 'personas'>): Completion | undefined => {
  const [, typed] = /(?:^|[\s(])@([\p{L}\p{N}._'-]*(?: [\p{L}\p{N}._'-]+)?)$/u.exec(before) ?? []
  if (typed === undefined) return undefined
  const people = [{ ...bot, role: 'the bot' }, ...personas].filter((member) => isMatch(member, typed.toLowerCase()))
  // A name that is complete needs no list any more.
  if (people.some(({ name }) => name.toLowerCase() === typed.toLowerCase())) return undefined
  return {
    kind: 'people',
    from: before.length - typed.length - 1,
    to: before.length,
    suggestions: people.map((member) => ({
      key: member.personId,
      title: member.name,
      about: member.role,
      writes: `@${member.name} `,
      member,
    })),
  }
}

const isMatch = ({ name, email }: Member, typed: string): boolean =>
  name.toLowerCase().startsWith(typed) ||
  email.toLowerCase().startsWith(typed) ||
  name
    .toLowerCase()
    .split(/\s+/)
    .some((word) => word.startsWith(typed))

const commandsIn = (before: string, { bot, commands }: Pick<PageState, 'bot' | 'commands'>): Completion | undefined => {
  const [start, typed] = /^\s*\/([\p{L}]*)$/u.exec(before) ?? []
  if (start === undefined || typed === undefined) return undefined
  return {
    kind: 'commands',
    from: 0,
    to: before.length,
    suggestions: commands
      .filter(({ usage }) => usage.startsWith(typed.toLowerCase()))
      .map((command) => suggestionOf(command, bot)),
  }
}

const suggestionOf = ({ usage, does }: Command, bot: Member): Suggestion => {
  const [name = usage] = usage.split(' ')
  return { key: usage, title: usage, about: does, writes: `@${bot.name} ${name}${usage === name ? '' : ' '}` }
}

/** The text with the suggestion in it, and where the caret stands then. */
export const completed = (
  text: string,
  { from, to }: Pick<Completion, 'from' | 'to'>,
  { writes }: Pick<Suggestion, 'writes'>,
): { readonly text: string; readonly caret: number } => ({
  text: text.slice(0, from) + writes + text.slice(to).trimStart(),
  caret: from + writes.length,
})
