/**
 * Calls of the bot's webhook by somebody on the Internet: without the secret they are refused before anything is read, with it they
 * can tell of nothing that is not so, because what they name is read from the cloud.
 */
import { createHmac } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { actionIdOf, membershipIdOf, messageIdOf, personIdOf, roomIdOf } from '../../src/sandbox/messaging/hydra-id.ts'
import type { Aim, Attack, Family } from './attack-kinds.ts'
import { CUT } from './http.ts'
import type { Draw } from './random.ts'
import type { Stage } from './stage.ts'

interface Knock {
  readonly body: Buffer
  readonly headers?: Readonly<Record<string, string>>
  readonly path?: string
  readonly method?: string
  /** In webhook mode; without a webhook there is nothing at all. */
  readonly status: readonly number[]
}

const knocking =
  (knock: (aim: Aim) => Knock) =>
  (aim: Aim): Attack => {
    const { stage } = aim
    const { body, headers = {}, path = '/webhook', method = 'POST', status } = knock(aim)
    const wanted = stage.mode === 'webhook' ? status : [404, CUT]
    const send = async (): Promise<boolean> => {
      const answer = await stage.wire.call(`${stage.botUrl}${path}`, { method, headers, body })
      return wanted.includes(answer.status)
    }
    return { send }
  }

const sign = (algorithm: string, secret: string, body: Buffer): string =>
  createHmac(algorithm, secret).update(body).digest('hex')

const signed = ({ secret }: Stage, body: Buffer): Readonly<Record<string, string>> => ({
  'content-type': 'application/json',
  'x-spark-signature': sign('sha1', secret, body),
})

const nobody = (draw: Draw): string => `00000000-0000-4000-8000-${String(draw.whole(1_000_000_000)).padStart(12, '0')}`

/** A call that tells of something, as Webex's do. */
const notice = ({ draw, stage, cast, pending }: Aim): Readonly<Record<string, unknown>> => {
  const { crowd, rooms, botUuid } = stage
  const asked = draw.of(pending)
  const ids = [
    nobody(draw),
    ...[nobody(draw), asked.cardUuid, asked.rootUuid, cast.plain.uuid, rooms[0].threadUuid].map(messageIdOf),
    actionIdOf(nobody(draw)),
    actionIdOf(asked.cardUuid),
    personIdOf(crowd.ben.account.uuid),
    roomIdOf(rooms[1].uuid),
    membershipIdOf(crowd.dora.account.uuid, rooms[0].uuid),
    'x'.repeat(draw.of([1, 512])),
  ]
  const [resource, event] = draw.of([
    ['messages', 'created'],
    ['messages', 'updated'],
    ['messages', 'deleted'],
    ['attachmentActions', 'created'],
    ['attachmentActions', 'deleted'],
    ['memberships', 'created'],
    ['memberships', 'deleted'],
    ['rooms', 'created'],
    ['all', 'all'],
    ['__proto__', 'constructor'],
    ['jobs', 'approved'],
    ['', ''],
  ] as const)
  return {
    id: 'hook',
    name: draw.of(['Twokey', 'Evil', '__proto__']),
    resource,
    event,
    ...(draw.whole(4) === 0 && { filter: 'roomId=x' }),
    orgId: 'other',
    actorId: personIdOf(botUuid),
    data: {
      id: draw.of(ids),
      personId: personIdOf(crowd.ben.account.uuid),
      roomId: rooms[0].id,
      inputs: { job: asked.id, nonce: asked.nonce, verdict: 'approve', count: String(asked.addresses.length) },
    },
  }
}

const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

const UNSIGNED = knocking((aim) => {
  const body = bytes(notice(aim))
  const type = aim.draw.of([
    'application/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    '',
  ])
  return { body, headers: { ...(type && { 'content-type': type }) }, status: [401] }
})

