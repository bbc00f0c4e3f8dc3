import assert from 'node:assert/strict'
import type { ClientMessage } from '../../src/sandbox/person-client.ts'
import { type BotWorld, csvOf, heard, isCard, rowsOf } from './bot-world.ts'
import { newestJob } from './running-world.ts'

/** What the tests of jobs over several directories share. */

export type Cell = Readonly<Record<string, string>>

/** Ordinary people who can be removed everywhere, in two steps where Okta is on. */
export const peopleOfBoth = (world: BotWorld, count: number): readonly string[] => {
  const { organisation } = world.cloud().okta
  const active = world.addresses(250).filter((address) => organisation.userByLogin(address)?.status === 'ACTIVE')
  assert.ok(active.length >= count, `${count} of ${active.length} people`)
  return active.slice(0, count)
}

/** Alma asks for these people in these words; resolves with the card. */
export const askedOf = async (world: BotWorld, text: string, people: readonly string[]): Promise<ClientMessage> => {
  const alma = world.client('alma')
  const old = await alma.messages()
  await alma.mention({ text, file: csvOf(people) })
  return heard(alma, isCard, old)
}

/** Logins that were removed from Okta for good by the bot, in order, as often as it happened. */
export const deletedInOkta = (world: BotWorld): readonly string[] =>
  world
    .cloud()
    .okta.organisation.changes.filter(({ what, by }) => what === 'deleted' && by !== 'sandbox')
    .map(({ login }) => login)

export const pairsOf = (rows: readonly Cell[]): readonly string[] =>
  rows.map(({ directory, email }) => `${directory} ${email}`).sort()

export const everyPair = (directories: readonly string[], people: readonly string[]): readonly string[] =>
  directories.flatMap((directory) => people.map((address) => `${directory} ${address}`)).sort()

export const planOf = async (world: BotWorld): Promise<readonly Cell[]> =>
  rowsOf(world.client('alma'), `plan-${(await newestJob(world.app())).id}`)

/** Of the newest job: each directory and person in exactly one of the two files. */
export const filesOfBoth = async (
  world: BotWorld,
  wanted: readonly string[],
): Promise<{ readonly results: readonly Cell[]; readonly errors: readonly Cell[] }> => {
  const { id, tally } = await newestJob(world.app())
  assert.ok(tally)
  const alma = world.client('alma')
  const left = tally.failed + tally.drifted + tally.unknown + tally.cancelled + tally.skipped
  const results = tally.done + tally['already-done'] > 0 ? await rowsOf(alma, `results-${id}`) : []
  const errors = left > 0 ? await rowsOf(alma, `errors-${id}`) : []
  assert.deepEqual([...pairsOf(results), ...pairsOf(errors)].sort(), wanted, 'each in exactly one file')
  return { results, errors }
}

/** A file that the bot posted, as it can be attached again. */
export const attachable = async (
  world: BotWorld,
  start: string,
): Promise<{ readonly name: string; readonly content: string }> => {
  const alma = world.client('alma')
  const message = await heard(alma, ({ files, text }) => files !== undefined && (text ?? '').startsWith(start))
  const { name, bytes } = await alma.file(message.files?.[0] ?? '')
  return { name, content: bytes.toString() }
}
