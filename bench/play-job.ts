/** Plays a job as people do: one asks with a file, another approves the card. Tells when what was to be seen. Throws where it did not end well. */
import type { App } from '../src/app.ts'
import type { EveryVendor } from '../src/sandbox/every-vendor.ts'
import { messageIdOf } from '../src/sandbox/messaging/hydra-id.ts'
import type { SpaceEvent } from '../src/sandbox/messaging/records.ts'
import { type ClientMessage, personClient } from '../src/sandbox/person-client.ts'
import type { Stage } from './stage.ts'
import { followThread, type Heard, wordsOf } from './thread.ts'

export type Person = 'alma' | 'ben' | 'cleo' | 'dora'

export interface JobAsked {
  /** For messages of this program. */
  readonly name: string
  readonly asker: Person
  readonly approver: Person
  readonly command: string
  readonly csv: string
  /** Pauses are waited through: the job goes on by itself. */
  readonly takesDays: boolean
}

/** Epoch milliseconds by the clock. */
export interface Times {
  readonly asked: number
  readonly card: number
  readonly click: number
  readonly end: number
}

/** Real time. */
const PATIENCE_MS = 20 * 60_000

export const playJob = async ({ cloud, clock }: Stage, app: App, job: JobAsked): Promise<Times> => {
  const thread = followThread(cloud, clock)
  try {
    const asked = await ask(cloud, job)
    const isOfJob = isInThreadOf(asked)
    const isCard = (event: SpaceEvent): boolean =>
      event.kind === 'message-created' && isOfJob(event) && event.message.card !== undefined
    const card = await thread.when(`${job.name}: the card`, isCard, PATIENCE_MS)
    await approve(cloud, app, job, { asked, card })
    const click = await thread.when(`${job.name}: the click`, isClickOn(card), PATIENCE_MS)
    const ends = job.takesDays ? /is (completed|stopped|cancelled)/ : /is (completed|paused|stopped|cancelled)/
    const isEnd = (event: SpaceEvent): boolean => isOfJob(event) && ends.test(wordsOf(event))
    const end = await thread.when(`${job.name}: the end of the run`, isEnd, PATIENCE_MS)
    if (!/is completed/.test(wordsOf(end.event))) throw new Error(`${job.name}: ${wordsOf(end.event)}`)
    return { asked: Date.parse(asked.created), card: card.atMs, click: click.atMs, end: end.atMs }
  } finally {
    thread.stop()
  }
}

/** What the bot answers where no card is to be expected. */
export const playRefusal = async ({ cloud, clock }: Stage, job: JobAsked, words: RegExp): Promise<string> => {
  const thread = followThread(cloud, clock)
  try {
    await ask(cloud, job)
    const isRefusal = (event: SpaceEvent): boolean => words.test(wordsOf(event))
    return wordsOf((await thread.when(`${job.name}: the refusal`, isRefusal, PATIENCE_MS)).event)
  } finally {
    thread.stop()
  }
}

const ask = (cloud: EveryVendor, { asker, command, csv, name }: JobAsked): Promise<ClientMessage> =>
  clientOf(cloud, asker).mention({ text: command, file: { name: `${name.replaceAll(/\W+/g, '-')}.csv`, content: csv } })

const isInThreadOf =
  (asked: ClientMessage) =>
  (event: SpaceEvent): boolean =>
    'message' in event && event.message.parentUuid !== undefined && messageIdOf(event.message.parentUuid) === asked.id

const uuidOf = ({ event }: Heard): string => ('message' in event ? event.message.uuid : '')

const isClickOn =
  (card: Heard) =>
  (event: SpaceEvent): boolean =>
    event.kind === 'card-submitted' && event.action.messageUuid === uuidOf(card)

const approve = async (
  cloud: EveryVendor,
  app: App,
  { name, approver }: JobAsked,
  { asked, card }: { readonly asked: ClientMessage; readonly card: Heard },
): Promise<void> => {
  const job = (await app.jobs.store.list()).find(({ thread }) => thread.rootId === asked.id)
  if (!job?.summary) throw new Error(`approving ${name}: there is a card and no job with a plan`)
  const count = String(job.summary.planned)
  const inputs = { job: job.id, nonce: job.nonce, verdict: 'approve', count, reason: '' }
  await clientOf(cloud, approver).click(messageIdOf(uuidOf(card)), inputs)
}

const clientOf = ({ apiUrl, administration, roomId }: EveryVendor, person: Person) =>
  personClient({ apiUrl, roomId, token: administration.tokens.of(person), botEmail: 'twokey@webex.bot' })
