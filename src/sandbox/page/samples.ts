/**
 * Files to try, made of whoever is in the emulated organisation at this moment, so that they do what they say however often they are
 * sent. Never puts anybody in danger whom a visitor can be.
 */
import { primaryEmail } from '../administration/user.ts'
import { controlHubExport, EXTRA_ROWS } from '../control-hub-export.ts'
import { csvFile } from '../csv-file.ts'
import { ordinaryPeople } from '../demo/people.ts'
import type { EveryVendor } from '../every-vendor.ts'
import { hostileFile } from './hostile-sample.ts'
import type { Sample } from './protocol.ts'

interface Recipe extends Sample {
  readonly make: (cloud: EveryVendor) => string
}

const EXPORTED = 31
const KEPT_NOT = 8
const NEW_DOMAIN = 'example.org'

const RECIPES: readonly Recipe[] = [
  {
    name: 'leavers.csv',
    title: 'Five leavers',
    about: 'Five people who may go, one address a line. All five are planned.',
    words: 'delete webex',
    make: (cloud) => addressesOnly('email', webexAddresses(cloud).slice(0, 5)),
  },
  {
    name: 'exported_users.csv',
    title: 'A messy export',
    about: `Control Hub's own export after a long day: ${EXPORTED} people are planned; ${EXTRA_ROWS} rows are left out, each with its reason: doubles, an administrator, yourself, strangers, a broken address.`,
    words: 'delete webex',
    make: (cloud) => controlHubExport(cloud, ordinaryPeople(cloud).slice(0, EXPORTED)).content,
  },
  {
    name: 'hostile.csv',
    title: 'A hostile file',
    about:
      'Formulas, markup, a mention of everybody, hidden characters, a cell of 20,000 characters and a look-alike address. Six people are planned, four rows are refused, and all of it stays text.',
    words: 'delete webex',
    make: (cloud) => hostileFile(ordinaryPeople(cloud)),
  },
  {
    name: 'renames.csv',
    title: 'New addresses',
    about: `Five people get an address at ${NEW_DOMAIN}. One more is kept by a directory sync, another would get an address that is taken: both are left out.`,
    words: 'rename webex',
    make: (cloud) => renames(cloud),
  },
  {
    name: 'keep.csv',
    title: 'A list of who stays',
    about:
      'Everybody in Alteryx but eight people. The other way round: those eight, whom nobody wrote down, are planned.',
    words: 'keep aac',
    make: (cloud) => keepAllBut(cloud, KEPT_NOT),
  },
  {
    name: 'too-many.csv',
    title: 'Too many at once',
    about: '150 people; one job may change 100. The bot refuses before anybody is asked.',
    words: 'delete webex',
    make: (cloud) => addressesOnly('email', webexAddresses(cloud).slice(0, 150)),
  },
  {
    name: 'everywhere.csv',
    title: 'Three, everywhere',
    about: 'Three people with an account in all four directories: twelve accounts in one job, with one approval.',
    words: 'delete webex,okta,bevy,aac',
    make: (cloud) => addressesOnly('email', everywhere(cloud).slice(0, 3)),
  },
  {
    name: 'members.csv',
    title: 'Four members, with undo',
    about: 'Four members of the community are planned. Bevy deletes a week later, so "undo" can still call it off.',
    words: 'delete bevy',
    make: (cloud) => addressesOnly('Email', webexAddresses(cloud).filter(isMemberOf(cloud)).slice(0, 4)),
  },
]

export const samples = (): readonly Sample[] =>
  RECIPES.map(({ name, title, about, words }) => ({ name, title, about, words }))

/** Undefined when there is no such sample. */
export const sampleContent = (cloud: EveryVendor, name: string): string | undefined =>
  RECIPES.find((recipe) => recipe.name === name)?.make(cloud)

const addressesOnly = (header: string, addresses: readonly string[]): string =>
  csvFile(
    '',
    [header],
    addresses.map((address) => [address]),
  ).content

const webexAddresses = (cloud: EveryVendor): readonly string[] => ordinaryPeople(cloud).map(primaryEmail)

/** Of Bevy, and not about to leave it. */
const isMemberOf =
  ({ bevy: { site } }: EveryVendor) =>
  (address: string): boolean => {
    const account = site.accountByEmail(address)
    return account !== undefined && account.deletionAt === undefined
  }

const everywhere = (cloud: EveryVendor): readonly string[] => {
  const isMember = isMemberOf(cloud)
  const inAlteryx = new Set(cloud.aac.workspace.members().map(({ email }) => email.toLowerCase()))
  return webexAddresses(cloud).filter(
    (address) =>
      isMember(address) && inAlteryx.has(address) && cloud.okta.organisation.userByLogin(address)?.status === 'ACTIVE',
  )
}

const renames = (cloud: EveryVendor): string => {
  const people = ordinaryPeople(cloud).filter((user) => !primaryEmail(user).endsWith(`@${NEW_DOMAIN}`))
  const moved = (address: string): string => address.replace(/@.*/, `@${NEW_DOMAIN}`)
  const own = people.filter(({ externalId }) => externalId === undefined).map(primaryEmail)
  const synced = people.filter(({ externalId }) => externalId !== undefined).map(primaryEmail)
  const [greedy = '', owner = ''] = own.slice(5)
  return csvFile(
    '',
    ['old', 'new'],
    [
      ...own.slice(0, 5).map((address) => [address, moved(address)]),
      ...synced.slice(0, 1).map((address) => [address, moved(address)]),
      [greedy, owner],
    ],
  ).content
}

const keepAllBut = (cloud: EveryVendor, count: number): string => {
  const members = cloud.aac.workspace.members().map(({ email }) => email)
  const ordinary = new Set(webexAddresses(cloud))
  const going = new Set(members.filter((address) => ordinary.has(address.toLowerCase())).slice(0, count))
  return addressesOnly(
    'E-mail address',
    members.filter((address) => !going.has(address)),
  )
}
