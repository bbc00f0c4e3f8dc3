/**
 * The name of a downloaded file. It is whatever the sender called it, so it is made harmless before anybody uses it.
 */

const FALLBACK = 'attachment'
const MAX_LENGTH = 120

/** Reads `Content-Disposition` (RFC 6266); `filename*` goes before `filename`. */
export function fileNameOf(disposition: string | undefined): string {
  if (disposition === undefined) return FALLBACK
  return harmless(extendedName(disposition) ?? plainName(disposition) ?? '')
}

function extendedName(disposition: string): string | undefined {
  const found = /filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)/i.exec(disposition)
  if (found?.[2] === undefined) return undefined
  try {
    return found[1]?.toLowerCase() === 'utf-8'
      ? decodeURIComponent(found[2])
      : Buffer.from(unescape8bit(found[2]), 'latin1').toString('latin1')
  } catch {
    return undefined
  }
}

const unescape8bit = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

function plainName(disposition: string): string | undefined {
  const quoted = /filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1]?.replace(/\\(["\\])/g, '$1')
  const name = quoted ?? /filename\s*=\s*([^;"]+)/i.exec(disposition)?.[1]?.trim()
  return name === undefined ? undefined : fromHeaderBytes(name)
}

/** Node hands header bytes over as Latin-1; many servers send UTF-8 in them. */
function fromHeaderBytes(name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(name, 'latin1'))
  } catch {
    return name
  }
}

/** Control characters, invisible direction marks (which can disguise an ending), and what file systems take specially. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}<>:"|?*]/gu

/** No name is so long in earnest, and the expressions below look at some letters more than once. */
const shortened = (name: string): string =>
  name.length > LONGEST_LOOKED_AT ? name.slice(0, LONGEST_LOOKED_AT / 2) + name.slice(-LONGEST_LOOKED_AT / 2) : name

const LONGEST_LOOKED_AT = 1_000

function harmless(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  const clean = shortened(last)
    .replace(UNSAFE, '')
    .replace(/\s+/g, ' ')
    .replace(/^[.\s]+/, '')
    .replace(/[.\s]+$/, '')
  if (clean === '') return FALLBACK
  const points = [...clean]
  if (points.length <= MAX_LENGTH) return clean
  const ending = /\.\w{1,8}$/.exec(clean)?.[0] ?? ''
  return points.slice(0, MAX_LENGTH - ending.length).join('') + ending
}
