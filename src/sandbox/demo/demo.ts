/**
 * `npm run demo`: the whole story through the real bot framework against the emulated cloud, printed as it happens.
 * Exits 0 only when the emulated organisation ends exactly as the plan said and every row came back in exactly one file.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { startApp } from '../../app.ts'
import { loadConfig, secretsOf } from '../../config.ts'
import { createLog } from '../../log.ts'
import { environmentOf } from '../environment.ts'
import { type ClientMessage, type PersonClient, personClient } from '../person-client.ts'
import { startWebex, type WebexSandbox } from '../webex.ts'
import { demoFile } from './demo-file.ts'
import { printer } from './print-thread.ts'

const OUT = 'demo-out'
const PATIENCE_MS = 25_000

const main = async (): Promise<number> => {
  const startedAt = performance.now()
  await rm(OUT, { recursive: true, force: true })
  await mkdir(OUT)
  const sandbox = await startWebex({ trafficFile: join(OUT, 'traffic.jsonl') })
  const dataDir = await mkdtemp(join(tmpdir(), 'twokey-demo-'))
  const csv = demoFile(sandbox.administration.organisation)
  const config = loadConfig({
    ...environmentOf(sandbox),
    PORT: '0',
    DATA_DIR: dataDir,
    PROTECTED_USERS: csv.protectedAddress,
    LOG_LEVEL: 'warn',
  })
  const app = await startApp(config, { log: createLog(config.logLevel, secretsOf(config)) })
  const stopPrinting = sandbox.spaces.subscribe(
    printer(
      (uuid) => sandbox.identity.account(uuid),
      (text) => process.stdout.write(text),
    ),
  )
  try {
    const before = sandbox.administration.organisation.snapshot()
    const files = await play(sandbox, csv)
    const faults = await judge(sandbox, before, files, csv.rows)
    report(sandbox, files, faults, (performance.now() - startedAt) / 1000)
    return faults.length === 0 ? 0 : 1
  } finally {
    stopPrinting()
    await app.close()
    await sandbox.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

type Files = ReadonlyMap<string, Buffer>

/** Alma asks and tries to approve herself; Ben miscounts, then turns the second key; the bot does the rest. */
const play = async (
  sandbox: WebexSandbox,
  csv: { readonly name: string; readonly content: string },
): Promise<Files> => {
  const [alma, ben] = [client(sandbox, 'alma'), client(sandbox, 'ben')]
  await alma.mention({ text: 'delete', file: csv })
  const card = await until(alma, (message) => (message.attachments?.length ?? 0) > 0)
  const data = approveData(card)
  const count = Number(await plannedRows(alma))
  await alma.click(card.id, { ...data, count: String(count), reason: '' })
  await until(alma, (message) => /asked for J-\w+ yourself/.test(message.text ?? ''))
  await ben.click(card.id, { ...data, count: String(count + 1), reason: '' })
  await until(alma, (message) => /You typed/.test(message.text ?? ''))
  await ben.click(card.id, { ...data, count: String(count), reason: 'left with the March layoffs, ticket 4711' })
  await until(alma, (message) => /is completed|is finished/i.test(message.text ?? ''))
  return saveFiles(alma)
}

const client = ({ apiUrl, administration, roomId }: WebexSandbox, name: 'alma' | 'ben'): PersonClient =>
  personClient({ apiUrl, roomId, token: administration.tokens.of(name), botEmail: 'twokey@webex.bot' })

const approveData = (card: ClientMessage): Readonly<Record<string, unknown>> => {
  const actions = (card.attachments?.[0]?.content['actions'] ?? []) as readonly {
    readonly title: string
    readonly data: Record<string, unknown>
  }[]
  const approve = actions.find(({ title }) => title === 'Approve')
  if (approve === undefined) throw new Error('playing the demo: the card has no button "Approve"')
  return approve.data
}

const plannedRows = async (alma: PersonClient): Promise<number> => {
  const plan = [...(await saveFiles(alma))].find(([name]) => name.startsWith('plan-'))?.[1]
  return rowsOf(plan).filter(({ action }) => action === 'delete').length
}

const saveFiles = async (alma: PersonClient): Promise<Files> => {
  const files = new Map<string, Buffer>()
  for (const message of await alma.messages())
    for (const url of message.files ?? []) {
      const { name, bytes } = await alma.file(url)
      files.set(name, bytes)
      await writeFile(join(OUT, name), bytes)
    }
  return files
}

const until = async (person: PersonClient, isIt: (message: ClientMessage) => boolean): Promise<ClientMessage> => {
  const deadline = performance.now() + PATIENCE_MS
  while (performance.now() < deadline) {
    const found = (await person.messages()).find(isIt)
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('playing the demo: the bot did not answer in time')
}

type CsvRow = Readonly<Record<string, string>>

const rowsOf = (file: Buffer | undefined): readonly CsvRow[] =>
  file === undefined ? [] : (parse(file, { columns: true, bom: true }) as readonly CsvRow[])

/** Everything that is not as the plan said. */
const judge = async (
  { administration: { organisation } }: WebexSandbox,
  before: ReturnType<WebexSandbox['administration']['organisation']['snapshot']>,
  files: Files,
  rows: number,
): Promise<readonly string[]> => {
  const named = (start: string): readonly CsvRow[] => rowsOf([...files].find(([name]) => name.startsWith(start))?.[1])
  const planned = named('plan-').filter(({ action }) => action === 'delete')
  const addresses = new Set(planned.map((row) => row['User ID/Email (Required)']?.toLowerCase()))
  const wanted = before.users.filter(({ emails }) => !addresses.has(emails[0]?.value))
  const places = [...named('results-'), ...named('errors-')].map(({ source_line }) => source_line)
  const after = organisation.snapshot()
  return [
    ...(planned.length > 0 ? [] : ['nothing was planned']),
    ...(same(after.users, wanted) ? [] : ['the organisation does not end as the plan said']),
    ...(after.archived.length === planned.length
      ? []
      : [`${after.archived.length} users were deleted, ${planned.length} were planned`]),
    ...(places.length === rows && new Set(places).size === rows ? [] : ['a row came back in no file, or in two']),
  ]
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

const report = (
  { administration: { organisation }, traffic }: WebexSandbox,
  files: Files,
  faults: readonly string[],
  seconds: number,
): void => {
  const deleted = organisation.changes.filter(({ what }) => what === 'deleted').length
  const admin = traffic.calls.filter(({ url }) => /\/(people\?|people\/\?|roles|organizations|scim)/.test(url)).length
  process.stdout.write(
    `\n${deleted} users deleted, ${files.size} files in ${OUT}/, ${seconds.toFixed(1)} s, ` +
      `${admin} calls to the directory (${(admin / Math.max(1, deleted)).toFixed(2)} a deleted user).\n` +
      (faults.length === 0 ? 'The organisation ended exactly as the plan said.\n' : `WRONG: ${faults.join('; ')}\n`),
  )
}

process.exitCode = await main()
