/**
 * `/v1/memberships`: who is in which room. https://developer.webex.com/docs/api/v1/memberships
 */
import express from 'express'
import type { Account, IdentityService } from '../identity.ts'
import { bodyOf, callerOf, textIn } from './caller.ts'
import { decodeId, membershipIdOf, orgIdOf, personIdOf, roomIdOf } from './hydra-id.ts'
import { page } from './paging.ts'
import type { Membership, Room } from './records.ts'
import { joinedRoom } from './rooms.ts'
import type { Spaces } from './spaces.ts'
import { badRequest, conflict, forbidden, notFound } from './vendor-error.ts'

export function membershipsRouter(spaces: Spaces, identity: IdentityService): express.Router {
  const router = express.Router()
  const shown = (membership: Membership) =>
    showMembership(membership, spaces.room(membership.roomUuid), identity.account(membership.personUuid))

  router.get('/memberships', (req, res) => {
    const caller = callerOf(res)
    const roomId = textIn(req.query, 'roomId')
    const all =
      roomId === undefined ? spaces.membershipsOf(caller.uuid) : spaces.members(joinedRoom(spaces, caller, roomId).uuid)
    const wanted = personAsked(identity, req.query)
    const found = wanted === 'anybody' ? all : all.filter((one) => one.personUuid === wanted?.uuid)
    res.json({ items: page(req, res, found, { usualMax: 100, isNewestFirst: false }).map(shown) })
  })

  router.post('/memberships', (req, res) => {
    const body = bodyOf(req)
    const caller = callerOf(res)
    const room = joinedRoom(spaces, caller, textIn(body, 'roomId'))
    const person = personAsked(identity, body)
    if (person === 'anybody') throw badRequest("Either 'personId' or 'personEmail' must be specified.")
    if (!person) throw notFound('Could not find a person with the provided ID or email.')
    if (room.type === 'direct') throw forbidden('Nobody can be added to a direct room.')
    requireModerator(spaces, room, caller)
    if (spaces.membership(room.uuid, person.uuid)) throw conflict('Participant is already a member of the room.')
    res.json(shown(spaces.addMember(room, person.uuid, caller.uuid, body['isModerator'] === true)))
  })

  router.get('/memberships/:membershipId', (req, res) => {
    res.json(shown(visibleMembership(spaces, callerOf(res), req.params.membershipId)))
  })

  router.delete('/memberships/:membershipId', (req, res) => {
    const caller = callerOf(res)
    const membership = visibleMembership(spaces, caller, req.params.membershipId)
    const room = spaces.room(membership.roomUuid)
    if (!room || room.type === 'direct') throw forbidden('A direct room cannot be left.')
    if (membership.personUuid !== caller.uuid) requireModerator(spaces, room, caller)
    spaces.removeMember(membership, caller.uuid)
    res.status(204).end()
  })

  return router
}

/** Whom `personId` or `personEmail` names; `anybody` when neither is given. */
function personAsked(
  identity: IdentityService,
  fields: Readonly<Record<string, unknown>>,
): Account | undefined | 'anybody' {
  const id = textIn(fields, 'personId')
  const email = textIn(fields, 'personEmail')
  if (id === undefined && email === undefined) return 'anybody'
  if (email !== undefined) return identity.accountByEmail(email.toLowerCase())
  return identity.account(decodeId('PEOPLE', id) ?? '')
}

function requireModerator(spaces: Spaces, room: Room, caller: Account): void {
  if (room.isLocked && !spaces.membership(room.uuid, caller.uuid)?.isModerator)
    throw forbidden('Only a moderator may change who is in a locked room.')
}

function visibleMembership(spaces: Spaces, caller: Account, id: unknown): Membership {
  const [personUuid = '', roomUuid = ''] = (decodeId('MEMBERSHIP', id) ?? '').split(':')
  const membership = spaces.membership(roomUuid, personUuid)
  if (!membership || !spaces.membership(roomUuid, caller.uuid))
    throw notFound('Could not find a membership with provided ID.')
  return membership
}

export function showMembership(
  membership: Membership,
  room: Room | undefined,
  account: Account | undefined,
): Readonly<Record<string, unknown>> {
  return {
    id: membershipIdOf(membership.personUuid, membership.roomUuid),
    roomId: roomIdOf(membership.roomUuid),
    roomType: room?.type,
    personId: personIdOf(membership.personUuid),
    personEmail: account?.emails[0],
    personDisplayName: account?.displayName,
    personOrgId: account && orgIdOf(account.orgUuid),
    isModerator: membership.isModerator,
    isMonitor: false,
    isRoomHidden: false,
    created: membership.createdAt,
  }
}
