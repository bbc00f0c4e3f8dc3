/**
 * Puts settings into an `.env` so that Node reads back exactly what was put in. What a line means is asked of Node's own parser and
 * never guessed. It must never change another setting, follow a link, or leave a file that somebody else can read.
 */
import { randomBytes } from 'node:crypto'
import { lstat, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isDeepStrictEqual, parseEnv } from 'node:util'
import { FILE_MODE, realDisk } from '../store/disk.ts'

/** By name; an empty value stands for a setting that is not made. */
export type Settings = Readonly<Record<string, string>>

/** Refuses with words for whoever filled the form in; holds no value. */
export class EnvFileError extends Error {
  override readonly name = 'EnvFileError'
}

const HEADING =
  "# Written by the page of Twokey's sandbox. Every other setting and its default stands in .env.example.\n"
const QUOTES = ["'", '`', '"']

/** Writes with mode 0600 and keeps what was there as `<path>.bak`. Throws `EnvFileError`. */
export const saveSettings = async (path: string, settings: Settings): Promise<void> => {
  const before = await readWhole(path)
  const after = withSettings(before ?? '', settings)
  try {
    if (before !== undefined) await putInPlace(`${path}.bak`, before)
    await putInPlace(path, after)
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new EnvFileError(`Writing ${path}: ${said}. See that the folder can be written, and save again.`, { cause })
  }
}

/** The text of a file that holds the settings, with every other line as it was. Throws `EnvFileError`. */
export const withSettings = (before: string, settings: Settings): string => {
  const eol = before.includes('\r\n') ? '\r\n' : '\n'
  const left = new Map(Object.entries(settings).map(([name, value]) => [name, lineOf(name, value)] as const))
  const kept = before.split(eol).flatMap((line) => {
    const name = /^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=/.exec(line)?.[1] ?? ''
    if (!Object.hasOwn(settings, name)) return [line]
    const mine = left.get(name)
    left.delete(name)
    return mine === undefined ? [] : [mine]
  })
  const more = [...left].filter(([name]) => settings[name] !== '').map(([, line]) => line)
  const head = before === '' ? HEADING : kept.join(eol)
  const gap = head.endsWith('\n') || more.length === 0 ? '' : eol
  const after = `${head}${gap}${more.map((line) => line + eol).join('')}`
  refuseUnlessReadBack(before, after, settings)
  return after
}

/** What the file says; nothing where it cannot be read. */
export const readSettings = async (path: string): Promise<Readonly<Record<string, string | undefined>>> =>
  read(await readFile(path, 'utf8').catch(() => ''))

/** Whether there is a way to write the value down. */
export const canBeWritten = (value: string): boolean => written(value) !== undefined

const lineOf = (name: string, value: string): string => {
  const text = written(value)
  if (text !== undefined) return `${name}=${text}`
  throw new EnvFileError(
    `The value of ${name} cannot be written into an .env: it holds a line break, a control character, or all three kinds of quotes.`,
  )
}

const written = (value: string): string | undefined => {
  if (value === '') return ''
  if (/\p{Cc}|\p{Cs}|\p{Zl}|\p{Zp}/u.test(value)) return undefined
  return QUOTES.map((quote) => quote + value + quote).find((text) =>
    isDeepStrictEqual(read(`A=1\nB=${text}\nC=3\n`), { A: '1', B: value, C: '3' }),
  )
}

/** A value of several lines can hide a line that looks like a setting: then a person has to write the file. */
const refuseUnlessReadBack = (before: string, after: string, settings: Settings): void => {
  const others = (text: string) => Object.entries(read(text)).filter(([name]) => !Object.hasOwn(settings, name))
  const isReadBack = Object.entries(settings).every(([name, value]) => (read(after)[name] ?? '') === value)
  if (isReadBack && isDeepStrictEqual(others(before), others(after))) return
  throw new EnvFileError(
    'The .env that is there cannot be changed without changing its other settings: a quote in it is open, or a value has several lines. Mend it by hand, and save again.',
  )
}

const read = (text: string): Readonly<Record<string, string | undefined>> => ({ ...parseEnv(text) })

/** Undefined where there is no file. */
const readWhole = async (path: string): Promise<string | undefined> => {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw unreadable(path, error)
  })
  if (found === undefined) return undefined
  if (!found.isFile())
    throw new EnvFileError(
      `${path} is a link or no ordinary file, and is left as it is. Put a file in its place, and save again.`,
    )
  const bytes = await readFile(path).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  const text = bytes.toString('utf8')
  if (Buffer.from(text, 'utf8').equals(bytes)) return text
  throw new EnvFileError(`${path} is not written in UTF-8, and is left as it is. Save it as UTF-8, and save again.`)
}

const unreadable = (path: string, cause: unknown): EnvFileError =>
  new EnvFileError(`Reading ${path}: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause })

/** Under a name that nobody can have laid a link at; a reader finds the old file or the new one. */
const putInPlace = async (path: string, text: string): Promise<void> => {
  const temporary = `${path}-${randomBytes(8).toString('hex')}.tmp`
  try {
    const file = await open(temporary, 'wx', FILE_MODE)
    try {
      await file.chmod(FILE_MODE)
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await realDisk.rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await realDisk.syncFolder(dirname(path))
}
