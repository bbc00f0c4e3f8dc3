import assert from 'node:assert/strict'
import type { User } from '../../src/sandbox/administration/user.ts'
import type { ClientMessage } from '../../src/sandbox/person-client.ts'
import type { WebexSandbox } from '../../src/sandbox/webex.ts'
import { type BotWorld, button, heard, isCard, says } from './bot-world.ts'
import { newestJob, peopleToken } from './running-world.ts'

/** What the tests of changes that leave the account where it is share: asking, approving, and whole accounts to compare. */

export interface Move {
  readonly old: string
  readonly to: string
}

/** Active, without a directory sync or a nickname, and with the one address: nobody of whom a rename has anything special to say. */
export const plainPeople = (world: BotWorld, count: number): readonly User[] => {
  const plain = world.addresses(250).flatMap((address) => {
    const user = world.sandbox.administration.organisation.userByEmail(address)
    const isPlain = user?.externalId === undefined && user?.nickName === undefined && user?.loginEnabled
    return user && isPlain && user.emails.length === 1 ? [user] : []
  })
  assert.ok(plain.length >= count, `${count} of ${plain.length} plain people`)
  return plain.slice(0, count)
}

export const addressOf = ({ emails }: User): string => emails[0]?.value ?? ''

export const movesTo = (domain: string, people: readonly User[]): readonly Move[] =>
  people.map((user) => ({ old: addressOf(user), to: `${addressOf(user).split('@')[0]}@${domain}` }))

export const renameCsv = (moves: readonly Move[], header = 'email,new_email') => ({
  name: 'renames.csv',
  content: `${header}\n${moves.map(({ old, to }) => `${old},${to}`).join('\n')}\n`,
})

/** Alma asks in these words; resolves with the card. */
export const askedWith = async (
  world: BotWorld,
  text: string,
  file: { readonly name: string; readonly content: string },
): Promise<ClientMessage> => {
  const alma = world.client('alma')
  const before = await alma.messages()
  await alma.mention({ text, file })
  return heard(alma, isCard, before)
}

/** Alma asks in these words; resolves with the bot's words about it. */
export const answeredTo = async (
  world: BotWorld,
  text: string,
  words: RegExp,
  file?: { readonly name: string; readonly content: string },
): Promise<string> => {
  const alma = world.client('alma')
  const before = await alma.messages()
  await alma.mention({ text, ...(file && { file }) })
  const answer = await heard(alma, says(words), before)
  return answer.text ?? answer.markdown ?? ''
}

export const approvedBy = async (world: BotWorld, card: ClientMessage, count: number): Promise<void> => {
  await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: String(count), reason: '' })
}

/** Approves, and resolves with the last words of the job. */
export const carriedOut = async (
  world: BotWorld,
  card: ClientMessage,
  count: number,
  words: RegExp = /is completed/,
): Promise<string> => {
  const alma = world.client('alma')
  const before = await alma.messages()
  await approvedBy(world, card, count)
  const last = await heard(alma, says(words), before)
  return last.text ?? last.markdown ?? ''
}

/** Everything that the card shows, as one text. */
export const cardText = (card: ClientMessage): string => JSON.stringify(card.attachments)

export const plannedOf = async (world: BotWorld): Promise<number> =>
  (await newestJob(world.app())).summary?.planned ?? 0

export type Account = Omit<User, 'version' | 'lastModified'>

/** Every account of every organisation, without what each change of it sets. */
export const everyAccount = ({ sandbox }: BotWorld): ReadonlyMap<string, Account> =>
  new Map(
    sandbox.administration.organisation
      .snapshot()
      .users.map(({ version: _v, lastModified: _l, ...user }) => [user.uuid, user]),
  )

/** The accounts are as they were but for these, of which each has the fields that are given for it. */
export const assertOnlyChanged = (
  world: BotWorld,
  before: ReadonlyMap<string, Account>,
  changed: ReadonlyMap<string, Partial<Account>>,
): void => {
  const wanted = [...before].map(([uuid, user]) => ({ ...user, ...changed.get(uuid) }))
  assert.deepEqual([...everyAccount(world).values()], wanted)
}

const BY_HAND = { uuid: 'test', through: 'sandbox' } as const

/** As if an administrator had done it elsewhere. */
export const byHand = (world: BotWorld, user: User, more: Partial<User>): User => {
  const changed = world.sandbox.administration.organisation.update({ ...user, ...more }, BY_HAND)
  assert.equal(changed.kind, 'changed')
  assert.ok('user' in changed)
  return changed.user
}

/** Addresses given by the bot, in order, as often as it happened. */
export const givenIn = ({ sandbox }: BotWorld): readonly string[] =>
  sandbox.administration.organisation.changes
    .filter(({ what, through, fields }) => what === 'updated' && through !== 'sandbox' && fields.includes('emails'))
    .map(({ email }) => email)

export const RENAME_MEANS = {
  SCIM: { settings: () => ({}), through: 'scim-bulk', effect: { method: 'POST', path: '/v2/Bulk$' } },
  'the People API': {
    settings: (sandbox: WebexSandbox) => ({ WEBEX_ADMIN_TOKEN: peopleToken(sandbox) }),
    through: 'people',
    effect: { method: 'PUT', path: '^/v1/people/[^/?]+' },
  },
} as const
export type RenameMeans = keyof typeof RENAME_MEANS
export const ALL_RENAME_MEANS = Object.keys(RENAME_MEANS) as readonly RenameMeans[]

/** Webex shows them as not verified; the People API gives the first name as nickname to whoever has none. */
export const renamed = (user: User, to: string, means: RenameMeans): Partial<User> => ({
  emails: [{ value: to, type: 'work', primary: true }],
  invitePending: true,
  ...(means === 'the People API' && user.firstName !== undefined && { nickName: user.firstName }),
})

export const asMoved = (people: readonly User[], moves: readonly Move[], means: RenameMeans) =>
  new Map(people.map((user, index) => [user.uuid, renamed(user, moves[index]?.to ?? '', means)]))

export const RENAME_ENVIRONMENT = { WEBEX_VERIFIED_DOMAINS: 'example.com, new.example', MAX_SHARE: '0.5' }
