/**
 * How the bot reads each kind of stored file, as one text for all that it takes from it. Uses the store's own readers and nothing
 * else; only fsync is left out, which no reading waits for.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { openAuditLog } from '../../src/audit/audit-log.ts'
import type { Clock } from '../../src/model/clock.ts'
import { jobId, type MessageId, type RoomId } from '../../src/model/ids.ts'
import { digestPlan } from '../../src/plan/digest-plan.ts'
import { openCallMeter } from '../../src/store/call-meter.ts'
import { type Disk, realDisk } from '../../src/store/disk.ts'
import { openFreeze } from '../../src/store/freeze.ts'
import { openInbox } from '../../src/store/inbox.ts'
import { openJobFiles } from '../../src/store/job-files.ts'
import { openJobStore } from '../../src/store/job-store.ts'
import { openLineFile } from '../../src/store/line-file.ts'
import { openSecrets } from '../../src/store/secrets.ts'

/** The name of a kind of file, as the evidence lists it. */
export type Kind = (typeof KINDS)[number]['kind']

/** What is read of a stored file. `folder` is a data folder; `original` holds the bytes before the damage, for what to ask about. */
type Read = (folder: string, name: string, original: Buffer) => Promise<string>

interface Reading {
  readonly kind: string
  readonly is: RegExp
  readonly read: Read
  /** Appended to line by line: what a dying process left of the last line is cut off. */
  readonly isAppended: boolean
}

const unsynced: Disk = {
  ...realDisk,
  async open(path, how) {
    return { ...(await realDisk.open(path, how)), sync: async () => {} }
  },
  syncFolder: async () => {},
}

const clock: Clock = { now: () => new Date('2026-03-02T08:00:00.000Z'), sleep: async () => {} }
const silent = (): void => {}
const textOf = (value: unknown): string => JSON.stringify(value) ?? ''

const jobIn = (name: string) => jobId(basename(dirname(name)))
const filesIn = (folder: string) => openJobFiles(join(folder, 'jobs'), unsynced, silent)

const readJobs: Read = async (folder, name) => textOf(await (await openJobStore(join(folder, name), unsynced)).list())

const readInput: Read = async (folder, name) =>
  textOf((await filesIn(folder).loadInput(jobIn(name))).map((file) => [file.name, [...file.bytes]]))

/** With the digest computed anew, as a run does before it begins. */
const readPlan: Read = async (folder, name) => {
  const pinned = await filesIn(folder).loadPlan(jobIn(name))
  return textOf([pinned, (await digestPlan(pinned.plan)) === pinned.digest])
}

const readJournal: Read = async (folder, name) => {
  const journal = await filesIn(folder).journal(jobIn(name))
  await journal.close()
  return textOf(journal.past)
}

const readBefore: Read = async (folder, name) => {
  const before = await filesIn(folder).before(jobIn(name))
  try {
    return textOf([[...before.known], Buffer.from(await before.read()).toString('utf8')])
  } finally {
    await before.close()
  }
}

/** Without the record that says that a torn one was cut off. */
const readAudit: Read = async (folder, name) => {
  const path = join(folder, name)
  const file = await openLineFile(path, unsynced)
  try {
    const log = await openAuditLog(file, clock)
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => !line.includes('"what":"recovered"'))
    return `${lines.join('\n')}${log.head().length}`
  } finally {
    await file.close()
  }
}

/** Asks about every message that was begun, as a second delivery of it would. */
const readInbox: Read = async (folder, name, original) => {
  const inbox = await openInbox(join(folder, name), unsynced, { onNote: silent })
  try {
    const asked = [...original.toString('utf8').matchAll(/\{"is":"begun",.*\}/g)].map(
      ([line]) => JSON.parse(line) as { id: MessageId; roomId: RoomId; createdAt: string },
    )
    const rooms = [...new Set(asked.map(({ roomId }) => roomId))]
    const upTo = await Promise.all(rooms.map((room) => inbox.handledUpTo(room)))
    const states: string[] = []
    for (const { id, roomId, createdAt } of asked) states.push(await inbox.begin({ id, roomId, createdAt }))
    return textOf([upTo, states])
  } finally {
    await inbox.close()
  }
}

const readSecrets: Read = async (folder, name, original) => {
  const secrets = await openSecrets(join(folder, name), unsynced)
  return textOf(namesIn(original).map((key) => [key, secrets.get(key)]))
}

const readCalls: Read = async (folder, name, original) => {
  const meter = await openCallMeter(join(folder, name), unsynced)
  const days = [...original.toString('utf8').matchAll(/\d{4}-\d\d-\d\d/g)].map(([day]) => day)
  return textOf(namesIn(original).flatMap((key) => days.map((day) => [key, day, meter.spent(key, day)])))
}

const readFreeze: Read = async (folder, name) => textOf((await openFreeze(join(folder, name), unsynced)).get())

const namesIn = (document: Buffer): readonly string[] =>
  Object.keys((JSON.parse(document.toString('utf8')) as { readonly data: object }).data)

export const KINDS = [
  { kind: 'jobs.json', is: /^jobs\.json$/, read: readJobs, isAppended: false },
  { kind: 'jobs.json.bak, put in its place', is: /^jobs\.json\.bak$/, read: readJobs, isAppended: false },
  { kind: 'plan.jsonl', is: /\/plan\.jsonl$/, read: readPlan, isAppended: false },
  { kind: 'inputs.json', is: /\/inputs\.json$/, read: readInput, isAppended: false },
  { kind: 'input-1.csv', is: /\/input-\d+\.csv$/, read: readInput, isAppended: false },
  { kind: 'journal.jsonl', is: /\/journal\.jsonl$/, read: readJournal, isAppended: true },
  { kind: 'before.jsonl', is: /\/before\.jsonl$/, read: readBefore, isAppended: true },
  { kind: 'audit.jsonl', is: /^audit\.jsonl$/, read: readAudit, isAppended: true },
  { kind: 'inbox.jsonl', is: /^inbox\.jsonl$/, read: readInbox, isAppended: true },
  { kind: 'secrets.json', is: /^secrets\.json$/, read: readSecrets, isAppended: false },
  { kind: 'calls.json', is: /^calls\.json$/, read: readCalls, isAppended: false },
  { kind: 'freeze.json', is: /^freeze\.json$/, read: readFreeze, isAppended: false },
] as const satisfies readonly Reading[]

/** Throws for a file that no reading is known of, so that a new kind of file is not left untried. */
export const readingOf = (name: string): (typeof KINDS)[number] => {
  const reading = KINDS.find(({ is }) => is.test(name))
  if (reading === undefined) throw new Error(`damaging ${name}: nobody knows how it is read; add it to KINDS`)
  return reading
}

export const fingerprint = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)
