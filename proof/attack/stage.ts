/**
 * The place of the attacks: an emulated cloud with every vendor, two rooms and the bot in a process of its own. Hears all that the bot
 * says and does there, from the cloud's own state, so that nothing has to be polled.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EveryVendor, environmentOfEvery, startEveryVendor } from '../../src/sandbox/every-vendor.ts'
import { roomIdOf } from '../../src/sandbox/messaging/hydra-id.ts'
import type { Message, Room, SpaceEvent } from '../../src/sandbox/messaging/records.ts'
import { freePort } from '../../test/support/free-port.ts'
import { kindOf } from './answers.ts'
import { type Bot, startBot } from './bot.ts'
import { type Crowd, gather } from './crowd.ts'
import { Wire } from './http.ts'
import { Ledger } from './ledger.ts'

export type Mode = 'websocket' | 'webhook'

export interface Space {
  readonly uuid: string
  readonly id: string
  /** A message of somebody, in whose thread commands are typed. */
  readonly threadUuid: string
}

export interface Stage {
  readonly mode: Mode
  readonly cloud: EveryVendor
  readonly crowd: Crowd
  readonly rooms: readonly [Space, Space]
  readonly wire: Wire
  readonly ledger: Ledger
  readonly dataDir: string
  readonly botUrl: string
  readonly secret: string
  readonly botUuid: string
  bot(): Bot
  /** `approvals` as in APPROVALS_REQUIRED. */
  startBot(approvals: number): Promise<void>
  /** Threads in which a job lives its life: there the bot may say, edit and take back what it likes. */
  readonly lively: Set<string>
  /** What the bot said or did outside of those that nobody asked for. */
  readonly oddities: string[]
  /** Clicks as the cloud told of them, to be told again. */
  readonly told: SpaceEvent[]
  close(): Promise<void>
}

const SECRET = 'a-secret-that-leaked-for-this-proof'
const REMEMBERED = 4_000

export const openStage = async (mode: Mode, people: number): Promise<Stage> => {
  const cloud = await startEveryVendor({ organisation: { size: people }, webhookTimeoutMs: 60_000 })
  const crowd = gather(cloud)
  const botUuid = cloud.administration.organisation.persona('bot').uuid
  const dataDir = await mkdtemp(join(tmpdir(), 'twokey-attack-'))
  const port = await freePort()
  const [ledger, lively, oddities, told] = [new Ledger(), new Set<string>(), [] as string[], [] as SpaceEvent[]]
  const wire = new Wire()
  cloud.spaces.subscribe((event) => {
    if (event.kind === 'card-submitted') {
      told.push(event)
      if (told.length > REMEMBERED) told.splice(0, REMEMBERED / 2)
    }
    if (event.actorUuid === botUuid && 'message' in event)
      listen({ ledger, lively, oddities }, event.kind, event.message)
  })
  const rooms = [openRoom(cloud, crowd, 'Leavers'), openRoom(cloud, crowd, 'Elsewhere')] as const
  let bot: Bot | undefined
  const botUrl = `http://127.0.0.1:${port}`
  const parts = {
    mode,
    cloud,
    crowd,
    rooms,
    wire,
    ledger,
    dataDir,
    botUrl,
    secret: SECRET,
    botUuid,
    lively,
    oddities,
    told,
  }
  return {
    ...parts,
    bot: () => {
      if (bot === undefined) throw new Error('the bot was not started')
      return bot
    },
    startBot: async (approvals) => {
      bot = await startBot(environmentFor(parts, port, approvals))
    },
    close: async () => {
      await bot?.stop()
      wire.close()
      await cloud.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

const environmentFor = (
  { cloud, crowd, mode, dataDir }: Pick<Stage, 'cloud' | 'crowd' | 'mode' | 'dataDir'>,
  port: number,
  approvals: number,
): Readonly<Record<string, string>> => ({
  ...environmentOfEvery(cloud),
  REQUESTERS: `${crowd.alma.email},${crowd.rita.email}`,
  APPROVERS: `${crowd.ben.email},${crowd.cleo.email}`,
  APPROVALS_REQUIRED: String(approvals),
  DATA_DIR: dataDir,
  PORT: String(port),
  // Of the sandbox only: the vendor's own pace would make the proof wait.
  WEBEX_CALLS_PER_MINUTE: '100000',
  ...(mode === 'webhook' ? { WEBHOOK_URL: `http://127.0.0.1:${port}/webhook`, WEBHOOK_SECRET: SECRET } : {}),
})

type Heard = Pick<Stage, 'ledger' | 'lively' | 'oddities'>

const listen = ({ ledger, lively, oddities }: Heard, what: SpaceEvent['kind'], message: Message): void => {
  const { roomUuid, parentUuid: rootUuid = '' } = message
  const words = message.markdown ?? message.text ?? ''
  const kind = message.card === undefined ? kindOf(words) : undefined
  if (what === 'message-created' && kind !== undefined) ledger.hear({ place: { roomUuid, rootUuid }, kind })
  else if (!lively.has(rootUuid)) oddities.push(`${what} in ${roomUuid} ${rootUuid}: ${words.slice(0, 300)}`)
}

const openRoom = ({ spaces, administration }: EveryVendor, crowd: Crowd, title: string): Space => {
  const members = Object.values(crowd)
  const { account } = crowd.alma
  const room: Room = spaces.addRoom({ type: 'group', title, isLocked: false }, account)
  for (const { account: other } of members)
    if (other.uuid !== account.uuid) spaces.addMember(room, other.uuid, account.uuid, false)
  spaces.addMember(room, administration.organisation.persona('bot').uuid, account.uuid, false)
  const { dora } = crowd
  const { uuid: threadUuid } = spaces.addMessage({
    roomUuid: room.uuid,
    personUuid: dora.account.uuid,
    personEmail: dora.email,
    text: 'What is this bot?',
    mentionedUuids: [],
    mentionsAll: false,
  })
  return { uuid: room.uuid, id: roomIdOf(room.uuid), threadUuid }
}
