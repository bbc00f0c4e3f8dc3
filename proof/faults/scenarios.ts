/** The jobs that the faults strike: one for each way in which Twokey changes accounts, each about a few people. */
import { primaryEmail, type User } from '../../src/sandbox/administration/user.ts'
import type { Deed, Vendor } from '../../src/sandbox/demo/clouds.ts'
import { deeds, ordinaryPeople } from '../../src/sandbox/demo/people.ts'
import type { EveryVendor, EveryVendorOptions } from '../../src/sandbox/every-vendor.ts'

export interface Scenario {
  readonly name: string
  readonly vendor: Vendor
  /** What Alma writes. */
  readonly command: string
  readonly cloud?: Pick<EveryVendorOptions, 'okta' | 'bevy' | 'aac' | 'organisation'>
  readonly settings?: (cloud: EveryVendor) => Readonly<Record<string, string>>
  readonly suits?: (cloud: EveryVendor, user: User) => boolean
  readonly csv: (people: readonly User[]) => string
  readonly deeds: (cloud: EveryVendor, people: readonly User[]) => readonly Deed[]
}

const USERS = 5

/** Whom the job is about, always the same. */
export const peopleOf = (scenario: Scenario, cloud: EveryVendor): readonly User[] => {
  const people = ordinaryPeople(cloud).filter((user) => scenario.suits?.(cloud, user) ?? true)
  if (people.length >= USERS) return people.slice(0, USERS)
  throw new Error(
    `${scenario.name}: ${people.length} people suit, and ${USERS} are wanted; make the organisation larger`,
  )
}

const emails = (people: readonly User[]): string => `email\n${people.map(primaryEmail).join('\n')}\n`

const deletion = (vendor: Vendor): Pick<Scenario, 'vendor' | 'command' | 'csv' | 'deeds'> => ({
  vendor,
  command: `delete ${vendor}`,
  csv: emails,
  deeds: (cloud, people) => deeds(cloud, vendor, 'delete', people.map(primaryEmail)),
})

const PEOPLE_SCOPES = [
  'spark-admin:people_read',
  'spark-admin:people_write',
  'spark-admin:roles_read',
  'spark-admin:organizations_read',
  'spark-admin:licenses_read',
]

const moved = (user: User): string => primaryEmail(user).replace('@', '.new@')

export const SCENARIOS: readonly Scenario[] = [
  { name: 'Webex, SCIM Bulk', ...deletion('webex') },
  {
    name: 'Webex, People API',
    ...deletion('webex'),
    settings: ({ administration }) => ({
      WEBEX_ADMIN_TOKEN: administration.tokens.add({ owner: 'serviceApp', scopes: PEOPLE_SCOPES }),
    }),
  },
  {
    name: 'Okta',
    ...deletion('okta'),
    suits: ({ okta: { organisation } }, user) => organisation.userByLogin(primaryEmail(user))?.status === 'ACTIVE',
  },
  { name: 'Bevy', ...deletion('bevy') },
  { name: 'Alteryx, rotating token', ...deletion('aac'), cloud: { aac: { accessTokenLifeSeconds: 60 } } },
  {
    name: 'Webex, rename',
    vendor: 'webex',
    command: 'rename webex',
    // Nobody of whom a rename through the People API has anything special to say.
    suits: (_cloud, { externalId, nickName, loginEnabled, emails: all }) =>
      externalId === undefined && nickName === undefined && loginEnabled && all.length === 1,
    csv: (people) => `email,new_email\n${people.map((user) => `${primaryEmail(user)},${moved(user)}`).join('\n')}\n`,
    deeds: (_cloud, people) =>
      people.map((user): Deed => ({ vendor: 'webex', id: user.uuid, does: 'rename', to: moved(user) })),
  },
]
