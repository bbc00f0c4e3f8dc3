/** The first story: 40 rows as Control Hub exports them, with every kind of row that a tired admin could leave in. */
import { primaryEmail, type User } from '../../administration/user.ts'
import type { EveryVendor } from '../../every-vendor.ts'
import { addressOf, deeds, ordinaryPeople } from '../people.ts'
import { type CsvFile, csvFile, type Story } from '../story.ts'

const GOOD = 31

export const webex: Story = {
  name: 'webex',
  about: 'deletes 31 users of a Control Hub export of 40 rows (also without an argument)',
  scene: (cloud) => {
    const people = ordinaryPeople(cloud)
    const [good, guarded] = [people.slice(0, GOOD), people.slice(GOOD, GOOD + 1)]
    return {
      environment: { DIRECTORIES: 'webex', PROTECTED_USERS: guarded.map(primaryEmail).join(',') },
      acts: [
        {
          kind: 'request',
          tells: 'Alma attaches an export of Control Hub and asks to delete whoever is in it.',
          text: 'delete',
          file: exportOf(cloud, good, guarded),
          vendors: ['webex'],
          meant: deeds(cloud, 'webex', 'delete', good.map(primaryEmail)),
          reason: 'left with the March layoffs, ticket 4711',
        },
      ],
    }
  },
}

const HEADER = [
  'First Name',
  'Last Name',
  'Display Name',
  'User ID/Email (Required)',
  'User Status',
  'Last Service Accessed Time',
  'Days since Last Service Accessed',
]

const exportOf = (cloud: EveryVendor, good: readonly User[], guarded: readonly User[]): CsvFile => {
  const { organisation } = cloud.administration
  const admin = organisation.withRole('id_full_admin').slice(0, 1)
  const twice = [good[3], good[4]].flatMap((user) => (user ? [rowOf(user)] : []))
  const file = csvFile('exported_users.csv', HEADER, [
    ...good.slice(0, 12).map(rowOf),
    ...twice.slice(0, 1),
    ...twice.slice(1).map((cells) => cells.map((cell) => (cell.includes('@') ? cell.toUpperCase() : cell))),
    ...guarded.map(rowOf),
    ...good.slice(12, 24).map(rowOf),
    ...admin.map(rowOf),
    ...[organisation.userByEmail(addressOf(cloud, 'alma'))].flatMap((user) => (user ? [rowOf(user)] : [])),
    ['Former', 'Colleague', 'Former Colleague', 'former.colleague@example.com', 'Inactive', '', ''],
    ['Nobody', 'Here', 'Nobody Here', 'nobody.here@example.com', 'Active', '', ''],
    ['Other', 'Tenant', 'Other Tenant', 'otto@elsewhere.example', 'Active', '', ''],
    ...good.slice(24).map(rowOf),
    ['Broken, Row', '', '', 'broken.row at example.com', 'Active', '', ''],
  ])
  return { ...file, content: `\uFEFF${file.content.replaceAll('\n', '\r\n')}` }
}

const rowOf = (user: User): readonly string[] => [
  user.firstName ?? '',
  user.lastName ?? '',
  user.displayName,
  primaryEmail(user),
  user.invitePending ? 'Not Verified' : user.loginEnabled ? 'Active' : 'Inactive',
  user.lastActivity?.slice(0, 10) ?? '',
  '',
]
