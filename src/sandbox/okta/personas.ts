/** The people of the emulated Okta whom tests and demonstrations call by name. They are there in every seed and size. */
import type { Catalogue } from './catalogue.ts'
import { oktaId } from './ids.ts'
import type { OktaUser, RoleType } from './user.ts'

export const PERSONAS = ['owner', 'superAdmin', 'orgAdmin', 'helpDesk', 'groupLed', 'billing'] as const
export type Persona = (typeof PERSONAS)[number]

export interface Setting {
  readonly seed: number
  readonly domain: string
  readonly startedAt: Date
  readonly catalogue: Catalogue
}

interface Sketch {
  readonly first: string
  readonly last: string
  readonly role?: RoleType
}

const SKETCHES: Readonly<Record<Persona, Sketch>> = {
  /** Made the API token that the bot gets. */
  owner: { first: 'Okta', last: 'Automation', role: 'SUPER_ADMIN' },
  /** Also the organisation's technical contact. */
  superAdmin: { first: 'Sofia', last: 'Superior', role: 'SUPER_ADMIN' },
  orgAdmin: { first: 'Oscar', last: 'Organizer', role: 'ORG_ADMIN' },
  helpDesk: { first: 'Hanna', last: 'Helper', role: 'HELP_DESK_ADMIN' },
  /** Holds a role through a group alone. */
  groupLed: { first: 'Gita', last: 'Grouped' },
  /** The billing contact, with no role at all. */
  billing: { first: 'Bela', last: 'Billing' },
}

export const personas = (setting: Setting): Readonly<Record<Persona, OktaUser>> => ({
  owner: portray('owner', setting),
  superAdmin: portray('superAdmin', setting),
  orgAdmin: portray('orgAdmin', setting),
  helpDesk: portray('helpDesk', setting),
  groupLed: portray('groupLed', setting),
  billing: portray('billing', setting),
})

function portray(persona: Persona, { seed, domain, startedAt, catalogue }: Setting): OktaUser {
  const { first, last, role } = SKETCHES[persona]
  const id = oktaId('00u', seed, 'persona', persona)
  const created = daysBefore(startedAt, 900)
  const address = `${first}.${last}@${domain}`.toLowerCase()
  return {
    id,
    status: 'ACTIVE',
    created,
    activated: created,
    statusChanged: created,
    lastLogin: daysBefore(startedAt, 1),
    lastUpdated: created,
    passwordChanged: daysBefore(startedAt, 60),
    profile: { login: address, email: address, firstName: first, lastName: last, mobilePhone: null, secondEmail: null },
    provider: { type: 'OKTA', name: 'OKTA' },
    hasPassword: true,
    groupIds: persona === 'groupLed' ? [catalogue.administrators.id] : [],
    appIds: catalogue.apps.slice(0, 2).map((app) => app.id),
    roles:
      role === undefined
        ? []
        : [{ id: oktaId('ra1', seed, persona), type: role, assignmentType: 'USER', assigneeId: id, created }],
  }
}

export const daysBefore = (moment: Date, days: number): string =>
  new Date(moment.getTime() - days * 86_400_000).toISOString()
