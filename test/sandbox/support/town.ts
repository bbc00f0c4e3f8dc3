/**
 * A running sandbox with two people and a bot, and calls to it as any HTTP client makes them.
 */
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/cloud.ts'
import type { Account } from '../../../src/sandbox/identity.ts'
import { personIdOf } from '../../../src/sandbox/messaging/hydra-id.ts'
import { Accounts, peopleRouter } from './accounts.ts'

export type Fields = Readonly<Record<string, unknown>>

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Fields
  readonly items: readonly Fields[]
}

export interface Client {
  readonly account: Account
  readonly token: string
  readonly id: string
  readonly email: string
  /** `body` is sent as JSON, or as it is when it is a form. */
  call(method: string, path: string, body?: unknown): Promise<Answer>
}

export interface Town {
  readonly sandbox: Sandbox
  readonly accounts: Accounts
  readonly ada: Client
  readonly ben: Client
  readonly bot: Client
  /** A group room with all three in it. */
  readonly roomId: string
  newcomer(name: string): Client
}

export async function aTown(options: Partial<SandboxOptions> = {}): Promise<Town> {
  const accounts = new Accounts()
  const trafficFile = process.env['SANDBOX_TRAFFIC']
  const recorded = trafficFile === undefined ? {} : { trafficFile }
  const routers = [peopleRouter(accounts)]
  const sandbox = await startSandbox({ identity: accounts, routers, ...recorded, ...options })
  const newcomer = (name: string, type?: 'bot') => clientOf(sandbox.url, accounts.add(name, type))
  const [ada, ben, bot] = [newcomer('Ada'), newcomer('Ben'), newcomer('Helper', 'bot')]
  const room = await ada.call('POST', '/v1/rooms', { title: 'Leavers' })
  const roomId = textOf(room.body, 'id')
  for (const { email } of [ben, bot]) await ada.call('POST', '/v1/memberships', { roomId, personEmail: email })
  return { sandbox, accounts, ada, ben, bot, roomId, newcomer }
}

/** A fresh town for every test of the suite it is called in. */
export function eachTown(options: Partial<SandboxOptions> = {}): () => Town {
  let town: Town | undefined
  beforeEach(async () => {
    town = await aTown(options)
  })
  afterEach(() => town?.sandbox.close())
  return () => {
    if (!town) throw new Error('asking for the town: there is one only inside a test')
    return town
  }
}

export function clientOf(url: string, { account, token }: { account: Account; token: string }): Client {
  const call = (method: string, path: string, body?: unknown) => send(url + path, token, method, body)
  return { account, token, id: personIdOf(account.uuid), email: account.emails[0] ?? '', call }
}

export function textOf(fields: Fields, name: string): string {
  const value = fields[name]
  if (typeof value !== 'string')
    throw new TypeError(`'${name}' is ${JSON.stringify(value)} in ${JSON.stringify(fields)}`)
  return value
}

async function send(url: string, token: string, method: string, body: unknown): Promise<Answer> {
  const isForm = body instanceof FormData
  const isJson = body !== undefined && !isForm
  const answer = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(isJson && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  const parsed = (answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : { text }) as Fields
  return { status: answer.status, headers: answer.headers, body: parsed, items: (parsed['items'] ?? []) as Fields[] }
}
