/** Everything as at the start: the clouds, the space, and the bot with an empty memory. */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { EveryVendor } from '../every-vendor.ts'
import { decodeId } from '../messaging/hydra-id.ts'
import { MEMBERS } from '../webex.ts'
import type { BotProcess } from './bot-process.ts'

export interface Resettable {
  readonly cloud: EveryVendor
  readonly bot: BotProcess
  readonly dataDir: string
}

/** Who asks while it is being done waits for that one. */
export const resetter = (all: Resettable): (() => Promise<void>) => {
  let underWay: Promise<void> | undefined
  return () => {
    underWay ??= restart(all).finally(() => {
      underWay = undefined
    })
    return underWay
  }
}

const restart = async ({ cloud, bot, dataDir }: Resettable): Promise<void> => {
  await bot.kill()
  for (const name of await readdir(dataDir)) await rm(join(dataDir, name), { recursive: true, force: true })
  cloud.administration.reset()
  for (const vendor of [cloud.okta, cloud.bevy, cloud.aac]) vendor.reset()
  emptyRoom(cloud)
  cloud.traffic.clear()
  await bot.start()
}

/** Whoever was deleted has left the space, and is in it again. */
const emptyRoom = ({ spaces, roomId, administration: { organisation } }: EveryVendor): void => {
  const room = spaces.room(decodeId('ROOM', roomId))
  if (!room) return
  for (const message of spaces.messagesIn(room.uuid)) spaces.removeMessage(message)
  for (const persona of MEMBERS) {
    const { uuid } = organisation.persona(persona)
    if (!spaces.membership(room.uuid, uuid)) spaces.addMember(room, uuid, room.creatorUuid, false)
  }
}
