/** Makes a picture of a page small: at most 256 colours, each in one byte. Knows the kind of PNG that the browser writes, and no other. */
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
const MOST_COLOURS = 256
const ALMOST_THE_SAME = 3 * 6 ** 2
/** Kinds of pixel, and how many bytes one of the first takes. */
const TRUECOLOUR = 2
const INDEXED = 3
const BYTES = 3

interface Pixels {
  readonly width: number
  readonly height: number
  readonly bytes: Buffer
}

export const withFewColours = (png: Buffer): Buffer => {
  const { width, height, bytes } = pixelsIn(png)
  const counts = new Map<number, number>()
  for (let at = 0; at < bytes.length; at += BYTES) {
    const colour = bytes.readUIntBE(at, BYTES)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const byCount = [...counts].sort(([, one], [, other]) => other - one).map(([colour]) => colour)
  const palette = paletteOf(byCount)
  const places = new Map(byCount.map((colour) => [colour, nearest(colour, palette)]))
  // Each line begins with the kind of its filter; 0 is none.
  const lines = Buffer.alloc(height * (width + 1))
  for (let at = 0; at < width * height; at++)
    lines[at + Math.floor(at / width) + 1] = places.get(bytes.readUIntBE(at * BYTES, BYTES)) ?? 0
  const head = Buffer.from(png.subarray(16, 29))
  head[9] = INDEXED
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => [...channels(colour)]))),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** The commonest first, but none beside one that is almost the same: a small red dot has to stay red. */
const paletteOf = (byCount: readonly number[]): readonly number[] => {
  const apart: number[] = []
  for (const colour of byCount)
    if (apart.length < MOST_COLOURS && apart.every((one) => distance(one, colour) > ALMOST_THE_SAME)) apart.push(colour)
  return [...new Set([...apart, ...byCount])].slice(0, MOST_COLOURS)
}

const channels = (colour: number): readonly [number, number, number] => [
  colour >> 16,
  (colour >> 8) & 0xff,
  colour & 0xff,
]

/** The square of it. */
const distance = (one: number, other: number): number => {
  const [r, g, b] = channels(one)
  const [red, green, blue] = channels(other)
  return (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2
}

/** The place in the palette. */
const nearest = (colour: number, palette: readonly number[]): number => {
  const distances = palette.map((one) => distance(one, colour))
  return distances.indexOf(Math.min(...distances))
}

const chunk = (name: string, data: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

const pixelsIn = (png: Buffer): Pixels => {
  const [width, height, depth, kind] = [png.readUInt32BE(16), png.readUInt32BE(20), png[24], png[25]]
  if (depth !== 8 || kind !== TRUECOLOUR)
    throw new Error(`reading a picture: it has kind ${kind} with ${depth} bits, and only ${TRUECOLOUR} with 8 is known`)
  const lines = inflateSync(Buffer.concat(dataIn(png)))
  const stride = width * BYTES
  const bytes = Buffer.alloc(height * stride)
  for (let line = 0; line < height; line++) {
    const from = line * (stride + 1)
    for (let x = 0; x < stride; x++) {
      const to = line * stride + x
      const left = x < BYTES ? 0 : (bytes[to - BYTES] ?? 0)
      const up = line === 0 ? 0 : (bytes[to - stride] ?? 0)
      const corner = x < BYTES || line === 0 ? 0 : (bytes[to - stride - BYTES] ?? 0)
      bytes[to] = (lines[from + 1 + x] ?? 0) + foretold(lines[from] ?? 0, left, up, corner)
    }
  }
  return { width, height, bytes }
}

const dataIn = (png: Buffer): readonly Buffer[] => {
  const found: Buffer[] = []
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') found.push(png.subarray(at + 8, at + 8 + length))
    at += length + 12
  }
  return found
}

/** What a line's filter foretells of a byte: https://www.w3.org/TR/png-3/#9Filter-types */
const foretold = (filter: number, left: number, up: number, corner: number): number => {
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  return filter === 4 ? paeth(left, up, corner) : 0
}

const paeth = (left: number, up: number, corner: number): number => {
  const [toLeft, toUp, toCorner] = [left, up, corner].map((one) => Math.abs(left + up - corner - one))
  if ((toLeft ?? 0) <= (toUp ?? 0) && (toLeft ?? 0) <= (toCorner ?? 0)) return left
  return (toUp ?? 0) <= (toCorner ?? 0) ? up : corner
}
