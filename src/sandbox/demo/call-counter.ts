/** Counts the calls to the directories: what the emulated clouds have seen, without what the bot does to talk in Webex. */
import type { Call, Traffic } from '../traffic.ts'
import { VENDORS, type Vendor } from './clouds.ts'

export interface Calls {
  readonly byVendor: Readonly<Record<Vendor, number>>
  /** Answered with 429, whatever they were for. */
  readonly throttled: number
}

export const countCalls = (traffic: Pick<Traffic, 'subscribe'>): (() => Calls) => {
  const byVendor: Record<Vendor, number> = { webex: 0, okta: 0, bevy: 0, aac: 0 }
  let throttled = 0
  traffic.subscribe((call) => {
    const vendor = VENDORS.find((name) => name === call.vendor)
    if (vendor !== undefined && isOfDirectory(call)) byVendor[vendor] += 1
    if (call.status === 429) throttled += 1
  })
  return () => ({ byVendor: { ...byVendor }, throttled })
}

/** In Webex the bot also asks who has written or clicked: `GET /people/{id}` and `/people/me`, and whose a listed address is. */
const isOfDirectory = ({ vendor, method, url }: Call): boolean =>
  vendor !== 'webex' ||
  (/^\/(v1\/(people\?|people\/\?|roles|organizations|licenses)|identity\/)/.test(url) &&
    !/^\/v1\/people\?email=[^&]*&max=2$/.test(url)) ||
  (method !== 'GET' && url.startsWith('/v1/people/'))
