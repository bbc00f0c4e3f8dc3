import type { Vendor } from './protocol.ts'

export const VENDORS: readonly Vendor[] = ['webex', 'okta', 'bevy', 'aac']
