/**
 * The four emulated directories as values that can be compared account by account, and what each deed makes of an account.
 * Nothing of an account is left out but what the vendor itself writes with any change, such as the time of it.
 */
import { isSetForDeletion } from '../bevy/account.ts'
import type { EveryVendor } from '../every-vendor.ts'

export const VENDORS = ['webex', 'okta', 'bevy', 'aac'] as const
export type Vendor = (typeof VENDORS)[number]

export const VENDOR_NAMES: Readonly<Record<Vendor, string>> = {
  webex: 'Webex',
  okta: 'Okta',
  bevy: 'Bevy',
  aac: 'Alteryx',
}

export type Account = Readonly<Record<string, unknown>>
/** By the vendor's id. */
export type Clouds = Readonly<Record<Vendor, ReadonlyMap<string, Account>>>

/** What a story wants done to one account. */
export interface Deed {
  readonly vendor: Vendor
  /** As the emulation keeps it. */
  readonly id: string
  readonly does: 'delete' | 'restore' | 'rename'
  /** With `rename`: the new address. */
  readonly to?: string
}

export const cloudsOf = ({ administration, okta, bevy, aac }: EveryVendor): Clouds => ({
  webex: byId(administration.organisation.snapshot().users, 'uuid', ['lastModified', 'version']),
  okta: byId(okta.organisation.snapshot().users, 'id', ['lastUpdated']),
  bevy: byId(
    bevy.site.snapshot().accounts.map((account) => ({ ...account, isSetForDeletion: isSetForDeletion(account) })),
    'id',
    ['deletionAt'],
  ),
  aac: byId(aac.workspace.snapshot().members, 'id', ['updatedAt']),
})

const byId = (records: readonly object[], id: string, without: readonly string[]): ReadonlyMap<string, Account> =>
  new Map(
    records.map((record) => {
      const fields: Account = Object.fromEntries(Object.entries(record).filter(([name]) => !without.includes(name)))
      return [String(fields[id]), fields]
    }),
  )

/** Where all of the deeds lead from there. */
export const afterDeeds = (clouds: Clouds, deeds: readonly Deed[]): Clouds => {
  const after = Object.fromEntries(VENDORS.map((vendor) => [vendor, new Map(clouds[vendor])])) as Record<
    Vendor,
    Map<string, Account>
  >
  for (const deed of deeds) {
    const account = after[deed.vendor].get(deed.id)
    if (account === undefined) continue
    const changed = afterDeed(account, deed)
    if (changed === undefined) after[deed.vendor].delete(deed.id)
    else after[deed.vendor].set(deed.id, changed)
  }
  return after
}

/** Undefined: the account is gone. Bevy only sets an account for deletion, and Webex asks for a sign-in with a new address. */
const afterDeed = (account: Account, { vendor, does, to }: Deed): Account | undefined => {
  if (does === 'rename') return { ...account, emails: withFirst(account['emails'], to), invitePending: true }
  if (vendor === 'bevy') return { ...account, isSetForDeletion: does === 'delete' }
  return does === 'delete' ? undefined : account
}

const withFirst = (emails: unknown, to: string | undefined): unknown => {
  const [first, ...others] = Array.isArray(emails) ? (emails as readonly object[]) : []
  return [{ ...first, value: to }, ...others]
}
