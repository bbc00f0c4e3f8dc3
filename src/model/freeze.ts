import type { PersonRef } from './person.ts'

/**
 * The kill switch. While there is a freeze no effect is sent to any vendor, whoever approved it; it is on the disk before it is
 * answered, so that a restart does not thaw it.
 */
export interface Freeze {
  readonly by: PersonRef
  /** ISO 8601. */
  readonly at: string
  /** Empty when none was given. Hostile text. */
  readonly reason: string
}

export interface FreezeSwitch {
  /** Undefined while nothing is frozen. Asked before every effect, so it answers from memory. */
  get(): Freeze | undefined
  /**
   * Compare-and-set: `decide` sees what is set and returns what shall be; the same value leaves it. Resolves when it is fsynced, with
   * what is set afterwards.
   */
  change(decide: (present: Freeze | undefined) => Freeze | undefined): Promise<Freeze | undefined>
}
