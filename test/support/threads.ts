import type { Persona } from '../../src/sandbox/administration/personas.ts'
import { personIdOf, roomIdOf } from '../../src/sandbox/messaging/hydra-id.ts'
import type { ClientMessage, PersonClient, Posting } from '../../src/sandbox/person-client.ts'
import { type BotWorld, button, csvOf, heard, isCard } from './bot-world.ts'

/** Threads of one space, so that tests that share a world do not hear each other; and how somebody asks in one. */

export interface Thread {
  readonly rootId: string
  /** Replies of the bot, oldest first. */
  readonly said: () => Promise<readonly ClientMessage[]>
  /** The first reply that is wanted, whenever it was said. */
  readonly hears: (isIt: (message: ClientMessage) => boolean) => Promise<ClientMessage>
  /** The first wanted reply that was said after the act began. */
  readonly answers: (act: () => Promise<unknown>, isIt?: (message: ClientMessage) => boolean) => Promise<string>
}

export const threadOf = (world: BotWorld, client: PersonClient, rootId: string): Thread => {
  const bot = personIdOf(world.sandbox.administration.organisation.persona('bot').uuid)
  const isHere = ({ parentId, personId }: ClientMessage): boolean => parentId === rootId && personId === bot
  return {
    rootId,
    said: async () => (await client.messages()).filter(isHere),
    hears: (isIt) => heard(client, (message) => isHere(message) && isIt(message)),
    answers: async (act, isIt = () => true) => {
      const before = await client.messages()
      await act()
      return wordsOf(await heard(client, (message) => isHere(message) && isIt(message), before))
    },
  }
}

export const wordsOf = ({ markdown, text }: ClientMessage): string => text ?? markdown ?? ''

/** A person mentions the bot in a new message; the thread of the answers. */
export const mentioned = async (
  world: BotWorld,
  persona: Persona,
  posting: Posting,
  roomId = world.sandbox.roomId,
): Promise<Thread> => {
  const client = world.client(persona, roomId)
  return threadOf(world, client, (await client.mention(posting)).id)
}

/** What the bot answers to one mention in a new thread. */
export const answerTo = async (
  world: BotWorld,
  persona: Persona,
  text: string,
  roomId = world.sandbox.roomId,
): Promise<string> => {
  const thread = await mentioned(world, persona, { text }, roomId)
  return wordsOf(await thread.hears(() => true))
}

export interface Asking {
  readonly thread: Thread
  readonly card: ClientMessage
  readonly job: string
  readonly addresses: readonly string[]
  readonly click: (persona: Persona, inputs?: Readonly<Record<string, unknown>>) => Promise<unknown>
  readonly reject: (persona: Persona, reason: string) => Promise<unknown>
}

/** Alma asks for these people in a thread of its own, and the card is there. */
export const asking = async (world: BotWorld, addresses: readonly string[]): Promise<Asking> => {
  const thread = await mentioned(world, 'alma', { text: 'delete', file: csvOf(addresses) })
  const card = await thread.hears(isCard)
  const data = button(card, 'Approve')
  const click: Asking['click'] = (persona, inputs = {}) =>
    world.client(persona).click(card.id, { ...data, count: String(addresses.length), reason: '', ...inputs })
  return {
    thread,
    card,
    job: String(data['job']),
    addresses,
    click,
    reject: (persona, reason) => click(persona, { ...button(card, 'Reject'), count: '', reason }),
  }
}

/** Hands out ordinary people of a world, nobody twice. */
export const ordinaryPeople = (world: BotWorld): ((count: number) => readonly string[]) => {
  const all = world.addresses(200)
  let next = 0
  return (count) => {
    next += count
    if (next > all.length) throw new Error(`taking ${count} people: only ${all.length} are there`)
    return all.slice(next - count, next)
  }
}

/** A further room with the bot and everybody who is in the first. */
export const furtherRoom = ({ sandbox }: BotWorld): string => {
  const { spaces, identity, administration } = sandbox
  const members = (['alma', 'ben', 'cleo', 'dora', 'otto', 'bot'] as const).map((name) =>
    identity.account(administration.organisation.persona(name).uuid),
  )
  const [creator, ...others] = members.filter((account) => account !== undefined)
  if (creator === undefined) throw new Error('opening a further room: there is no Alma')
  const room = spaces.addRoom({ type: 'group', title: 'Elsewhere', isLocked: false }, creator)
  for (const { uuid } of others) spaces.addMember(room, uuid, creator.uuid, false)
  return roomIdOf(room.uuid)
}

/** Posts to the bot alone, without a mention; opens the direct room with the first word. */
export const sayDirectly = async (
  { sandbox }: BotWorld,
  persona: Persona,
  text: string,
  file?: { readonly name: string; readonly content: string },
): Promise<ClientMessage & { readonly roomId: string }> => {
  const form = new FormData()
  form.append('toPersonId', personIdOf(sandbox.administration.organisation.persona('bot').uuid))
  if (text !== '') form.append('markdown', text)
  if (file) form.append('files', new Blob([file.content], { type: 'text/csv' }), file.name)
  const answer = await fetch(`${sandbox.apiUrl}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.administration.tokens.of(persona)}` },
    body: form,
  })
  if (!answer.ok) throw new Error(`posting to the bot directly: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as ClientMessage & { readonly roomId: string }
}

/** What the bot answers to words of a direct message. */
export const directAnswer = async (world: BotWorld, persona: Persona, text: string): Promise<string> => {
  const { id, roomId } = await sayDirectly(world, persona, text)
  return wordsOf(await threadOf(world, world.client(persona, roomId), id).hears(() => true))
}
