import { publicId } from './hydra-id.ts'

/** What the organisation has bought. The keys stand in the records; ids are made of the organisation and the key. */

export interface Licence {
  readonly key: string
  readonly name: string
  readonly subscriptionId: string
  readonly siteUrl?: string
}

export const MESSAGING: Licence = { key: 'MS', name: 'Messaging', subscriptionId: 'Sub-twokey-1' }
export const MEETING: Licence = {
  key: 'MC',
  name: 'Meeting - Webex Meeting Center',
  subscriptionId: 'Sub-twokey-1',
  siteUrl: 'twokey-sandbox.webex.com',
}
export const CALLING: Licence = { key: 'BCSTD', name: 'Webex Calling - Professional', subscriptionId: 'Sub-twokey-1' }
const EVENTS: Licence = {
  key: 'EE',
  name: 'Meeting - Webex Events (classic)',
  subscriptionId: 'Sub-twokey-2',
  siteUrl: 'twokey-sandbox.webex.com',
}
const CONTACT_CENTRE: Licence = { key: 'CJPPRM', name: 'Contact Center Premium', subscriptionId: 'Sub-twokey-2' }
const WHITEBOARD: Licence = { key: 'VIDCST', name: 'Vidcast Premium', subscriptionId: 'Sub-twokey-2' }

export const LICENCES: readonly Licence[] = [MESSAGING, MEETING, CALLING, EVENTS, CONTACT_CENTRE, WHITEBOARD]

export const OPTIONAL_LICENCES: readonly [Licence, ...Licence[]] = [EVENTS, CONTACT_CENTRE, WHITEBOARD]

export const licenceId = (orgUuid: string, key: string): string => publicId('LICENSE', `${orgUuid}:${key}`)

export const licenceKey = (orgUuid: string, id: string): string | undefined =>
  LICENCES.find(({ key }) => licenceId(orgUuid, key) === id)?.key
