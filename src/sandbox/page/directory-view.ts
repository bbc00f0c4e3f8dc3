/** The emulated organisation as the side panel shows it: everybody with each vendor, and who is gone since the start. */
import { primaryEmail, roleTitle } from '../administration/user.ts'
import type { EveryVendor } from '../every-vendor.ts'
import type { AccountView, DirectoryView, Vendor } from './protocol.ts'

export const directoryView = (cloud: EveryVendor, vendor: Vendor): DirectoryView => VIEWS[vendor](cloud)

/** Calls `tell` whenever an account of a vendor was changed, by whomever. */
export const directoryChanges = (cloud: EveryVendor, tell: (vendor: Vendor) => void): void => {
  cloud.traffic.subscribe(({ vendor, method, status }) => {
    if (method !== 'GET' && status < 400 && vendor in VIEWS) tell(vendor as Vendor)
  })
}

const webex = ({ administration: { organisation } }: EveryVendor): readonly AccountView[] =>
  organisation.people(organisation.home.uuid).map((user) => ({
    id: user.uuid,
    name: user.displayName,
    email: primaryEmail(user),
    status: user.loginEnabled ? 'active' : 'inactive',
    tone: user.loginEnabled ? 'active' : 'inactive',
    roles: user.roles.map(roleTitle),
  }))

const VIEWS: Readonly<Record<Vendor, (cloud: EveryVendor) => DirectoryView>> = {
  webex: (cloud) => ({ vendor: 'webex', title: 'Webex', accounts: webex(cloud) }),
  okta: () => ({ vendor: 'okta', title: 'Okta', accounts: [] }),
  bevy: () => ({ vendor: 'bevy', title: 'Bevy', accounts: [] }),
  aac: () => ({ vendor: 'aac', title: 'Alteryx', accounts: [] }),
}
