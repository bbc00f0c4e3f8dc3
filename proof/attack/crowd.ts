/**
 * Who is in the rooms: those on the lists, of whom some act badly, and those on none, of all the sorts that a room can hold. The
 * proof knows of each what the lists say, and asks nobody else.
 */
import type { EveryVendor } from '../../src/sandbox/every-vendor.ts'
import type { Account } from '../../src/sandbox/identity.ts'
import { personIdOf } from '../../src/sandbox/messaging/hydra-id.ts'

export type Name = 'alma' | 'rita' | 'ben' | 'cleo' | 'dora' | 'otto' | 'machine' | 'robot'

export interface Member {
  readonly name: Name
  readonly account: Account
  readonly id: string
  readonly email: string
  /** The robot has none: what it does is put into the cloud by hand. */
  readonly token: string
}

export type Crowd = Readonly<Record<Name, Member>>

export const APPROVERS = ['ben', 'cleo'] as const
/** In the rooms, and on no list. Otto is of another organisation, the machine is no person, the robot is a bot. */
export const OUTSIDERS = ['dora', 'otto', 'machine', 'robot'] as const

const SCOPES = ['spark:all']

/** Rita asks for things as Alma does and is no approver either; the robot is somebody else's bot. */
export const gather = (cloud: EveryVendor): Crowd => {
  const { organisation, tokens } = cloud.administration
  const ordinary = organisation
    .people(organisation.home.uuid)
    .filter(({ roles, title }) => roles.length === 0 && title !== 'Account Manager')
    .at(-1)
  const made = organisation.create(
    (given) => ({
      ...organisation.persona('bot'),
      ...given,
      displayName: 'Helper',
      emails: [{ value: 'helper@webex.bot', type: 'work', primary: true }],
    }),
    { uuid: 'proof', through: 'sandbox' },
  )
  if (ordinary === undefined || made.kind !== 'changed') throw new Error('gathering the crowd: the cloud is too small')
  const member = (name: Name, uuid: string, token: string): Member => {
    const account = cloud.identity.account(uuid)
    if (account === undefined) throw new Error(`gathering the crowd: there is no ${name}`)
    return { name, account, id: personIdOf(uuid), email: account.emails[0] ?? '', token }
  }
  const persona = (name: 'alma' | 'ben' | 'cleo' | 'dora' | 'otto') =>
    member(name, organisation.persona(name).uuid, tokens.of(name))
  return {
    alma: persona('alma'),
    ben: persona('ben'),
    cleo: persona('cleo'),
    dora: persona('dora'),
    otto: persona('otto'),
    rita: member('rita', ordinary.uuid, tokens.add({ owner: ordinary.uuid, scopes: SCOPES })),
    machine: member(
      'machine',
      organisation.persona('serviceApp').uuid,
      tokens.add({ owner: 'serviceApp', scopes: SCOPES }),
    ),
    robot: member('robot', made.user.uuid, ''),
  }
}
