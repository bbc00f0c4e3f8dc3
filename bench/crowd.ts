/** Who a job is about: people who suit it, none of them at work with the bot and none an administrator. */
import { PERSONAS } from '../src/sandbox/administration/personas.ts'
import type { EveryVendor } from '../src/sandbox/every-vendor.ts'
import type { BenchCase } from './bench-case.ts'

export interface Chosen {
  /** Addresses, as many as were asked for. */
  readonly chosen: readonly string[]
  /** Everybody else of the directory. */
  readonly others: readonly string[]
  /** In all. */
  readonly people: number
}

/** @param skip so many who suit are left to another job */
export const choose = (
  { name, suits }: Pick<BenchCase, 'name' | 'suits'>,
  cloud: EveryVendor,
  users: number,
  skip = 0,
): Chosen => {
  const { organisation } = cloud.administration
  const personas = new Set<string>(PERSONAS.map((persona) => organisation.persona(persona).uuid))
  const home = organisation.people(organisation.home.uuid)
  const suiting = home.filter(
    (user) => user.roles.length === 0 && !personas.has(user.uuid) && (suits?.(cloud, user) ?? true),
  )
  const chosen = suiting.slice(skip, skip + users).map(({ emails }) => emails[0]?.value ?? '')
  if (chosen.length < users)
    throw new Error(`choosing ${users} people for ${name}: ${chosen.length} suit; make the directory larger`)
  const taken = new Set(chosen)
  const others = home.map(({ emails }) => emails[0]?.value ?? '').filter((address) => !taken.has(address))
  return { chosen, others, people: home.length }
}
