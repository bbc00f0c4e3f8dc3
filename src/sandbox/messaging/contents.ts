/**
 * `/v1/contents/{id}`: the bytes of a file, for those who may read its message, once the scanner lets them through.
 * https://developer.webex.com/docs/basics#message-attachments
 */
import express from 'express'
import { callerOf } from './caller.ts'
import { decodeId } from './hydra-id.ts'
import type { StoredFile } from './records.ts'
import type { Spaces } from './spaces.ts'
import { notFound, VendorError } from './vendor-error.ts'
import { readable } from './visibility.ts'

export function contentsRouter(spaces: Spaces): express.Router {
  const router = express.Router()
  router.get('/contents/:contentId', (req, res) => {
    const messageUuid = messageOf(req.params.contentId)
    const file = readable(spaces, callerOf(res), messageUuid)?.file
    if (!messageUuid || !file) throw notFound('The requested resource could not be found.')
    if (file.scan.state === 'scanning') countDown(spaces, messageUuid, file.scan)
    const refusal = refusalOf(file, req.query['allow'] === 'unscannable')
    if (refusal) throw refusal
    // Not `res.set`, which would add a character set that nobody knows.
    res.setHeader('Content-Type', file.type)
    res.setHeader('Content-Disposition', disposition(file.name))
    res.setHeader('Content-Length', file.bytes.length)
    res.end(req.method === 'HEAD' ? undefined : file.bytes)
  })
  return router
}

export const messageOf = (contentId: string): string | undefined => decodeId('CONTENT', contentId)?.split('/')[0]

function refusalOf({ scan }: StoredFile, isUnscannableAllowed: boolean): VendorError | undefined {
  if (scan.state === 'scanning')
    return new VendorError(423, 'The file is being scanned for malware.', {
      'Retry-After': String(scan.retryAfterSeconds),
    })
  if (scan.state === 'infected') return new VendorError(410, 'The file is infected with malware and was removed.')
  if (scan.state === 'unscannable' && !isUnscannableAllowed)
    return new VendorError(428, "The file cannot be scanned; add 'allow=unscannable' to download it nevertheless.")
  return undefined
}

function countDown(spaces: Spaces, messageUuid: string, scan: StoredFile['scan'] & { state: 'scanning' }): void {
  spaces.setScan(messageUuid, scan.times > 1 ? { ...scan, times: scan.times - 1 } : { state: 'clean' })
}

/** The name is what somebody typed: quotes are escaped, control characters dropped, other letters sent as RFC 6266 says. */
function disposition(name: string): string {
  const safe = name.replace(/\p{Cc}/gu, '')
  const ascii = safe.replace(/[^\x20-\x7e]/g, '_').replace(/["\\]/g, '\\$&')
  const extended = encodeURIComponent(safe).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
  return safe === safe.replace(/[^\x20-\x7e]/g, '_')
    ? `attachment; filename="${ascii}"`
    : `attachment; filename="${ascii}"; filename*=UTF-8''${extended}`
}
