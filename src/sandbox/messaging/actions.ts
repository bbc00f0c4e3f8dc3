/**
 * `/v1/attachment/actions`: a click on a card, by any member with their own token. The inputs are kept as they were
 * posted; it is the client that merges a button's data into them. https://developer.webex.com/docs/api/v1/attachment-actions
 */
import express from 'express'
import { bodyOf, callerOf, requiredText } from './caller.ts'
import { actionIdOf, decodeId, messageIdOf, personIdOf, roomIdOf } from './hydra-id.ts'
import type { Action } from './records.ts'
import type { Spaces } from './spaces.ts'
import { badRequest, notFound } from './vendor-error.ts'
import { mayReadAction, readable } from './visibility.ts'

export function actionsRouter(spaces: Spaces): express.Router {
  const router = express.Router()

  router.post('/attachment/actions', (req, res) => {
    const body = bodyOf(req)
    const caller = callerOf(res)
    if (body['type'] !== 'submit') throw badRequest("'type' must be submit.")
    const message = readable(spaces, caller, decodeId('MESSAGE', requiredText(body, 'messageId')))
    if (!message?.card) throw notFound('Could not find a message with a card with provided ID.')
    const who = { personUuid: caller.uuid, cardAuthorUuid: message.personUuid }
    const where = { messageUuid: message.uuid, roomUuid: message.roomUuid }
    res.status(202).json(showAction(spaces.addAction({ ...who, ...where, inputs: inputsIn(body) })))
  })

  router.get('/attachment/actions/:actionId', (req, res) => {
    const caller = callerOf(res)
    const action = spaces.action(decodeId('ATTACHMENT_ACTION', req.params.actionId))
    if (!action || !spaces.membership(action.roomUuid, caller.uuid) || !mayReadAction(caller, action))
      throw notFound('Could not find an attachment action with provided ID.')
    res.json(showAction(action))
  })

  return router
}

function inputsIn(body: Readonly<Record<string, unknown>>): Action['inputs'] {
  const inputs = body['inputs'] ?? {}
  if (typeof inputs !== 'object' || Array.isArray(inputs)) throw badRequest("'inputs' must be an object.")
  return inputs as Action['inputs']
}

function showAction(action: Action): object {
  return {
    id: actionIdOf(action.uuid),
    type: 'submit',
    messageId: messageIdOf(action.messageUuid),
    inputs: action.inputs,
    personId: personIdOf(action.personUuid),
    roomId: roomIdOf(action.roomUuid),
    created: action.createdAt,
  }
}
