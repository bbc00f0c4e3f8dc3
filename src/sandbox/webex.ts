/**
 * The whole emulated Webex cloud, both halves of it, with an organisation to try things on and a room where they can be
 * tried: the people who ask and approve are in it together with the bot.
 */
import express from 'express'
import { type Administration, type AdministrationOptions, administration } from './administration/administration.ts'
import { type Sandbox, type SandboxOptions, startSandbox, type VendorMount } from './cloud.ts'
import type { Account } from './identity.ts'
import { roomIdOf } from './messaging/hydra-id.ts'

export interface WebexOptions extends Omit<SandboxOptions, 'identity' | 'clock' | 'vendors'> {
  /** The clouds beside it, made when its people are there. */
  readonly vendors?: (administration: Administration) => readonly VendorMount[]
  readonly organisation?: Omit<AdministrationOptions, 'clock'>
  readonly clock?: () => Date
}

export interface WebexSandbox extends Sandbox {
  readonly administration: Administration
  /** The room that is there from the start. */
  readonly roomId: string
}

export const MEMBERS = ['alma', 'ben', 'cleo', 'dora', 'otto', 'bot'] as const

export async function startWebex(options: WebexOptions = {}): Promise<WebexSandbox> {
  const { organisation, clock = () => new Date(), routers = [], controls = [], vendors = () => [], ...rest } = options
  const half = administration({ ...organisation, clock })
  const sandbox = await startSandbox({
    ...rest,
    clock,
    identity: half.identity,
    routers: [half.router, ...routers],
    vendors: vendors(half),
    controls: [tokenControls(half), ...controls],
  })
  return { ...sandbox, administration: half, roomId: roomIdOf(openRoom(sandbox, half)) }
}

/** `POST /sandbox/tokens/expire` with `{ "token" }`: from now on that token is answered with 401. */
function tokenControls({ tokens }: Administration): express.Router {
  return express.Router().post('/tokens/expire', (req, res) => {
    const body = req.body as { readonly token?: unknown } | undefined
    tokens.expire(String(body?.token))
    res.status(204).end()
  })
}

/** Returns the uuid of the room. */
function openRoom({ spaces, identity }: Sandbox, { organisation }: Administration): string {
  const accounts = MEMBERS.map((persona) => identity.account(organisation.persona(persona).uuid))
  const [creator, ...others] = accounts.filter((account): account is Account => account !== undefined)
  if (!creator) throw new Error('opening the first room: the organisation has no persona; give it its people')
  const room = spaces.addRoom({ type: 'group', title: 'Leavers', isLocked: false }, creator)
  for (const { uuid } of others) spaces.addMember(room, uuid, creator.uuid, false)
  return room.uuid
}
