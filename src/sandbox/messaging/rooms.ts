/**
 * `/v1/rooms`: create, list, read, rename. https://developer.webex.com/docs/api/v1/rooms
 */
import express from 'express'
import type { Account, IdentityService } from '../identity.ts'
import { bodyOf, callerOf, requiredText, textIn } from './caller.ts'
import { decodeId, orgIdOf, personIdOf, roomIdOf } from './hydra-id.ts'
import { page } from './paging.ts'
import type { Room } from './records.ts'
import type { Spaces } from './spaces.ts'
import { badRequest, forbidden, notFound } from './vendor-error.ts'

export function roomsRouter(spaces: Spaces, identity: IdentityService): express.Router {
  const router = express.Router()
  const shown = (room: Room, caller: Account) => showRoom(room, titleFor(spaces, identity, room, caller))

  router.post('/rooms', (req, res) => {
    const body = bodyOf(req)
    const draft = { type: 'group', title: requiredText(body, 'title'), isLocked: body['isLocked'] === true } as const
    res.json(shown(spaces.addRoom(draft, callerOf(res)), callerOf(res)))
  })

  router.get('/rooms', (req, res) => {
    const type = textIn(req.query, 'type')
    if (type !== undefined && type !== 'direct' && type !== 'group') throw badRequest("'type' is direct or group.")
    const rooms = spaces.roomsOf(callerOf(res).uuid).filter((room) => type === undefined || room.type === type)
    const items = page(req, res, rooms, { usualMax: 100, isNewestFirst: true })
    res.json({ items: items.map((room) => shown(room, callerOf(res))) })
  })

  router.get('/rooms/:roomId', (req, res) => {
    res.json(shown(joinedRoom(spaces, callerOf(res), req.params.roomId), callerOf(res)))
  })

  router.put('/rooms/:roomId', (req, res) => {
    const caller = callerOf(res)
    const room = joinedRoom(spaces, caller, req.params.roomId)
    const title = requiredText(bodyOf(req), 'title')
    if (room.type === 'direct') throw badRequest('A direct room has no title of its own.')
    if (room.isLocked && !spaces.membership(room.uuid, caller.uuid)?.isModerator)
      throw forbidden('Only a moderator may change a locked room.')
    res.json(shown(spaces.changeRoom(room, { title }, caller.uuid), caller))
  })

  return router
}

/** The room, which for those who are not in it does not exist. */
export function joinedRoom(spaces: Spaces, caller: Account, roomId: unknown): Room {
  const room = spaces.room(decodeId('ROOM', roomId))
  if (!room || !spaces.membership(room.uuid, caller.uuid)) throw notFound('Could not find a room with provided ID.')
  return room
}

/** A direct room is called after the other one. */
function titleFor(spaces: Spaces, identity: IdentityService, room: Room, caller: Account): string {
  if (room.type === 'group') return room.title
  const other = spaces.members(room.uuid).find((member) => member.personUuid !== caller.uuid)
  return (other && identity.account(other.personUuid)?.displayName) ?? room.title
}

function showRoom(room: Room, title: string): object {
  return {
    id: roomIdOf(room.uuid),
    title,
    type: room.type,
    isLocked: room.isLocked,
    lastActivity: room.lastActivityAt,
    creatorId: personIdOf(room.creatorUuid),
    created: room.createdAt,
    ownerId: orgIdOf(room.orgUuid),
    isPublic: false,
    isReadOnly: false,
    isAnnouncementOnly: false,
  }
}