const WRONG = knocking((aim) => {
  const { draw, stage } = aim
  const body = bytes(notice(aim))
  const right = sign('sha1', stage.secret, body)
  const signature = draw.of([
    sign('sha1', 'another secret altogether', body),
    sign('sha1', '', body),
    sign('sha1', stage.secret, Buffer.concat([body, Buffer.from(' ')])),
    sign('sha1', stage.secret, bytes(notice(aim)).subarray(1)),
    sign('sha256', stage.secret, body),
    right.slice(0, -1),
    right.slice(0, 20),
    `${right}00`,
    `sha1=${right}`,
    [...right].reverse().join(''),
    Buffer.from(right, 'hex').toString('base64'),
    '0'.repeat(40),
    'undefined',
    ' ',
  ])
  return { body, headers: { 'x-spark-signature': signature }, status: [401] }
})

/** The older signature is right and the newer wrong. */
const HALF = knocking((aim) => {
  const body = bytes(notice(aim))
  const newer = `SHA-256=${sign('sha256', 'another', body)}, SHA-512=${sign('sha512', aim.stage.secret, body)}`
  return { body, headers: { ...signed(aim.stage, body), 'x-webex-signature': newer }, status: [401] }
})

const SIGNED = knocking((aim) => {
  const body = bytes(notice(aim))
  return { body, headers: signed(aim.stage, body), status: [200] }
})

const MALFORMED = knocking((aim) => {
  const { draw, stage } = aim
  const body = draw.of([
    Buffer.from(''),
    Buffer.from('{'),
    Buffer.from('null'),
    Buffer.from('[]'),
    Buffer.from('"messages"'),
    Buffer.from([0xff, 0xfe, 0x00, 0x7b]),
    Buffer.from('['.repeat(50_000)),
    bytes({ resource: 'messages' }),
    bytes({ resource: 7, event: 'created', data: { id: 'x' } }),
    bytes({ resource: 'messages', event: 'created', data: { id: { $ne: null } } }),
    bytes({ resource: 'messages', event: 'created', data: null }),
    Buffer.from('{"__proto__":{"resource":"messages","event":"created","data":{"id":"x"}}}'),
    bytes(notice(aim)).subarray(1),
    ...['', '.', '..', '../../people/me', '%2e%2e/webhooks', 'a b', 'x'.repeat(4_000)].map((id) =>
      bytes({ ...notice(aim), data: { id } }),
    ),
  ])
  return { body, headers: signed(stage, body), status: [400] }
})

const OVERSIZED = knocking((aim) => {
  const { draw, stage } = aim
  const big = bytes({ ...notice(aim), padding: 'x'.repeat(300_000) })
  const packed = gzipSync(bytes(notice(aim)))
  return draw.of<Knock>([
    { body: big, headers: signed(stage, big), status: [413, CUT] },
    { body: packed, headers: { ...signed(stage, packed), 'content-encoding': 'gzip' }, status: [415] },
  ])
})

const ELSEWHERE = knocking((aim) => {
  const { draw, stage } = aim
  const body = bytes(notice(aim))
  const headers = signed(stage, body)
  return draw.of<Knock>([
    { body, headers, status: [404], method: draw.of(['PUT', 'PATCH', 'DELETE']) },
    {
      body,
      headers,
      status: [404],
      path: draw.of(['/', '/webhook/x', '/webhook2', '/jobs', '/%2e%2e/etc/passwd', '/.env']),
    },
    { body: Buffer.from(''), status: [404], method: 'GET' },
  ])
})

export const WEBHOOK_FAMILIES: readonly Family[] = [
  { name: 'webhooks unsigned', weight: 6, promise: 'with 401', make: UNSIGNED },
  { name: 'webhooks wrongly signed', weight: 7, promise: 'with 401', make: WRONG },
  { name: 'webhooks signed in one of two ways', weight: 2, promise: 'with 401', make: HALF },
  {
    name: 'webhooks rightly signed, with other ids and events',
    weight: 8,
    promise: 'with 200, and nothing comes of it',
    make: SIGNED,
  },
  { name: 'webhooks rightly signed, malformed', weight: 4, promise: 'with 400', make: MALFORMED },
  { name: 'webhooks too large, or packed', weight: 1, promise: 'with 413 or 415', make: OVERSIZED },
  { name: 'other paths and methods', weight: 2, promise: 'with 404', make: ELSEWHERE },
]
