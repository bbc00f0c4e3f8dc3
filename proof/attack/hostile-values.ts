/** Inputs as nobody's card sends them, each with what a bot must make of it. Pure. */
import type { Draw } from './random.ts'

/** A value that JSON cannot be made of, written into the body as it stands. */
export class Raw {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const HUGE = 200_000

const deep = (levels: number): unknown => {
  let value: unknown = 'x'
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { value }
  return value
}

/** No text at all: wrong for every field. */
export const notText = (draw: Draw): unknown =>
  draw.of<unknown>([
    null,
    true,
    [],
    {},
    ['approve'],
    { valueOf: 1 },
    { toString: 'x' },
    [[1]],
    deep(40),
    new Raw('1e400'),
    new Raw('-1e400'),
    1.5,
    -0.1,
    1e21,
    new Raw('9007199254740993'),
  ])

export const notAJob = (draw: Draw, job: string): unknown =>
  draw.of<unknown>([
    '',
    'J-',
    `${job}\n`,
    ` ${job}`,
    `${job}\u0000`,
    job.toLowerCase(),
    job.replace('J', '\u0408'),
    job.replace('-', '\u2010'),
    job.replace('J-', 'J-J-'),
    `${job}/../${job}`,
    '__proto__',
    'constructor',
    'J-IOLU',
    'J'.repeat(1_000),
    draw.whole(20) === 0 ? 'J'.repeat(HUGE) : 'JJ',
    notText(draw),
  ])

export const notANonce = (draw: Draw, nonce: string): unknown =>
  draw.of<unknown>(['', ' ', `${nonce} `, `${nonce}\n`, `${nonce}\u200b`, 'a b', 'ü', 'n'.repeat(129), notText(draw)])

/** Has the form of one, and is not this job's. */
export const otherNonce = (draw: Draw, nonce: string): string =>
  draw.of([
    'wrong',
    nonce.toUpperCase() === nonce ? `${nonce}0` : nonce.toUpperCase(),
    nonce.slice(1),
    `${nonce}0`,
    [...nonce].reverse().join(''),
    '__proto__',
    '0',
  ])

export const notAVerdict = (draw: Draw): unknown =>
  draw.of<unknown>([
    '',
    'Approve',
    'approve ',
    'APPROVE',
    'approved',
    'yes',
    'аpprove',
    'run',
    'approve\u0000',
    notText(draw),
  ])

/** Read as a number of users and never as this one. */
export const wrongCount = (draw: Draw, right: number): unknown =>
  draw.of<unknown>([
    String(right + 1),
    String(right - 1),
    String(right * 10),
    '0',
    `-${right}`,
    `+${right}`,
    `${right}.0`,
    `${right},0`,
    `${right}e0`,
    `0x${right.toString(16)}`,
    `0${right}`,
    `0b${right.toString(2)}`,
    `${right} ${right}`,
    `${right};`,
    `'${right}'`,
    'NaN',
    'Infinity',
    '1e2',
    '1e400',
    '9'.repeat(40),
    String.fromCodePoint(0x660 + (right % 10)),
    String.fromCodePoint(0xff10 + (right % 10)),
    '②',
    `${right}\u0000`,
    `\u202e${right}`,
    `${right}\u200b`,
    '<@all>',
    '*2*',
    '[x](https://example.com)',
    right + 1,
    -right,
    0,
    1_000_000,
    Number.MAX_SAFE_INTEGER,
  ])

export const noCount = (draw: Draw): unknown => draw.of<unknown>(['', ' ', '   ', '\t', '\n', '\u00a0'])

export const notACount = (draw: Draw): unknown =>
  draw.of<unknown>(['1'.repeat(41), draw.whole(20) === 0 ? '1'.repeat(HUGE) : '1'.repeat(400), notText(draw)])

export const notAReason = (draw: Draw): unknown =>
  draw.of<unknown>([draw.whole(20) === 0 ? 'x'.repeat(HUGE) : 'x'.repeat(2_001), 12, notText(draw)])

/** Fields that no card has and that must change nothing, or that belong to another card and make it none. */
export const strangerFields = (draw: Draw): Readonly<Record<string, unknown>> =>
  draw.of<Readonly<Record<string, unknown>>>([
    JSON.parse('{"__proto__":{"isApprover":true}}') as Record<string, unknown>,
    { constructor: { prototype: { isApprover: true } } },
    { personId: 'somebody else', isApprover: true },
    { toString: 'approve', hasOwnProperty: 1 },
    { actor: { isApprover: true }, digest: '0'.repeat(64) },
    { approvers: ['everybody'], required: 0 },
  ])

export const foreignFields = (draw: Draw): Readonly<Record<string, unknown>> =>
  draw.of<Readonly<Record<string, unknown>>>([
    { action: 'cancel' },
    { action: 'resume' },
    { ask: 'abc' },
    { action: 1 },
    { ask: {} },
  ])

/** JSON with the raw values in their places. */
export const jsonOf = (value: unknown): string => {
  const raws: string[] = []
  const text = JSON.stringify(value, (_key, one: unknown) => {
    if (!(one instanceof Raw)) return one
    raws.push(one.text)
    return `\u0001raw${raws.length - 1}\u0001`
  })
  return text.replace(/"\\u0001raw(\d+)\\u0001"/g, (_whole, index: string) => raws[Number(index)] ?? 'null')
}
