/**
 * The whole emulated cloud in one piece: the organisation, its administration, messaging, and a space in which the personas
 * and the bot meet. What the demo, the tests and a first `npm start` run against.
 */
import { type Administration, type AdministrationOptions, administration } from './administration/administration.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from './cloud.ts'
import { roomIdOf } from './messaging/hydra-id.ts'

export interface OpenSandboxOptions extends AdministrationOptions, Omit<SandboxOptions, 'identity' | 'routers'> {}

export interface OpenSandbox extends Sandbox, Omit<Administration, 'router' | 'identity'> {
  /** The space of Alma, Ben, Cléo, Dora, Otto and the bot, as Webex's API names it. */
  readonly roomId: string
  /** What the bot needs in its environment to live in here. */
  readonly environment: Readonly<Record<string, string>>
}

const MEMBERS = ['ben', 'cleo', 'dora', 'otto', 'bot'] as const

export const openSandbox = async (options: OpenSandboxOptions = {}): Promise<OpenSandbox> => {
  const { router, identity, ...admin } = administration(options)
  const sandbox = await startSandbox({ ...options, identity, routers: [router] })
  return { ...sandbox, ...admin, roomId: makeSpace(sandbox, admin), environment: environmentOf(sandbox, admin) }
}

const makeSpace = ({ spaces, identity }: Sandbox, { organisation }: Pick<Administration, 'organisation'>): string => {
  const account = (name: 'alma' | (typeof MEMBERS)[number]) => {
    const found = identity.account(organisation.persona(name).uuid)
    if (found === undefined) throw new Error(`opening the sandbox: the persona "${name}" has no account`)
    return found
  }
  const alma = account('alma')
  const room = spaces.addRoom({ type: 'group', title: 'Leavers', isLocked: false }, alma)
  for (const name of MEMBERS) spaces.addMember(room, account(name).uuid, alma.uuid, false)
  return roomIdOf(room.uuid)
}

const environmentOf = (
  { apiUrl, u2cUrl, url }: Sandbox,
  { tokens, organisation }: Pick<Administration, 'tokens' | 'organisation'>,
): OpenSandbox['environment'] => {
  const addressOf = (name: 'alma' | 'ben' | 'cleo'): string => organisation.persona(name).emails[0]?.value ?? ''
  return {
    WEBEX_ACCESS_TOKEN: tokens.of('bot'),
    WEBEX_API_URL: apiUrl,
    WEBEX_U2C_URL: u2cUrl,
    WEBEX_SCIM_URL: `${url}/identity/scim`,
    WEBEX_ADMIN_TOKEN: tokens.of('serviceApp'),
    REQUESTERS: addressOf('alma'),
    APPROVERS: `${addressOf('ben')},${addressOf('cleo')}`,
  }
}
