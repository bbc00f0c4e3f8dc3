import assert from 'node:assert/strict'
import type { Snapshot } from '../../src/sandbox/okta/change.ts'
import type { OktaUser } from '../../src/sandbox/okta/user.ts'
import type { ClientMessage } from '../../src/sandbox/person-client.ts'
import type { Call } from '../../src/sandbox/traffic.ts'
import { type BotWorld, type BotWorldOptions, button, csvOf, heard, isCard, rowsOf } from './bot-world.ts'
import { filesOf, inWorld, newestJob } from './running-world.ts'

/** What the tests of Okta through the whole bot share: the bot on Okta alone, and what is asked of the organisation afterwards. */

/** Everybody may be planned: what the limits refuse is tested elsewhere. */
const OPEN = { DIRECTORIES: 'okta', MAX_USERS: '250', MAX_SHARE: '1' } as const

/** Afterwards no token of either cloud may be in the log or in what went over the wire. */
export const inOkta = (options: BotWorldOptions, work: (world: BotWorld) => Promise<void>): Promise<void> =>
  inWorld(
    {
      vendors: {},
      ...options,
      sandbox: { organisation: { size: 40 }, ...options.sandbox },
      environment: { ...OPEN, ...options.environment },
      settings: (sandbox, vendors) => ({
        WEBEX_ORG_ID: sandbox.administration.organisation.home.uuid,
        ...options.settings?.(sandbox, vendors),
      }),
    },
    async (world) => {
      await work(world)
      const seen = `${world.logged()}${JSON.stringify(oktaCalls(world))}`
      for (const secret of [world.cloud().okta.tokens.first, ...world.secrets()])
        assert.ok(!seen.includes(secret), 'a secret is in the log or in the traffic')
    },
  )

export const organisationOf = (world: BotWorld) => world.cloud().okta.organisation

/** Resolves with the approval card. */
export const ask = async (
  world: BotWorld,
  text: string,
  file?: { readonly name: string; readonly content: string },
): Promise<ClientMessage> => {
  const alma = world.client('alma')
  const before = await alma.messages()
  await alma.mention({ text, ...(file && { file }) })
  return heard(alma, isCard, before)
}

export const askFor = (world: BotWorld, text: string, users: readonly OktaUser[]): Promise<ClientMessage> =>
  ask(world, text, csvOf(users.map(({ profile }) => profile.login)))

/** Of the number that the card tells. */
export const approve = async (world: BotWorld, card: ClientMessage): Promise<void> => {
  const count = String((await newestJob(world.app())).summary?.planned)
  await world.client('ben').click(card.id, { ...button(card, 'Approve'), count, reason: '' })
}

/** The newest job has ended and its last words are said. */
export const over = async (world: BotWorld): Promise<void> => {
  const { id } = await newestJob(world.app())
  await heard(world.client('alma'), ({ text, markdown }) =>
    new RegExp(`${id} is completed`).test(text ?? markdown ?? ''),
  )
}

export const planOf = async (world: BotWorld) =>
  rowsOf(world.client('alma'), `plan-${(await newestJob(world.app())).id}`)

export const wordsOf = (card: ClientMessage): string => JSON.stringify(card.attachments?.[0]?.content)

/** Without a role, none of those who work with the bot, not a contact whom Okta lets nobody delete; in the order of their ids. */
export const ordinaryIn = (world: BotWorld): readonly OktaUser[] => {
  const organisation = organisationOf(world)
  const { organisation: webex } = world.sandbox.administration
  const named = (['alma', 'ben', 'cleo', 'dora', 'bot', 'serviceApp'] as const).map(
    (name) => webex.persona(name).emails[0]?.value,
  )
  const billing = organisation.persona('billing').id
  return organisation
    .users()
    .filter((user) => user.id !== billing && organisation.rolesOf(user).length === 0)
    .filter(({ profile }) => !named.includes(profile.login))
}

/** Ordinary people, whom the test has given this status. */
export const peopleWho = (world: BotWorld, status: OktaUser['status'], count: number): readonly OktaUser[] => {
  const people = ordinaryIn(world).slice(0, count)
  assert.equal(people.length, count)
  return people.map(({ id }) => organisationOf(world).arrange(id, { status }))
}

export const idsOf = (users: readonly OktaUser[]): readonly string[] => users.map(({ id }) => id)
export const loginsOf = (users: readonly OktaUser[]): readonly string[] => users.map(({ profile }) => profile.login)

/** Whoever is not among these is as before, to the last property. */
export const assertOthersUnchanged = (world: BotWorld, before: Snapshot, changed: readonly string[]): void => {
  const others = ({ users }: Pick<Snapshot, 'users'>) => users.filter(({ id }) => !changed.includes(id))
  assert.deepEqual(others(organisationOf(world).snapshot()), others(before))
}

/** Exactly these are gone, and everybody else is as before. */
export const assertOnlyGone = (world: BotWorld, before: Snapshot, gone: readonly string[]): void => {
  const deleted = organisationOf(world)
    .snapshot()
    .deleted.map(({ id }) => id)
  assert.deepEqual([...deleted].sort(), [...gone].sort())
  assertOthersUnchanged(world, before, gone)
}

/** Each row is in exactly one of the two files. */
export const assertEachRowOnce = async (world: BotWorld, logins: readonly string[]) => {
  const { id } = await newestJob(world.app())
  const files = await filesOf(world)
  const rowsIn = async (name: string, isThere: boolean) =>
    isThere ? rowsOf(world.client('alma'), `${name}-${id}`) : []
  const results = await rowsIn('results', files.results.length > 0)
  const errors = await rowsIn('errors', files.errors.length > 0)
  const named = [...results, ...errors].map(loginIn)
  assert.deepEqual([...named].sort(), [...logins].sort())
  return { results, errors }
}

export const loginIn = (row: Readonly<Record<string, string>>): string => row['Login'] ?? row['email'] ?? ''

export const oktaCalls = ({ sandbox }: Pick<BotWorld, 'sandbox'>): readonly Call[] =>
  sandbox.traffic.calls.filter(({ vendor }) => vendor === 'okta')

const USER = /^\/api\/v1\/users\/([^/?]+)(\/[^?]*)?(?:\?|$)/

/** Which account a call is about, and what of it: empty for the account itself. */
export const aboutOf = ({ url }: Call): { readonly id: string; readonly what: string } => {
  const [, id = '', what = ''] = USER.exec(url) ?? []
  return { id, what }
}

/** How many DELETEs there were. Right before each one, of the calls about its account, a GET showed that it is deactivated. */
export const assertEachDeleteLookedFirst = (calls: readonly Call[]): number => {
  const latest = new Map<string, Call>()
  let deletes = 0
  for (const call of calls) {
    const { id } = aboutOf(call)
    const last = latest.get(id)
    latest.set(id, call)
    if (call.method !== 'DELETE') continue
    deletes += 1
    assert.deepEqual(
      last && [last.method, aboutOf(last).what, last.status, statusIn(last.responseBody)],
      ['GET', '', 200, 'DEPROVISIONED'],
      `before the DELETE of ${id}`,
    )
  }
  return deletes
}

const statusIn = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'status' in body ? body.status : undefined
