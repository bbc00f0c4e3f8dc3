/**
 * A line that tells whether it is what was written: `<seal> <length> <text>`. The seal is a CRC-32 that goes on from the
 * line before, so a flipped byte, and a line lost, doubled or moved, are all found; the length tells a line torn in
 * mid-write from a damaged one. Against accidents only: whoever can write the file can seal it. Pure.
 */
import { crc32 } from 'node:zlib'

export interface Sealed {
  readonly line: string
  /** What the next line goes on from. */
  readonly seal: number
}

export interface Unsealed {
  readonly text: string
  readonly seal: number
}

const SEAL_CHARS = 8
const BLANK = 0x20
const HEX_DIGITS = Buffer.from('0123456789abcdef')

/** Where a file's chain of seals begins; the name binds the lines to their file and its format. */
export const firstSeal = (name: string): number => crc32(name)

/** `text` holds no newline. */
export function sealLine(text: string, before: number): Sealed {
  const body = `${Buffer.byteLength(text)} ${text}`
  const seal = crc32(body, before)
  return { line: `${hex(seal)} ${body}`, seal }
}

/** Values as lines of JSON, each sealed after the one before. */
export function sealEach(
  values: readonly unknown[],
  before: number,
): { readonly lines: readonly string[]; readonly seal: number } {
  let seal = before
  const lines = values.map((value) => {
    const sealed = sealLine(JSON.stringify(value), seal)
    seal = sealed.seal
    return sealed.line
  })
  return { lines, seal }
}

/** Undefined when the line is not what was written after the line before. */
export function unsealLine(bytes: Uint8Array, before: number): Unsealed | undefined {
  const found = unsealBytes(bytes, before)
  return found && { text: found.bytes.toString('utf8'), seal: found.seal }
}

/** As `unsealLine`, with the text as it stands there. */
export function unsealBytes(
  bytes: Uint8Array,
  before: number,
): { readonly bytes: Buffer; readonly seal: number } | undefined {
  const line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const body = line.subarray(SEAL_CHARS + 1)
  const seal = crc32(body, before)
  if (!isSealedWith(line, seal)) return undefined
  return { bytes: body.subarray(body.indexOf(BLANK) + 1), seal }
}

/** Byte by byte: a text of every seal would cost as much as the checksum. */
function isSealedWith(line: Uint8Array, seal: number): boolean {
  for (let place = 0; place < SEAL_CHARS; place += 1)
    if (line[place] !== HEX_DIGITS[(seal >>> (28 - 4 * place)) & 15]) return false
  return line[SEAL_CHARS] === BLANK
}

/**
 * Whether the last bytes of a file, which no newline ends, are a line that was being written when the process died. Zeros
 * at the end count as not written: some file systems leave them after a power cut.
 */
export function isTorn(bytes: Uint8Array): boolean {
  const text = withoutZeros(bytes)
  const header = /^[0-9a-f]{8} ([1-9][0-9]*) /.exec(text)
  if (header === null) return /^(?:[0-9a-f]{0,8}|[0-9a-f]{8} [0-9]*)$/.test(text)
  return text.length < header[0].length + Number(header[1])
}

const withoutZeros = (bytes: Uint8Array): string => {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end -= 1
  return Buffer.from(bytes.buffer, bytes.byteOffset, end).toString('latin1')
}

const hex = (seal: number): string => seal.toString(16).padStart(SEAL_CHARS, '0')
