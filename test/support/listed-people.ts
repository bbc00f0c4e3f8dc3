import assert from 'node:assert/strict'
import type { Persona } from '../../src/sandbox/administration/personas.ts'
import type { BotWorld } from './bot-world.ts'

/** People whose addresses change while the bot runs, as an administrator would do it elsewhere. */

const BY_HAND = { uuid: 'test', through: 'sandbox' } as const
const LISTABLE = ['alma', 'ben', 'cleo', 'dora'] as const satisfies readonly Persona[]

export const addressOf = ({ sandbox }: BotWorld, persona: Persona): string =>
  sandbox.administration.organisation.persona(persona).emails[0]?.value ?? ''

/** From now on these are the person's addresses, the first one first. Nobody else may have one of them. */
export const readdressed = ({ sandbox }: BotWorld, persona: Persona, ...addresses: readonly string[]): void => {
  const { organisation } = sandbox.administration
  const user = organisation.user(organisation.persona(persona).uuid)
  assert.ok(user, `${persona} is there`)
  const emails = addresses.map((value, index) => ({ value, type: 'work', primary: index === 0 }) as const)
  assert.equal(organisation.update({ ...user, emails }, BY_HAND).kind, 'changed')
}

/** Everybody has the address with which they were made. */
export const asAtFirst = (world: BotWorld): void => {
  for (const persona of LISTABLE) readdressed(world, persona, `${persona}.on.the.way@example.com`)
  for (const persona of LISTABLE) readdressed(world, persona, addressOf(world, persona))
}
