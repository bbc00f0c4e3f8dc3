import type { Said, VendorHttp } from '../http/vendor.ts'
import { ERROR_BODY } from './schema.ts'

/** How Webex is spoken to. https://developer.webex.com/docs/basics */
export const WEBEX: VendorHttp = {
  name: 'Webex',
  authorization: (token) => `Bearer ${token}`,
  trackingHeader: 'trackingid',
  said,
}

function said(body: unknown): Said {
  const read = ERROR_BODY.safeParse(body)
  if (!read.success) return {}
  const { message, detail, trackingId } = read.data
  const words = message ?? detail
  return { ...(words && { detail: words }), ...(trackingId && { trackingId }) }
}
