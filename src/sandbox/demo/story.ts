/**
 * What a story of the demo is made of: the people who are to be there, and what is asked of the bot one after the other. A story
 * says itself whom it means, so that a plan that means somebody else is found out.
 */
import type { CsvFile } from '../csv-file.ts'
import type { EveryVendor, EveryVendorOptions } from '../every-vendor.ts'
import type { Clouds, Deed, Vendor } from './clouds.ts'

export interface Story {
  /** As it is typed. */
  readonly name: string
  /** One line for the list of stories. */
  readonly about: string
  readonly sandbox?: EveryVendorOptions
  /** Arranges the clouds before the bot is there, and says what is played in them. */
  readonly scene: (cloud: EveryVendor) => Scene
}

export interface Scene {
  /** Of the bot, beside what the sandbox gives it. */
  readonly environment: Readonly<Record<string, string>>
  readonly acts: readonly Act[]
  /** What has to hold beside the end of the directories and the rows of the files. Returns what does not. */
  readonly alsoHolds?: (ended: Ended) => readonly string[]
}

export interface Ended {
  readonly jobs: readonly PlayedJob[]
  readonly before: Clouds
  readonly after: Clouds
}

export type Act = Request | Refusal

interface Asking {
  /** For whoever reads along. */
  readonly tells: string
  /** What Alma types; a function where it names the job before. */
  readonly text: string | ((job: string) => string)
  readonly file?: CsvFile
}

/** Is planned, approved by Ben and done. */
export interface Request extends Asking {
  readonly kind: 'request'
  readonly vendors: readonly Vendor[]
  /** All that may be done, and nothing else. */
  readonly meant: readonly Deed[]
  /** What Ben gives as his reason. */
  readonly reason: string
  readonly outage?: Outage
}

/** Comes to nothing before anybody is asked. */
export interface Refusal extends Asking {
  readonly kind: 'refusal'
  /** What the bot says of it. */
  readonly words: RegExp
}

/** Ends once the bot has said that it stands still. */
export interface Outage {
  readonly vendor: Vendor
  readonly tells: string
  /** Called before the approval: turns the knobs when the time has come. */
  readonly comes: (cloud: EveryVendor) => void
  readonly standstill: RegExp
  readonly over: string
  /** What Alma types then. */
  readonly text: (job: string) => string
}

export type CsvRow = Readonly<Record<string, string>>

/** A job that ran to its end, and the rows of the files that came of it. */
export interface PlayedJob {
  readonly id: string
  readonly request: Pick<Request, 'vendors' | 'meant' | 'file'>
  readonly plan: readonly CsvRow[]
  readonly results: readonly CsvRow[]
  readonly errors: readonly CsvRow[]
  /** Lines of the file of accounts as they were before; none where there is no such file. */
  readonly before: readonly string[]
}
