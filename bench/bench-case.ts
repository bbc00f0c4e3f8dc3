/** What a case of the benchmark is: one operation in one directory, with the vendor's quota as it is documented. Types only. */
import type { DirectoryName } from '../src/model/vendor.ts'
import type { User } from '../src/sandbox/administration/user.ts'
import type { EveryVendor, EveryVendorOptions } from '../src/sandbox/every-vendor.ts'

/** One call to the vendor, as the emulated cloud answered it. */
export interface SeenCall {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly status: number
  /** Milliseconds by the clock of the case, when the vendor received it. */
  readonly atMs: number
}

/** A bucket of the vendor's quota: so many calls in each window. */
export interface BenchQuota {
  readonly name: string
  readonly holds: (call: Pick<SeenCall, 'method' | 'url'>) => boolean
  readonly limit: number
  readonly windowMs: number
  /** The windows are the vendor's own, which begin at whole multiples of their length, as days in UTC; else any window counts. */
  readonly isOfDays?: boolean
}

/** Calls of one user, or one page, that must wait for each other. */
export interface Chains {
  readonly plan: number
  readonly run: number
}

/** How many people there are in all, and how many the job is about. */
export interface Crowd {
  readonly people: number
  readonly users: number
}

export interface BenchSize {
  readonly users: number
  /**
   * Time passes so many times faster. What the machine does itself does not shrink with it, so a case whose calls wait for a quota
   * bears more than one that goes by latency.
   */
  readonly scale: number
  /** What the bot says where the vendor's quota has no room for as many: the dry run is refused, and that is the figure. */
  readonly refusal?: RegExp
}

export interface BenchCase {
  /** As it is named in the table and with `--only`. */
  readonly name: string
  readonly vendor: DirectoryName
  /** What Alma writes to the bot. */
  readonly command: string
  readonly cloud?: Pick<EveryVendorOptions, 'knobs' | 'okta' | 'bevy' | 'aac'>
  readonly settings?: (cloud: EveryVendor) => Readonly<Record<string, string>>
  /** Whether somebody may be one of the people of the job. */
  readonly suits?: (cloud: EveryVendor, user: User) => boolean
  /** `others`: everybody else of the directory who may be named. */
  readonly csv: (addresses: readonly string[], others: readonly string[]) => string
  /** Whether the emulated cloud shows that it was done, of each address. */
  readonly isDone: (cloud: EveryVendor) => (address: string) => boolean
  /** Calls to the vendor that are none of the directory's; those of the conversation are left out anyway. */
  readonly isForeign?: (call: Pick<SeenCall, 'method' | 'url'>) => boolean
  readonly quotas: readonly BenchQuota[]
  readonly sizes: readonly BenchSize[]
  /** The vendor names no quota at all: nothing but this program and the round trip sets the pace, so there is nothing to hold it against. */
  readonly hasNoGoal?: boolean
  /** The job sleeps through nights and goes on by itself. */
  readonly takesDays?: boolean
  /** While everybody sleeps and nothing is under way, time passes at once. */
  readonly leaps?: boolean
  /** Most calls that can be under way at once: what limits it where no quota does. */
  readonly atOnce: Chains
  /** After so many accounts the vendor wants to be left alone. */
  readonly rests?: { readonly size: number; readonly ms: number }
  readonly chain: (crowd: Crowd) => Chains
}

export const emailCsv = (addresses: readonly string[]): string => `email\n${addresses.join('\n')}\n`
