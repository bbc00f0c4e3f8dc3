/**
 * One account in the hands of one call of `apply`: reads it, and remembers whether anything may have been done to it, which
 * decides what an error means for the effect. Must never be used for more than one call.
 */
import type { Effect } from '../../model/directory.ts'
import { WireError } from '../../model/wire.ts'
import { effectOfError, unclear } from '../http/effect-of-error.ts'
import { isUnwanted } from '../http/while-wanted.ts'
import type { OktaUser } from './schema.ts'
import type { Users } from './users.ts'

export class Account {
  readonly id: string
  readonly #users: Users
  readonly #kept: OktaUser | undefined
  #isTouched = false

  /** `kept`: the account as it was read a moment ago. */
  constructor(users: Users, id: string, kept: OktaUser | undefined) {
    this.id = id
    this.#users = users
    this.#kept = kept
  }

  /** Whether something was done to it, or may have been. */
  get isTouched(): boolean {
    return this.#isTouched
  }

  /** As it was read a moment ago, or now. Undefined when there is no such account. */
  async firstLook(): Promise<OktaUser | undefined> {
    return this.#kept ?? this.look()
  }

  look(): Promise<OktaUser | undefined> {
    return this.#users.byId(this.id)
  }

  /** Sends something that changes the account. */
  async touch<T>(send: (users: Users) => Promise<T>): Promise<T> {
    try {
      const answer = await send(this.#users)
      this.#isTouched = true
      return answer
    } catch (error) {
      if (!(error instanceof WireError) || !didNothing(error)) this.#isTouched = true
      throw error
    }
  }

  /**
   * What an error means for the whole effect. Once the account was touched nothing is thrown any more: whoever asks has to
   * look how far it has come. Throws `credential-refused`, `budget-spent` and `not-sent` of an untouched account, and accidents.
   */
  effectOf(error: unknown): Effect {
    if (!(error instanceof WireError)) throw error
    if (this.#isTouched) return unclear(error.fault)
    if (error.fault.code === 'credential-refused' || error.fault.code === 'budget-spent' || isUnwanted(error))
      throw error
    return effectOfError(error)
  }
}

export const didNothing = (error: WireError): boolean => effectOfError(error).kind === 'refused'
