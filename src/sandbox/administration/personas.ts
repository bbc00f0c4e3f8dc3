/** The people, the bot and the machine whom demonstrations and tests call by name. They are there in every seed and size. */
import { CALLING, MEETING, MESSAGING } from './licences.ts'
import type { Setting } from './population.ts'
import { seededRandom } from './random.ts'
import type { Role, User } from './user.ts'

export const PERSONAS = ['alma', 'ben', 'cleo', 'dora', 'otto', 'bot', 'serviceApp'] as const
export type Persona = (typeof PERSONAS)[number]

interface Sketch {
  readonly first: string
  readonly last: string
  /** Whole, or the part before the organisation's domain. */
  readonly address: string
  readonly title?: string
  readonly roles?: readonly Role[]
  readonly type?: User['type']
}

const SKETCHES: Readonly<Record<Persona, Sketch>> = {
  alma: {
    first: 'Alma',
    last: 'Requester',
    address: 'alma.requester',
    title: 'System Administrator',
    roles: ['id_user_admin'],
  },
  ben: { first: 'Ben', last: 'Approver', address: 'ben.approver', title: 'IT Manager' },
  cleo: { first: 'Cléo', last: 'Approver', address: 'cleo.approver', title: 'Security Officer' },
  dora: { first: 'Dora', last: 'Bystander', address: 'dora.bystander', title: 'Account Manager' },
  otto: { first: 'Otto', last: 'Outsider', address: 'otto@elsewhere.example', title: 'Consultant' },
  bot: { first: 'Twokey', last: '', address: 'twokey@webex.bot', type: 'bot' },
  // What roles the vendor gives the machine account of a service app is not documented; with none it could not call SCIM.
  serviceApp: {
    first: 'Twokey',
    last: 'Service App',
    address: 'twokey-service-app@serviceapp.example',
    roles: ['id_user_admin'],
  },
}

/** Otto alone belongs to the other organisation. */
export const personas = (home: Setting, elsewhere: Setting): Readonly<Record<Persona, User>> => ({
  alma: portray('alma', home),
  ben: portray('ben', home),
  cleo: portray('cleo', home),
  dora: portray('dora', home),
  otto: portray('otto', elsewhere),
  bot: portray('bot', home),
  serviceApp: portray('serviceApp', home),
})

function portray(persona: Persona, setting: Setting): User {
  const { first, last, address, title, roles = [], type = 'person' } = SKETCHES[persona]
  const email = address.includes('@') ? address : `${address}@${setting.domain}`
  const isMachine = type === 'bot' || persona === 'serviceApp'
  const created = new Date(setting.startedAt.getTime() - 700 * 86_400_000).toISOString()
  return {
    uuid: seededRandom(setting.seed, 'persona', persona).uuid(),
    orgUuid: setting.orgUuid,
    type,
    emails: [{ value: email, type: 'work', primary: true }],
    displayName: `${first} ${last}`.trim(),
    ...(last !== '' && { firstName: first, lastName: last }),
    ...(title !== undefined && { title, department: 'IT Operations' }),
    phoneNumbers: [],
    addresses: [],
    siteUrls: isMachine ? [] : ['twokey-sandbox.webex.com'],
    sipAddresses: [],
    roles,
    licences: isMachine ? [] : [MESSAGING.key, MEETING.key, ...(persona === 'dora' ? [CALLING.key] : [])],
    loginEnabled: true,
    invitePending: false,
    presence: 'active',
    ...(!isMachine && { lastActivity: setting.startedAt.toISOString(), timezone: 'Europe/Berlin', locale: 'en_US' }),
    customAttributes: {},
    created,
    lastModified: created,
    version: 1,
  }
}
