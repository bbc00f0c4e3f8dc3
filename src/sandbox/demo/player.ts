/**
 * Plays the acts of a story as people do, over HTTP: Alma asks and, the first time, tries to approve herself; Ben miscounts once
 * and then turns the second key; everybody waits for the bot, and no longer than a limit.
 */
import { parse } from 'csv-parse/sync'
import type { EveryVendor } from '../every-vendor.ts'
import type { ClientMessage, PersonClient, Posting } from '../person-client.ts'
import { buttonData, isCard } from './cards.ts'
import { type Clouds, cloudsOf, VENDORS } from './clouds.ts'
import { faultsOfEnd, plannedRows } from './judge.ts'
import { heard, idsOf, says, type Wait } from './listen.ts'
import type { Act, CsvRow, Outage, PlayedJob, Refusal, Request } from './story.ts'

export interface Stage {
  readonly cloud: EveryVendor
  readonly alma: PersonClient
  readonly ben: PersonClient
  /** Says something to whoever reads along. */
  readonly tell: (words: string) => void
  /** Everything that the bot has posted so far, by name; each is saved. */
  readonly files: () => Promise<ReadonlyMap<string, Buffer>>
  /** As everything was before the first act. */
  readonly before: Clouds
}

export interface Played {
  readonly jobs: readonly PlayedJob[]
  /** Found on the way. */
  readonly faults: readonly string[]
}

const PATIENCE_MS = 60_000
/** The bot will not go on by itself after such words. */
const IS_END = /\b(is refused|is paused|is cancelled|is stopped|has stopped)\b/

export const play = async (stage: Stage, acts: readonly Act[]): Promise<Played> => {
  const jobs: PlayedJob[] = []
  const faults: string[] = []
  let latest: Asked | undefined
  for (const act of acts) {
    stage.tell(act.tells)
    const posting = postingOf(act, latest)
    if (act.kind === 'refusal') {
      await refused(stage, act, posting)
      continue
    }
    latest = await ask(stage, posting, jobs.length === 0)
    faults.push(...(await carriedOut(stage, act, latest)))
    jobs.push(await fromFiles(stage, latest.job, act))
  }
  return { jobs, faults }
}

/** Words that name the job before belong into its thread. */
const postingOf = ({ text, file }: Act, before: Asked | undefined): Posting => ({
  text: typeof text === 'string' ? text : text(before?.job ?? ''),
  ...(typeof text !== 'string' && before && { parentId: before.thread }),
  ...(file && { file }),
})

const waitFor = ({ alma }: Stage, what: string, old: Wait['old'], isIt: Wait['isIt'], isEnd?: Wait['isEnd']) =>
  heard({ person: alma, what, isIt, old, patienceMs: PATIENCE_MS, ...(isEnd && { isEnd }) })

const refused = async (stage: Stage, { words }: Refusal, posting: Posting): Promise<void> => {
  const old = await idsOf(stage.alma)
  await stage.alma.mention(posting)
  await waitFor(stage, 'the refusal', old, says(words), isCard)
}

interface Asked {
  readonly job: string
  /** Id of the message that the thread hangs on. */
  readonly thread: string
  readonly card: ClientMessage
  readonly approve: Readonly<Record<string, unknown>>
  /** What the plan file holds, for whoever has to type it. */
  readonly count: number
}

/** Ends with a card that waits for the right number. */
const ask = async (stage: Stage, posting: Posting, isFirst: boolean): Promise<Asked> => {
  const { alma, ben } = stage
  const old = await idsOf(alma)
  const { id } = await alma.mention(posting)
  const card = await waitFor(stage, 'the dry run', old, isCard, says(IS_END))
  const approve = buttonData(card, 'Approve')
  const job = String(approve['job'])
  const count = plannedRows(rowsOf((await stage.files()).get(`plan-${job}.csv`))).length
  if (isFirst) {
    await alma.click(card.id, { ...approve, count: String(count), reason: '' })
    await waitFor(stage, 'the answer to Alma, who approved her own request', old, says(/asked for J-\w+ yourself/))
    await ben.click(card.id, { ...approve, count: String(count + 1), reason: '' })
    await waitFor(stage, 'the answer to Ben, who typed a wrong number', old, says(/You typed/))
  }
  return { job, thread: posting.parentId ?? id, card, approve, count }
}

/** Returns what was wrong on the way. */
const carriedOut = async (stage: Stage, act: Request, asked: Asked): Promise<readonly string[]> => {
  const { outage, reason } = act
  const { job, card, approve, count } = asked
  const old = await idsOf(stage.alma)
  if (outage) {
    stage.tell(outage.tells)
    outage.comes(stage.cloud)
  }
  await stage.ben.click(card.id, { ...approve, count: String(count), reason })
  const faults = outage ? await satOut(stage, act, outage, asked) : []
  const since = outage ? await idsOf(stage.alma) : old
  if (outage) await end(stage, outage, asked)
  await waitFor(stage, `the end of ${job}`, since, says(new RegExp(`${job} is completed`)), says(IS_END))
  return faults
}

/** While one directory is away, the others have to come to their end. */
const satOut = async (
  stage: Stage,
  { meant }: Request,
  { vendor, standstill }: Outage,
  { job }: Asked,
): Promise<readonly string[]> => {
  await waitFor(
    stage,
    `word that ${job} stands still`,
    new Set(),
    says(standstill),
    says(new RegExp(`${job} is completed`)),
  )
  const others = VENDORS.filter((one) => one !== vendor)
  const theirs = meant.filter((deed) => deed.vendor !== vendor)
  return faultsOfEnd(stage.before, theirs, cloudsOf(stage.cloud), others).map((fault) => `during the outage: ${fault}`)
}

const end = async ({ alma, cloud, tell }: Stage, { over, text }: Outage, { job, thread }: Asked): Promise<void> => {
  tell(over)
  cloud.knobs.reset()
  await alma.mention({ text: text(job), parentId: thread })
}

const fromFiles = async (stage: Stage, id: string, request: Request): Promise<PlayedJob> => {
  const files = await stage.files()
  const lines = files.get(`before-${id}.jsonl`)?.toString('utf8').split('\n') ?? []
  return {
    id,
    request,
    plan: rowsOf(files.get(`plan-${id}.csv`)),
    results: rowsOf(files.get(`results-${id}.csv`)),
    errors: rowsOf(files.get(`errors-${id}.csv`)),
    before: lines.filter((line) => line !== ''),
  }
}

const rowsOf = (file: Buffer | undefined): readonly CsvRow[] =>
  file === undefined ? [] : (parse(file, { columns: true, bom: true }) as readonly CsvRow[])
