/**
 * A list of users as Control Hub exports it with attributes and licences: the columns of its field reference and one a licence, most
 * of them empty or the same from row to row. https://help.webex.com/article/afv3q8
 */
import { primaryEmail, type User } from '../../src/sandbox/administration/user.ts'
import { csvFile } from '../../src/sandbox/csv-file.ts'

const LICENCES = ['Webex Calling - Professional', 'Advanced Messaging', 'Basic Meetings', 'Webex Enterprise Edition']
const HEADER = [
  'First Name',
  'Last Name',
  'Display Name',
  'User ID/Email (Required)',
  'User Status',
  'Last Service Accessed Time',
  'Days since Last Service Accessed',
  'Extension',
  'Title',
  'Department',
  'Manager',
  'Phone Number',
  'Caller ID Number',
  'Caller ID First Name',
  'Caller ID Last Name',
  'Location',
  'Preferred Language',
  'Time zone',
  ...LICENCES.map((name, place) => `${name} [Sub12133${place}]`),
]
const DEPARTMENTS = ['Sales', 'Operations', 'Research and Development', 'Customer Service', 'Finance']
const DAY_MS = 86_400_000

/** With a byte order mark and CRLF. */
export const exportOf = (users: readonly User[], now: Date): string =>
  `\uFEFF${csvFile(
    '',
    HEADER,
    users.map((user, place) => rowOf(user, place, now)),
  ).content.replaceAll('\n', '\r\n')}`

const rowOf = (user: User, place: number, now: Date): readonly string[] => [
  user.firstName ?? '',
  user.lastName ?? '',
  user.displayName,
  primaryEmail(user),
  user.invitePending ? 'Not Verified' : user.loginEnabled ? 'Active' : 'Inactive',
  user.lastActivity?.slice(0, 10) ?? '',
  user.lastActivity === undefined ? '' : String(Math.floor((now.getTime() - Date.parse(user.lastActivity)) / DAY_MS)),
  '',
  '',
  DEPARTMENTS[place % DEPARTMENTS.length] ?? '',
  '',
  '',
  '',
  user.firstName ?? '',
  user.lastName ?? '',
  'Headquarters',
  'en_US',
  'America/New_York',
  ...LICENCES.map((_name, licence) => (place % (licence + 2) === 0 ? 'TRUE' : 'FALSE')),
]
