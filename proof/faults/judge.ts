/** What came of a world: effects that reached a vendor twice, rows that are in no file or in two, messages that were said twice. */
import { parse } from 'csv-parse/sync'
import type { Clouds, Deed } from '../../src/sandbox/demo/clouds.ts'
import type { Message } from '../../src/sandbox/messaging/records.ts'
import type { Call } from '../../src/sandbox/traffic.ts'
import { didItsWork } from './kinds.ts'

/** How often a vendor was asked for an effect that it had been asked for before, and did what it was asked. */
export const effectsTwice = (calls: readonly Call[]): number =>
  surplus(calls.filter((call) => didItsWork(call.fault) && !isTurnedAway(call)).flatMap(effectsOf))

/** By an emulation that did nothing: for an old token, or for too many calls. */
const isTurnedAway = ({ status }: Call): boolean => status === 401 || status === 429

/** The single effects of a call; a bulk call has several. What is said in the chat is none, nor is a new token. */
const effectsOf = (call: Call): readonly string[] => {
  const { method, url, vendor, requestBody } = call
  if (method === 'GET' || /^\/(v1\/(messages|attachment|access_token|webhooks)|as\/token|oauth2|devices|u2c)/.test(url))
    return []
  const operations = operationsOf(requestBody)
  if (operations === undefined) return [`${vendor} ${method} ${url.split('?')[0]}`]
  return operations
    .filter(({ path }) => !path.includes(NOBODY))
    .map(({ method: does, path }) => `${vendor} ${does} ${path}`)
}

/** Whom a credential is tried on. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

interface Operation {
  readonly method: string
  readonly path: string
}

const operationsOf = (body: unknown): readonly Operation[] | undefined =>
  typeof body === 'object' && body !== null && 'operations' in body && Array.isArray(body.operations)
    ? (body.operations as readonly Operation[])
    : undefined

/** Beyond the first of each. */
const surplus = (all: readonly string[]): number => all.length - new Set(all).size

export interface Rows {
  /** In no file, or in more than one. */
  readonly lost: number
  readonly failed: readonly Readonly<Record<string, string>>[]
}

/** The rows of a job with so many lines, by the files of it that were posted. A file that was posted twice is one. */
export const rowsIn = (said: readonly Message[], job: string, lines: number): Rows => {
  const rowsOf = (name: string): readonly Readonly<Record<string, string>>[] => {
    const file = said.find((message) => message.file?.name === `${name}-${job}.csv`)?.file
    return file === undefined ? [] : parse(file.bytes, { columns: true, bom: true })
  }
  const [results, failed] = [rowsOf('results'), rowsOf('errors')]
  const places = [...results, ...failed].map((row) => row['source_line'] ?? '')
  const wanted = Array.from({ length: lines }, (_, i) => String(i + 2))
  return { lost: wanted.filter((line) => places.filter((place) => place === line).length !== 1).length, failed }
}

/** Each message of the bot that stands there, word by word, for another time. */
export const saidTwice = (said: readonly Message[]): readonly string[] => {
  const seen = new Set<string>()
  return said.flatMap((message) => {
    const words = wordsOf(message)
    if (!seen.has(words)) {
      seen.add(words)
      return []
    }
    return [words]
  })
}

const wordsOf = ({ markdown = '', text = '', file, card }: Message): string =>
  `${file?.name ?? ''}${card ? '(card) ' : ''}${markdown || text}`

/** The last words of a job, which are to be said once. */
export const finalWords = (said: readonly Message[], job: string): number =>
  said.filter(({ markdown = '', text = '' }) => new RegExp(`${job} is completed`).test(markdown || text)).length

/** The answer was lost and the vendor does not show whether it happened: Twokey must not send it again, and says so. */
export const isByHand = (row: Readonly<Record<string, string>>): boolean => row['error_code'] === 'unknown'

export const isForRetry = (row: Readonly<Record<string, string>>): boolean => row['retryable'] === 'true'

/** An account that is to be looked up by hand may be as before or as it was meant to be, and nothing in between. */
export const withoutUndone = (
  deeds: readonly Deed[],
  unclear: ReadonlySet<string>,
  before: Clouds,
  after: Clouds,
): readonly Deed[] =>
  deeds.filter(({ vendor, id }) => {
    const [was, is] = [before, after].map((clouds) => JSON.stringify(clouds[vendor].get(id)))
    return !unclear.has(id) || was !== is
  })
