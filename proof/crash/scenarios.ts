/**
 * The jobs that are killed: each small, so that a life is short, with a row that is skipped and an account that the vendor keeps.
 * Whoever is one of the people of a job is known here before the bot has seen the list.
 */
import type { DirectoryName } from '../../src/model/vendor.ts'
import { PERSONAS } from '../../src/sandbox/administration/personas.ts'
import type { User } from '../../src/sandbox/administration/user.ts'
import { type EveryVendor, environmentOfEvery } from '../../src/sandbox/every-vendor.ts'
import { orgIdOf } from '../../src/sandbox/messaging/hydra-id.ts'

export interface Scenario {
  /** As it is named in the table and in a story. */
  readonly name: string
  /** What Alma writes. */
  readonly command: string
  readonly directories: readonly DirectoryName[]
  readonly settings?: (cloud: EveryVendor) => Readonly<Record<string, string>>
  readonly csv: (addresses: readonly string[]) => string
  readonly suits?: (user: User) => boolean
  /** From now on the vendor does not do it to this account. */
  readonly refuse: (cloud: EveryVendor, address: string) => void
  /** Whether the directory shows that it was done. */
  readonly isDone: (cloud: EveryVendor, directory: DirectoryName, address: string) => boolean
  /** The vendor's API does not show whether an effect whose answer was lost has happened. */
  readonly mayBeUnknown?: true
}

const PEOPLE = 6
/** Not the first one: the bot tries one alone before the others. */
const REFUSED = 3

const PEOPLE_SCOPES = ['people_read', 'people_write', 'roles_read', 'organizations_read', 'licenses_read']

const emailCsv = (addresses: readonly string[]): string => `email\n${[...addresses, 'nobody@example.com'].join('\n')}\n`

const renamed = (address: string): string => address.replace('@', '.new@')
const renameCsv = (addresses: readonly string[]): string =>
  `email,new_email\n${[...addresses, 'nobody@example.com'].map((address) => `${address},${renamed(address)}`).join('\n')}\n`

const refuseInWebex = ({ administration: { organisation } }: EveryVendor, address: string): void => {
  const uuid = organisation.userByEmail(address)?.uuid
  const [remove, update] = [organisation.delete.bind(organisation), organisation.update.bind(organisation)]
  organisation.delete = (id, by) => (id === uuid ? { kind: 'refused', code: 'last-full-admin' } : remove(id, by))
  organisation.update = (user, by) =>
    user.uuid === uuid ? { kind: 'refused', code: 'last-full-admin' } : update(user, by)
}

const refuseInOkta = ({ okta: { organisation } }: EveryVendor, address: string): void =>
  organisation.setContacts([organisation.userByLogin(address)?.id ?? ''])

const refuseCalls = (cloud: EveryVendor, path: string): void =>
  cloud.knobs.set({ rules: [{ method: 'DELETE', path, times: 1_000_000, effect: 403 }] })

const isGone: Scenario['isDone'] = (cloud, directory, address) => {
  switch (directory) {
    case 'webex':
      return cloud.administration.organisation.userByEmail(address) === undefined
    case 'okta':
      return cloud.okta.organisation.userByLogin(address) === undefined
    case 'bevy':
      return cloud.bevy.site.accountByEmail(address)?.deletionAt !== undefined
    case 'aac':
      return !cloud.aac.workspace.members().some(({ email }) => email === address)
  }
}

const webex = {
  command: 'delete webex',
  directories: ['webex'],
  csv: emailCsv,
  refuse: refuseInWebex,
  isDone: isGone,
} as const satisfies Partial<Scenario>

export const SCENARIOS: readonly Scenario[] = [
  { ...webex, name: 'webex delete (SCIM Bulk)' },
  {
    ...webex,
    name: 'webex delete (People API)',
    settings: ({ administration: { tokens } }) => ({
      WEBEX_ADMIN_TOKEN: tokens.add({
        owner: 'serviceApp',
        scopes: PEOPLE_SCOPES.map((scope) => `spark-admin:${scope}`),
      }),
    }),
  },
  {
    ...webex,
    name: 'webex rename',
    command: 'rename webex',
    csv: renameCsv,
    suits: ({ externalId, nickName, emails, loginEnabled }) =>
      externalId === undefined && nickName === undefined && emails.length === 1 && loginEnabled,
    isDone: (cloud, directory, address) =>
      isGone(cloud, directory, address) && !isGone(cloud, directory, renamed(address)),
  },
  {
    name: 'okta delete',
    command: 'delete okta',
    directories: ['okta'],
    csv: emailCsv,
    refuse: refuseInOkta,
    isDone: isGone,
  },
  {
    name: 'bevy delete',
    command: 'delete bevy',
    directories: ['bevy'],
    csv: emailCsv,
    refuse: (cloud, address) => refuseCalls(cloud, `^/bevy/.*/${cloud.bevy.site.accountByEmail(address)?.id}(/|$)`),
    isDone: isGone,
    mayBeUnknown: true,
  },
  {
    name: 'aac delete',
    command: 'delete aac',
    directories: ['aac'],
    csv: emailCsv,
    refuse: (cloud, address) => {
      const found = cloud.aac.workspace.members().find(({ email }) => email === address)
      refuseCalls(cloud, `^/aac/.*/${found?.id}(/|$)`)
    },
    isDone: isGone,
  },
  {
    name: 'webex and okta delete',
    command: 'delete webex,okta',
    directories: ['webex', 'okta'],
    csv: emailCsv,
    refuse: refuseInOkta,
    isDone: isGone,
  },
]

export interface Cast {
  /** In the order of the list. */
  readonly people: readonly string[]
  readonly refused: string
}

/** Nobody who works with the bot, and no administrator. */
export const castOf = ({ suits = () => true }: Scenario, { administration: { organisation } }: EveryVendor): Cast => {
  const personas = new Set<string>(PERSONAS.map((persona) => organisation.persona(persona).uuid))
  const people = organisation
    .people(organisation.home.uuid)
    .filter((user) => user.roles.length === 0 && !personas.has(user.uuid) && suits(user))
    .slice(0, PEOPLE)
    .map(({ emails }) => emails[0]?.value ?? '')
  if (people.length < PEOPLE) throw new Error(`casting a job: ${people.length} people suit, and ${PEOPLE} are wanted`)
  return { people, refused: people[REFUSED] ?? '' }
}

export const environmentIn = (scenario: Scenario, cloud: EveryVendor): Readonly<Record<string, string>> => ({
  ...environmentOfEvery(cloud),
  WEBEX_ORG_ID: orgIdOf(cloud.administration.organisation.home.uuid),
  DIRECTORIES: scenario.directories.join(','),
  MAX_SHARE: '0.5',
  WEBEX_CALLS_PER_MINUTE: '100000',
  PORT: '0',
  LOG_LEVEL: 'info',
  ...scenario.settings?.(cloud),
})
