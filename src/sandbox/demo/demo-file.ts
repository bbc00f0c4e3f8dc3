/** The file of the demo: 40 rows as Control Hub exports them, with every kind of row that a tired admin could leave in. */
import type { Organisation } from '../administration/organisation.ts'
import type { User } from '../administration/user.ts'

export interface DemoFile {
  readonly name: string
  readonly content: string
  readonly rows: number
  /** On the protected list. */
  readonly protectedAddress: string
}

const HEADER =
  'First Name,Last Name,Display Name,User ID/Email (Required),User Status,Last Service Accessed Time,Days since Last Service Accessed'
const GOOD = 31

export const demoFile = (organisation: Organisation): DemoFile => {
  const people = organisation.people(organisation.home.uuid)
  const personas = new Set(['alma', 'ben', 'cleo', 'dora'].map((name) => organisation.persona(name as 'alma').uuid))
  const ordinary = people.filter(({ uuid, roles }) => roles.length === 0 && !personas.has(uuid))
  const good = ordinary.slice(0, GOOD)
  const guarded = ordinary.slice(GOOD, GOOD + 1)
  const admin = people.filter(({ roles }) => roles.includes('id_full_admin')).slice(0, 1)
  const rows = [
    ...good.slice(0, 12).map((user) => line(user)),
    line(good[3]),
    line(good[4], (address) => address.toUpperCase()),
    ...guarded.map((user) => line(user)),
    ...good.slice(12, 24).map((user) => line(user)),
    ...admin.map((user) => line(user)),
    line(organisation.persona('alma')),
    'Former,Colleague,Former Colleague,former.colleague@example.com,Inactive,,',
    'Nobody,Here,Nobody Here,nobody.here@example.com,Active,,',
    'Other,Tenant,Other Tenant,otto@elsewhere.example,Active,,',
    ...good.slice(24).map((user) => line(user)),
    '"Broken, Row",,,"broken.row at example.com",Active,,',
  ]
  return {
    name: 'exported_users.csv',
    content: `\uFEFF${[HEADER, ...rows].join('\r\n')}\r\n`,
    rows: rows.length,
    protectedAddress: guarded[0]?.emails[0]?.value ?? '',
  }
}

const line = (user: User | undefined, spell: (address: string) => string = (address) => address): string => {
  const cells = [
    user?.firstName ?? '',
    user?.lastName ?? '',
    user?.displayName ?? '',
    spell(user?.emails[0]?.value ?? ''),
    user?.invitePending ? 'Not Verified' : user?.loginEnabled ? 'Active' : 'Inactive',
    user?.lastActivity?.slice(0, 10) ?? '',
    '',
  ]
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')
}
