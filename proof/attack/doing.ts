/** How an attacker acts in the cloud: by its API with a token of their own, or, where it would refuse, as if it had not. */
import { messageIdOf } from '../../src/sandbox/messaging/hydra-id.ts'
import type { Inputs } from './attack-kinds.ts'
import type { Name } from './crowd.ts'
import { jsonOf } from './hostile-values.ts'
import type { Space, Stage } from './stage.ts'

const ACCEPTED = 202

/** A click, as `POST /attachment/actions` takes it. The robot has no token and is put in by hand. */
export const click = async (stage: Stage, who: Name, messageUuid: string, inputs: Inputs): Promise<boolean> => {
  const { token } = stage.crowd[who]
  if (token === '') return slipIn(stage, who, messageUuid, inputs)
  const body = jsonOf({ type: 'submit', messageId: messageIdOf(messageUuid), inputs })
  return (await api(stage, token, '/attachment/actions', body)).status === ACCEPTED
}

/**
 * A click on what the API takes none for: a card that is gone, a message without a card. No document says that Webex refuses it, nor
 * what it does with one that is under way while its card is taken back.
 */
export const slipIn = (
  stage: Stage,
  who: Name,
  messageUuid: string,
  inputs: Inputs,
  room?: Space,
): Promise<boolean> => {
  const { spaces } = stage.cloud
  const roomUuid = spaces.message(messageUuid)?.roomUuid ?? room?.uuid
  if (roomUuid === undefined) return Promise.resolve(false)
  spaces.addAction({
    messageUuid,
    roomUuid,
    cardAuthorUuid: stage.botUuid,
    personUuid: stage.crowd[who].account.uuid,
    inputs: JSON.parse(jsonOf(inputs)) as Inputs,
  })
  return Promise.resolve(true)
}

/** Words that mention the bot, in a thread of a room. */
export const type = async (stage: Stage, who: Name, room: Space, words: string): Promise<boolean> => {
  const { token, account, email } = stage.crowd[who]
  const bot = stage.cloud.identity.account(stage.botUuid)
  if (token !== '') {
    const markdown = `<@personEmail:${bot?.emails[0] ?? ''}> ${words}`
    const body = JSON.stringify({ roomId: room.id, parentId: messageIdOf(room.threadUuid), markdown })
    return (await api(stage, token, '/messages', body)).status === 200
  }
  stage.cloud.spaces.addMessage({
    roomUuid: room.uuid,
    parentUuid: room.threadUuid,
    personUuid: account.uuid,
    personEmail: email,
    text: `${bot?.displayName ?? ''} ${words}`,
    mentionedUuids: [stage.botUuid],
    mentionsAll: false,
  })
  return true
}

/** What the API says to a click that it takes for none; the bot never hears of it. */
export const refusedClick = async (stage: Stage, who: Name, messageId: string, inputs: Inputs): Promise<boolean> => {
  const body = jsonOf({ type: 'submit', messageId, inputs })
  const { status } = await api(stage, stage.crowd[who].token, '/attachment/actions', body)
  return status === 400 || status === 404
}

const api = ({ wire, cloud }: Stage, token: string, path: string, body: string) =>
  wire.call(`${cloud.apiUrl}${path}`, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
  })
