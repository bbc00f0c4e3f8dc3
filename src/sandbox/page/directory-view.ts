/** The emulated organisation as the side panel shows it: everybody with each vendor, and who is gone since the start. */
import { PERSONAS } from '../administration/personas.ts'
import { primaryEmail } from '../administration/user.ts'
import type { EveryVendor } from '../every-vendor.ts'
import { aacAccounts } from './accounts/aac.ts'
import type { AccountRecord } from './accounts/account-record.ts'
import { bevyAccounts } from './accounts/bevy.ts'
import { oktaAccounts } from './accounts/okta.ts'
import { webexAccounts } from './accounts/webex.ts'
import type { AccountView, DirectoryView, Vendor } from './protocol.ts'

const SOURCES: Readonly<
  Record<Vendor, { readonly title: string; readonly accounts: (cloud: EveryVendor) => readonly AccountRecord[] }>
> = {
  webex: { title: 'Webex', accounts: webexAccounts },
  okta: { title: 'Okta', accounts: oktaAccounts },
  bevy: { title: 'Bevy', accounts: bevyAccounts },
  aac: { title: 'Alteryx', accounts: aacAccounts },
}

export const directoryView = (cloud: EveryVendor, vendor: Vendor): DirectoryView => {
  const { title, accounts } = SOURCES[vendor]
  const personas = personaAddresses(cloud)
  const views = accounts(cloud).map(
    (account): AccountView => ({ ...account, isPersona: personas.has(account.email.toLowerCase()) }),
  )
  return { vendor, title, accounts: views.sort(inOrder) }
}

/** Calls `tell` whenever an account of a vendor was changed, by whomever. */
export const directoryChanges = (cloud: EveryVendor, tell: (vendor: Vendor) => void): void => {
  cloud.administration.organisation.onChanged(() => tell('webex'))
  cloud.okta.organisation.onChanged(() => tell('okta'))
  cloud.bevy.site.onChange(() => tell('bevy'))
  cloud.aac.workspace.onChange(() => tell('aac'))
}

const personaAddresses = ({ administration: { organisation } }: EveryVendor): ReadonlySet<string> =>
  new Set(PERSONAS.map((name) => primaryEmail(organisation.persona(name))))

const { compare } = new Intl.Collator('en')

/** What happened last comes first; whoever nothing happened to, by name. */
const inOrder = (one: AccountView, other: AccountView): number => {
  const [earlier = '', later = ''] = [one.changedAt, other.changedAt]
  if (earlier !== later) return earlier < later ? 1 : -1
  return compare(one.name, other.name) || compare(one.email, other.email)
}
