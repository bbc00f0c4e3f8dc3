/**
 * An emulated Bevy site: the part of its public API that deals with users, written from help.bevy.com (articles
 * 20800961964695 and 1500001654142). What these do not tell is an option, so that a client can be tried against each way.
 */
import type express from 'express'
import type { VendorMount } from '../cloud.ts'
import { Keys } from './keys.ts'
import { type BevyPerson, seededPeople } from './people.ts'
import { Quota } from './quota.ts'
import { bevyRouter } from './router.ts'
import { Site } from './site.ts'
import { type BevyVariants, variantsOf } from './variants.ts'

export interface BevyOptions extends Partial<BevyVariants> {
  /** The members; seeded when absent. An HQ administrator is there beside them. */
  readonly people?: readonly BevyPerson[]
  /** Seeded members. Default 250. */
  readonly size?: number
  readonly seed?: number
  /** Default `example.com`. */
  readonly domain?: string
  readonly clock?: () => Date
  /** The key of the HQ administrator. */
  readonly key?: string
  /** Default 7. */
  readonly daysUntilDeletion?: number
  /** Calls a day with a key. Default 10,000. */
  readonly dailyCalls?: number
  /** Calls a day without. Default 5,000. */
  readonly anonymousCalls?: number
  /** Default `calendar`. */
  readonly quotaWindow?: 'calendar' | 'sliding'
  /** Hour in UTC at which a day begins. Default 0. */
  readonly dayBeginsAt?: number
}

export interface BevyEmulation {
  readonly mount: VendorMount
  readonly site: Site
  readonly keys: Keys
  readonly quota: Quota
  /** The key of the HQ administrator who is there from the start. */
  readonly key: string
  /** The id of that administrator. */
  readonly adminId: number
  /** What a client needs; `url` is the address of the server that the mount is on. */
  environment(url: string): Readonly<Record<string, string>>
  /** Accounts, keys and counts as at the start. */
  reset(): void
}

const PATH = '/bevy'
const DEFAULT_KEY = 'sandbox-bevy-key'

export function bevy(options: BevyOptions = {}): BevyEmulation {
  const { seed = 1, size = 250, domain = 'example.com', clock = () => new Date(), key = DEFAULT_KEY } = options
  const people = options.people ?? seededPeople(seed, size, domain)
  const admin = { email: `hq.admin@${domain}`, firstName: 'Hannah', lastName: 'Quarters' }
  const site = new Site({ people, admin, seed, clock, daysUntilDeletion: options.daysUntilDeletion ?? 7 })
  const adminId = site.accountByEmail(admin.email)?.id ?? 0
  const keys = new Keys(site, seed)
  const quota = new Quota({
    dailyCalls: options.dailyCalls ?? 10_000,
    anonymousCalls: options.anonymousCalls ?? 5_000,
    window: options.quotaWindow ?? 'calendar',
    dayBeginsAt: options.dayBeginsAt ?? 0,
    clock,
  })
  keys.make(adminId, key)
  const router: express.Router = bevyRouter({ site, keys, quota, variants: variantsOf(options) })
  return {
    mount: { vendor: 'bevy', path: PATH, router },
    site,
    keys,
    quota,
    key,
    adminId,
    environment: (url) => ({ BEVY_URL: `${url}${PATH}`, BEVY_TOKEN: key }),
    reset: () => {
      site.reset()
      quota.reset()
      keys.clear()
      keys.make(adminId, key)
    },
  }
}
