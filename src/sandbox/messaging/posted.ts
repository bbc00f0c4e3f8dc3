/**
 * The body of `POST /v1/messages`, whether it came as JSON or as multipart/form-data, as one shape.
 * https://developer.webex.com/docs/basics#message-attachments
 */
import type { Request } from 'express'
import { bodyOf } from './caller.ts'
import type { StoredFile } from './records.ts'
import { badRequest } from './vendor-error.ts'

export interface Posted {
  readonly fields: Readonly<Record<string, unknown>>
  readonly file?: Omit<StoredFile, 'scan'>
}

const MOST_FILE_BYTES = 100 * 1024 * 1024
const FETCH_TIMEOUT_MS = 10_000
const ONE_FILE = 'Only one file is allowed per message.'

export async function readPosted(req: Request): Promise<Posted> {
  const posted = Buffer.isBuffer(req.body) ? await readForm(req, req.body) : { fields: bodyOf(req) }
  const file = posted.file ?? (await fetchFile(posted.fields['files']))
  if (file && file.bytes.length > MOST_FILE_BYTES) throw badRequest('A file may have at most 100 MB.')
  return { fields: posted.fields, ...(file && { file }) }
}

/**
 * A card beside an uploaded file is refused: no document says that Webex takes one, and its SDKs cannot send it.
 */
async function readForm(req: Request, body: Buffer): Promise<Posted> {
  const form = await parseForm(req.headers['content-type'] ?? '', body)
  const fields: Record<string, unknown> = {}
  const uploads: File[] = []
  for (const [name, value] of form) {
    if (name === 'attachments') throw badRequest('A card cannot be posted as multipart/form-data; post it as JSON.')
    if (typeof value !== 'string') uploads.push(value)
    else fields[name] = name === 'files' ? [value] : value
  }
  const [upload, second] = uploads
  if (second || (upload && fields['files'])) throw badRequest(ONE_FILE)
  if (!upload) return { fields }
  const bytes = Buffer.from(await upload.arrayBuffer())
  return { fields, file: { name: upload.name, type: upload.type || 'application/octet-stream', bytes } }
}

async function parseForm(contentType: string, body: Buffer): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData()
  } catch (cause) {
    throw badRequest('The multipart/form-data body cannot be read.', { cause })
  }
}

async function fetchFile(files: unknown): Promise<Omit<StoredFile, 'scan'> | undefined> {
  if (files === undefined) return undefined
  if (!Array.isArray(files)) throw badRequest("'files' must be an array.")
  if (files.length > 1) throw badRequest(ONE_FILE)
  const [address]: unknown[] = files
  if (address === undefined) return undefined
  if (typeof address !== 'string' || !/^https?:/.test(address) || !URL.canParse(address))
    throw badRequest("'files' must hold the public URL of a file.")
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) })
    if (!answer.ok) throw new Error(`the answer was ${answer.status}`)
    const name = decodeURIComponent(new URL(address).pathname.split('/').at(-1) || 'file')
    const type = answer.headers.get('content-type') ?? 'application/octet-stream'
    return { name, type, bytes: Buffer.from(await answer.arrayBuffer()) }
  } catch (cause) {
    throw badRequest(`The file at '${address}' could not be fetched.`, { cause })
  }
}
