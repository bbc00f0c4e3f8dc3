/**
 * Bytes of any usual spreadsheet export → UTF-8 bytes, piece by piece. Excel writes UTF-8 with a mark, UTF-16 ("Unicode text")
 * or Windows-1252, and none of them says which. What is not text is told apart, never guessed at.
 */
import { isUtf8 } from 'node:buffer'
import { pause } from '../model/pause.ts'
import type { SourceFile } from '../model/rows.ts'

export type Decoded =
  | { readonly kind: 'text'; readonly encoding: SourceFile['encoding']; readonly text: Buffer }
  | { readonly kind: 'not-text' }

interface Guess {
  readonly encoding: SourceFile['encoding']
  /** Bytes of the byte order mark. */
  readonly mark: number
}

const PIECE_BYTES = 64 * 1024

/**
 * Bytes 80 to 9F of Windows-1252 (https://encoding.spec.whatwg.org/index-windows-1252.txt). Kept here because the `TextDecoder` of some
 * Node versions, 20.20 among them, reads these bytes as Latin-1.
 */
const WINDOWS_1252_C1 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** Any bytes at all are Windows-1252 to a decoder; no text holds a control character other than tab, line ends, VT and FF. */
const hasControls = (text: Buffer): boolean => {
  for (const byte of text) {
    if (byte < 0x20 && (byte < 0x09 || byte > 0x0d)) return true
  }
  return false
}

const startsWith = (bytes: Uint8Array, ...start: readonly number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte)

/** Latin letters in UTF-16 have a zero as every second byte; the side on which it stands tells the byte order; few others have one. */
const guessByZeros = (bytes: Uint8Array): SourceFile['encoding'] | undefined => {
  const head = bytes.subarray(0, 256)
  const pairs = Math.floor(head.length / 2)
  const zeros = [0, 0]
  for (const [index, byte] of head.subarray(0, pairs * 2).entries()) {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1
  }
  const [even = 0, odd = 0] = zeros
  if (odd * 2 > pairs && even * 8 < odd) return 'utf-16le'
  if (even * 2 > pairs && odd * 8 < even) return 'utf-16be'
  return undefined
}

const guess = (bytes: Uint8Array): Guess => {
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return { encoding: 'utf-8', mark: 3 }
  if (startsWith(bytes, 0xff, 0xfe)) return { encoding: 'utf-16le', mark: 2 }
  if (startsWith(bytes, 0xfe, 0xff)) return { encoding: 'utf-16be', mark: 2 }
  const wide = guessByZeros(bytes)
  if (wide !== undefined) return { encoding: wide, mark: 0 }
  return { encoding: isUtf8(bytes) ? 'utf-8' : 'windows-1252', mark: 0 }
}

const decodeWindows1252 = (piece: Uint8Array): string =>
  Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (character) => WINDOWS_1252_C1.charAt(character.charCodeAt(0) - 0x80))

const transcode = async (bytes: Uint8Array, encoding: SourceFile['encoding']): Promise<Buffer> => {
  const decoder = new TextDecoder(encoding === 'windows-1252' ? 'utf-8' : encoding, { ignoreBOM: true })
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const piece = bytes.subarray(at, at + PIECE_BYTES)
    const stream = at + PIECE_BYTES < bytes.length
    pieces.push(Buffer.from(encoding === 'windows-1252' ? decodeWindows1252(piece) : decoder.decode(piece, { stream })))
    await pause()
  }
  return Buffer.concat(pieces)
}

/** Undecodable bytes become U+FFFD, which no address may hold, so that only their own row is lost. */
export const decodeText = async (bytes: Uint8Array): Promise<Decoded> => {
  const { encoding, mark } = guess(bytes)
  const body = bytes.subarray(mark)
  const isPlain = encoding === 'utf-8' && isUtf8(body)
  const text = isPlain ? Buffer.from(body.buffer, body.byteOffset, body.byteLength) : await transcode(body, encoding)
  if (text.includes(0)) return { kind: 'not-text' }
  if (encoding === 'windows-1252' && hasControls(text)) return { kind: 'not-text' }
  return { kind: 'text', encoding, text }
}
