/**
 * A list of users as Webex's Control Hub exports it and as a tired admin leaves it: with a byte order mark and CRLF, somebody twice,
 * an address in capitals, and rows of people who must not go or are not there.
 */
import { primaryEmail, type User } from './administration/user.ts'
import { type CsvFile, csvFile } from './csv-file.ts'
import type { EveryVendor } from './every-vendor.ts'

const HEADER = [
  'First Name',
  'Last Name',
  'Display Name',
  'User ID/Email (Required)',
  'User Status',
  'Last Service Accessed Time',
  'Days since Last Service Accessed',
]

/** Rows besides those of `good` and `guarded`: two doubles, an administrator, Alma, three who are not there, one that is broken. */
export const EXTRA_ROWS = 8

export const controlHubExport = (
  { administration: { organisation } }: EveryVendor,
  good: readonly User[],
  guarded: readonly User[] = [],
): CsvFile => {
  const admin = organisation.withRole('id_full_admin').slice(0, 1)
  const alma = organisation.user(organisation.persona('alma').uuid)
  const twice = [good[3], good[4]].flatMap((user) => (user ? [rowOf(user)] : []))
  const file = csvFile('exported_users.csv', HEADER, [
    ...good.slice(0, 12).map(rowOf),
    ...twice.slice(0, 1),
    ...twice.slice(1).map((cells) => cells.map((cell) => (cell.includes('@') ? cell.toUpperCase() : cell))),
    ...guarded.map(rowOf),
    ...good.slice(12, 24).map(rowOf),
    ...admin.map(rowOf),
    ...(alma ? [rowOf(alma)] : []),
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
