/**
 * Removes, suspends and restores people one by one, each call sent once. Throws only when the credential was refused, or the call not
 * sent, before anything was done; whatever else happens is told of the person. Nobody is called removed before on the word of a path that may be gone itself.
 */
import type { Effect } from '../../model/directory.ts'
import type { UserId } from '../../model/ids.ts'
import type { Operation } from '../../model/vendor.ts'
import { WireError, type WireFault } from '../../model/wire.ts'
import { effectOfError, refused, unclear } from '../http/effect-of-error.ts'
import { credentialRefused } from '../http/fault.ts'
import { isUnwanted } from '../http/while-wanted.ts'
import type { Api } from './api.ts'
import type { Standing } from './check.ts'
import { isPersonId } from './ids.ts'
import { loginOf } from './subject.ts'

export interface Work {
  readonly api: Api
  readonly standing: Standing
  /** By a whole reading of the workspace; throws a `WireError`. */
  readonly isMember: (id: string) => Promise<boolean>
  /** Once it is aborted nothing more is sent that changes anything. */
  readonly wanted?: AbortSignal | undefined
}

export async function affect(work: Work, operation: Operation, id: UserId): Promise<Effect> {
  const refusal = reasonAgainst(work.standing, operation, id)
  if (refusal) return refusal
  const handing = { isDone: false }
  try {
    await carryOut(work, operation, id, handing)
    return { kind: 'done' }
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    return handing.isDone ? afterHandingOver(work, operation, id, error) : settle(work, operation, id, error)
  }
}

/** A transfer that fails leaves the person as they are: what nobody took over would be lost with the removal. */
async function carryOut(
  { api, standing, wanted }: Work,
  operation: Operation,
  id: UserId,
  handing: { isDone: boolean },
): Promise<void> {
  const { workspace, heir } = standing
  if (operation !== 'delete') return api.setSuspended(workspace.id, id, operation === 'deactivate', wanted)
  if (heir) {
    await api.transfer(workspace.id, id, heir.id, wanted)
    handing.isDone = true
  }
  await api.remove(workspace.id, id, wanted)
}

/** The assets are with somebody else by now, so nothing is thrown any more: what throws has changed nothing. */
async function afterHandingOver(work: Work, operation: Operation, id: UserId, error: WireError): Promise<Effect> {
  const heir = work.standing.heir
  const told = (fault: WireFault): WireFault => ({
    ...fault,
    message: `${fault.message}; the assets were handed to "${heir ? loginOf(heir) : ''}" before`,
  })
  if (isUnwanted(error)) return refused(told(error.fault))
  try {
    const effect = await settle(work, operation, id, error)
    return effect.kind === 'refused' || effect.kind === 'unclear' ? { ...effect, fault: told(effect.fault) } : effect
  } catch (stop) {
    if (stop instanceof WireError) return unclear(told(stop.fault))
    throw stop
  }
}

async function settle(work: Work, operation: Operation, id: UserId, error: WireError): Promise<Effect> {
  const { code, httpStatus } = error.fault
  if (code === 'credential-refused' || isUnwanted(error)) throw error
  if (httpStatus === 403 && (await hasFallen(work))) throw credentialRefused(error.fault)
  if (operation !== 'delete' || (httpStatus !== 404 && httpStatus !== 410)) return effectOfError(error)
  return (await isGone(work, id)) ?? effectOfError(error)
}

/** Undefined when the person is still there. */
async function isGone({ isMember }: Work, id: UserId): Promise<Effect | undefined> {
  try {
    return (await isMember(id)) ? undefined : { kind: 'already-done' }
  } catch (error) {
    if (!(error instanceof WireError) || error.fault.code === 'credential-refused') throw error
    return unclear(error.fault)
  }
}

/** 403 is said of one person and of a token that may change nobody; whether its owner still administers tells them apart. */
async function hasFallen({ api, standing }: Work): Promise<boolean> {
  try {
    return !(await api.admins(standing.workspace.id)).includes(standing.owner.id)
  } catch (error) {
    // Unreachable just now says nothing of the credential.
    return error instanceof WireError && error.fault.kind === 'refused' && !error.fault.isRetryable
  }
}

/** Why nothing is sent. */
function reasonAgainst({ owner, heir, unable }: Standing, operation: Operation, id: UserId): Effect | undefined {
  const no = (code: string, why: string) =>
    refused({ kind: 'refused', code, message: `"${id}" is left alone: ${why}; nothing was sent`, isRetryable: false })
  const cannot = unable[operation]
  if (cannot !== undefined) return no('unable', cannot)
  if (!isPersonId(id)) return no('not-an-id', 'this is not the id of a person')
  if (id === owner.id) return no('credential-owner', 'the token belongs to this person')
  if (id === heir?.id && operation !== 'restore') return no('transfer-target', 'the assets of others go to this person')
  return undefined
}
