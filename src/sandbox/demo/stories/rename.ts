/** A company gets a new domain. Addresses change, everything else of the accounts must not; then it is taken back. */
import { primaryEmail, type User } from '../../administration/user.ts'
import { type CsvFile, csvFile } from '../../csv-file.ts'
import type { EveryVendor } from '../../every-vendor.ts'
import type { Deed } from '../clouds.ts'
import { ordinaryPeople } from '../people.ts'
import type { Story } from '../story.ts'

const GOOD = 28
const NEW_DOMAIN = 'example.org'

export const rename: Story = {
  name: 'rename',
  about: 'gives 28 users of Webex new addresses and nothing else, and takes it back with undo',
  scene: (cloud) => {
    const people = ordinaryPeople(cloud)
    const own = people.filter(({ externalId }) => externalId === undefined)
    const good = own.slice(0, GOOD)
    const forth = good.map((user): Deed => ({ vendor: 'webex', id: user.uuid, does: 'rename', to: moved(user) }))
    const back = good.map((user): Deed => ({ vendor: 'webex', id: user.uuid, does: 'rename', to: primaryEmail(user) }))
    return {
      environment: { DIRECTORIES: 'webex', WEBEX_VERIFIED_DOMAINS: `example.com,${NEW_DOMAIN}` },
      acts: [
        {
          kind: 'request',
          tells: `The company is moving to ${NEW_DOMAIN}. Alma attaches old and new addresses.`,
          text: 'rename webex',
          file: addressesOf(cloud, good, own.slice(GOOD)),
          vendors: ['webex'],
          meant: forth,
          reason: 'new domain, change 2207',
        },
        {
          kind: 'request',
          tells: 'Mail to the new domain does not arrive yet. Alma takes the change back.',
          text: (job) => `undo ${job}`,
          vendors: ['webex'],
          meant: back,
          reason: 'mail is not ready',
        },
      ],
    }
  },
}

const moved = (user: User): string => primaryEmail(user).replace(/@.*/, `@${NEW_DOMAIN}`)

/** The good rows, and one of each kind that must not be done. */
const addressesOf = (cloud: EveryVendor, good: readonly User[], others: readonly User[]): CsvFile => {
  const synced = ordinaryPeople(cloud).find(({ externalId }) => externalId !== undefined)
  const [taking, malformed, abroad, unchanged, owner] = others.map(primaryEmail)
  const rows = [
    ...good.map((user) => [primaryEmail(user), moved(user)]),
    [taking, owner],
    [malformed, 'two words@example.org'],
    [abroad, 'abroad@unverified.example'],
    [unchanged, unchanged],
    ['nobody.here@example.com', 'nobody.here@example.org'],
    ...(synced ? [[primaryEmail(synced), moved(synced)]] : []),
  ]
  return csvFile(
    'new-addresses.csv',
    ['old', 'new'],
    rows.map((cells) => cells.map((cell = '') => cell)),
  )
}
