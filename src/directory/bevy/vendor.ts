import type { Said, VendorHttp } from '../http/vendor.ts'
import { ERROR_BODY } from './schema.ts'

/**
 * How Bevy is spoken to, and how it says no: `{"detail": …}`, or the name of a field with what is wrong with it.
 * https://help.bevy.com/hc/en-us/articles/20800961964695
 */
export const BEVY: VendorHttp = {
  name: 'Bevy',
  authorization: (token) => `Token ${token}`,
  // None is documented; this is what most frameworks call it.
  trackingHeader: 'x-request-id',
  said,
}

function said(body: unknown): Said {
  const read = ERROR_BODY.safeParse(body)
  if (!read.success) return {}
  const { detail, ...fields } = read.data
  if (typeof detail === 'string') return { detail }
  const wrong = Object.entries(fields).flatMap(([field, words]) =>
    [words].flat().flatMap((word) => (typeof word === 'string' ? [`${field}: ${word}`] : [])),
  )
  return wrong.length === 0 ? {} : { detail: wrong.join('; ') }
}
