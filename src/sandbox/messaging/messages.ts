/**
 * `/v1/messages`: post (JSON or multipart), read, list, edit, delete, each within the vendor's limits.
 * https://developer.webex.com/docs/api/v1/messages
 */
import type { Request, Response } from 'express'
import express from 'express'
import type { Account, IdentityService } from '../identity.ts'
import { bodyOf, callerOf, originOf, requiredText, textIn } from './caller.ts'
import { decodeId, personIdOf } from './hydra-id.ts'
import type { Directory } from './mentions.ts'
import { readCard, readWords, requireEditable, requireRoot } from './message-rules.ts'
import { page } from './paging.ts'
import { type Posted, readPosted } from './posted.ts'
import type { Message, Room } from './records.ts'
import { joinedRoom } from './rooms.ts'
import { showMessage } from './show-message.ts'
import type { Spaces } from './spaces.ts'
import { badRequest, forbidden, notFound } from './vendor-error.ts'
import { mayRead, readable } from './visibility.ts'

const NO_MESSAGE = 'Could not find a message with provided ID.'

export function messagesRouter(spaces: Spaces, identity: IdentityService): express.Router {
  const router = express.Router()
  const multipart = express.raw({ type: 'multipart/form-data', limit: '101mb' })
  const answer = (req: Request, res: Response, message: Message) => {
    const room = spaces.room(message.roomUuid)
    if (!room) throw notFound(NO_MESSAGE)
    res.json(showMessage(message, room, originOf(req)))
  }

  router.post('/messages', multipart, async (req, res) => {
    answer(req, res, post(spaces, identity, callerOf(res), await readPosted(req)))
  })

  router.get('/messages', (req, res) => {
    const room = joinedRoom(spaces, callerOf(res), requiredText(req.query, 'roomId'))
    const messages = listed(spaces, callerOf(res), room, req.query)
    const items = page(req, res, messages, { usualMax: 50, isNewestFirst: true })
    res.json({ items: items.map((message) => showMessage(message, room, originOf(req))) })
  })

  router.get('/messages/:messageId', (req, res) => {
    answer(req, res, requireReadable(spaces, callerOf(res), req.params.messageId))
  })

  router.put('/messages/:messageId', (req, res) => {
    const fields = bodyOf(req)
    const message = requireOwn(requireReadable(spaces, callerOf(res), req.params.messageId), callerOf(res))
    if (decodeId('ROOM', requiredText(fields, 'roomId')) !== message.roomUuid)
      throw badRequest("'roomId' is not the room of this message.")
    requireEditable(message, fields)
    const words = readWords(fields, directoryOf(identity), (uuid) => isIn(spaces, message.roomUuid, uuid))
    if (words.text === undefined) throw badRequest("Either 'text' or 'markdown' must be specified.")
    answer(req, res, spaces.editMessage(message, words))
  })

  router.delete('/messages/:messageId', (req, res) => {
    const message = requireReadable(spaces, callerOf(res), req.params.messageId)
    spaces.removeMessage(requireOwn(message, callerOf(res)))
    res.status(204).end()
  })

  return router
}

function post(spaces: Spaces, identity: IdentityService, caller: Account, { fields, file }: Posted): Message {
  const room = addressedRoom(spaces, identity, caller, fields)
  const words = readWords(fields, directoryOf(identity), (uuid) => isIn(spaces, room.uuid, uuid))
  const card = readCard(fields)
  if (words.text === undefined && !file)
    throw badRequest("One of 'text', 'markdown' or 'files' must be specified, beside a card too.")
  const parentId = textIn(fields, 'parentId')
  const parent = parentId && requireRoot(spaces.message(decodeId('MESSAGE', parentId)), room.uuid)
  return spaces.addMessage({
    roomUuid: room.uuid,
    personUuid: caller.uuid,
    personEmail: caller.emails[0] ?? '',
    ...words,
    ...(parent && { parentUuid: parent.uuid }),
    ...(card && { card }),
    ...(file && { file: { ...file, scan: spaces.scanOfNewFiles } }),
  })
}

/** The room that was named, or the direct room with the person who was. */
function addressedRoom(
  spaces: Spaces,
  identity: IdentityService,
  caller: Account,
  fields: Readonly<Record<string, unknown>>,
): Room {
  const [roomId, personId, email] = ['roomId', 'toPersonId', 'toPersonEmail'].map((name) => textIn(fields, name))
  if ([roomId, personId, email].filter(Boolean).length !== 1)
    throw badRequest("Exactly one of 'roomId', 'toPersonId' or 'toPersonEmail' must be specified.")
  if (roomId) return joinedRoom(spaces, caller, roomId)
  const person = email
    ? identity.accountByEmail(email.toLowerCase())
    : identity.account(decodeId('PEOPLE', personId) ?? '')
  if (!person || person.uuid === caller.uuid) throw notFound('Could not find a person with the provided ID or email.')
  return spaces.directRoom(caller, person)
}

/** Oldest first, as `page` takes them. */
function listed(spaces: Spaces, caller: Account, room: Room, query: Readonly<Record<string, unknown>>): Message[] {
  const mentioned = textIn(query, 'mentionedPeople')
  if (mentioned !== undefined && mentioned !== 'me' && mentioned !== personIdOf(caller.uuid))
    throw badRequest("'mentionedPeople' may only be 'me' or your own person ID.")
  if (caller.type === 'bot' && room.type === 'group' && mentioned === undefined)
    throw forbidden("Bots must list the messages of a group room with 'mentionedPeople=me'.")
  const isWanted = wantedBy(spaces, query)
  return spaces
    .messagesIn(room.uuid)
    .filter((message) => mayRead(caller, room, message) && isWanted(message))
    .filter((message) => mentioned === undefined || message.mentionedUuids.includes(caller.uuid))
}

function wantedBy(spaces: Spaces, query: Readonly<Record<string, unknown>>): (message: Message) => boolean {
  const parentId = textIn(query, 'parentId')
  const before = textIn(query, 'before')
  const beforeId = textIn(query, 'beforeMessage')
  const parentUuid = parentId && decodeId('MESSAGE', parentId)
  const beforeMs = before === undefined ? undefined : Date.parse(before)
  if (Number.isNaN(beforeMs)) throw badRequest("'before' must be an ISO 8601 time.")
  const beforeOrder = beforeId && spaces.message(decodeId('MESSAGE', beforeId))?.order
  if (beforeId && beforeOrder === undefined) throw notFound(NO_MESSAGE)
  return (message) =>
    (!parentId || message.parentUuid === parentUuid) &&
    (beforeMs === undefined || Date.parse(message.createdAt) < beforeMs) &&
    (!beforeOrder || message.order < beforeOrder)
}

function requireReadable(spaces: Spaces, caller: Account, id: string): Message {
  const message = readable(spaces, caller, decodeId('MESSAGE', id))
  if (!message) throw notFound(NO_MESSAGE)
  return message
}

function requireOwn(message: Message, caller: Account): Message {
  if (message.personUuid !== caller.uuid) throw forbidden('Only your own messages can be edited or deleted.')
  return message
}

function directoryOf(identity: IdentityService): Directory {
  return {
    byEmail: (email) => identity.accountByEmail(email),
    byPersonId: (id) => identity.account(decodeId('PEOPLE', id) ?? ''),
  }
}

const isIn = (spaces: Spaces, roomUuid: string, personUuid: string): boolean =>
  spaces.membership(roomUuid, personUuid) !== undefined
