/**
 * Finds out what the token is and may do, without changing anything: its workspace, its owner, whether the owner administers,
 * and whether the person who is to be given the assets is there.
 */
import { asciiLowerCase } from '../../model/address.ts'
import type { Credential } from '../../model/directory.ts'
import { userId } from '../../model/ids.ts'
import type { Operation } from '../../model/vendor.ts'
import { WireError } from '../../model/wire.ts'
import { plain } from '../http/fault.ts'
import type { Api } from './api.ts'
import type { AacPerson, AacWorkspace } from './schema.ts'
import { DISABLED, loginOf, subjectOf } from './subject.ts'

export interface Standing {
  readonly workspace: AacWorkspace
  readonly owner: AacPerson
  /** Who is given the assets of those who are removed. */
  readonly heir?: AacPerson
  readonly lacks: readonly string[]
  readonly unable: Readonly<Partial<Record<Operation, string>>>
}

export interface Asked {
  /** Address or id. */
  readonly transferTo?: string | undefined
  /** Address or id: for a vendor that no longer tells whose the token is. */
  readonly owner?: string | undefined
  readonly everyone: (workspaceId: string) => Promise<readonly AacPerson[]>
}

const RENAME =
  'Alteryx has no call that changes the address of a person: invite the new address, hand the assets over, remove the old one'

/** Throws a `WireError` when Alteryx refuses the token, cannot be reached, or does not tell whose the token is. */
export async function probe(api: Api, asked: Asked): Promise<Standing> {
  const workspace = await api.workspace()
  const [me, admins] = await Promise.all([api.me(), adminsOrWhy(api, workspace.id)])
  const everyone = me === undefined || asked.transferTo ? await asked.everyone(workspace.id) : []
  const owner = me ?? named(everyone, asked.owner)
  if (owner === undefined) throw ownerUnknown(asked.owner)
  const heir = named(everyone, asked.transferTo)
  const trouble = asked.transferTo ? heirTrouble(asked.transferTo, heir, workspace.id) : undefined
  return {
    workspace,
    owner,
    ...(heir && trouble === undefined && { heir }),
    lacks: lacksOf(owner, admins),
    unable: { rename: RENAME, ...(trouble !== undefined && { delete: trouble }) },
  }
}

export function credentialOf({ workspace, owner, heir, lacks, unable }: Standing): Credential {
  const removal = 'removes people from the workspace one by one'
  return {
    directory: 'aac',
    tenantId: workspace.id,
    tenantName: workspace.name || `workspace ${workspace.id}`,
    ownerId: userId(owner.id),
    ownerLogin: loginOf(owner),
    means: heir ? `${removal}, their assets handed to ${loginOf(heir)} first` : `${removal}; their assets are lost`,
    lacks,
    unable,
  }
}

const named = (people: readonly AacPerson[], who: string | undefined): AacPerson | undefined =>
  who === undefined ? undefined : people.find((one) => one.id === who || loginOf(one) === asciiLowerCase(who))

function heirTrouble(asked: string, heir: AacPerson | undefined, tenantId: string): string | undefined {
  const who = plain(asked)
  if (heir === undefined) return `the assets are to go to "${who}", who is not in the workspace; name somebody who is`
  if (subjectOf(heir, tenantId, new Set()).status === DISABLED)
    return `the assets are to go to "${who}", who is suspended; name somebody who is not`
  return undefined
}

async function adminsOrWhy(api: Api, workspaceId: string): Promise<readonly string[] | string> {
  try {
    return await api.admins(workspaceId)
  } catch (error) {
    if (!(error instanceof WireError) || error.fault.code === 'credential-refused') throw error
    if (error.fault.kind !== 'refused' || error.fault.isRetryable) throw error
    return error.fault.message
  }
}

function lacksOf(owner: AacPerson, admins: readonly string[] | string): readonly string[] {
  if (typeof admins === 'string')
    return [`the list of administrators: they cannot be told from others, so nothing can be planned (${admins})`]
  if (admins.includes(owner.id) || owner.isAdmin === true) return []
  return ['role Workspace Admin: Alteryx refuses to change people for this token']
}

function ownerUnknown(asked: string | undefined): WireError {
  const next =
    asked === undefined
      ? 'say in the configuration who made it'
      : `"${plain(asked)}" is said to have made it and is not in the workspace; correct that`
  return new WireError({
    kind: 'refused',
    code: 'owner-unknown',
    message: `asking Alteryx whose the token is: it no longer tells; ${next}`,
    isRetryable: false,
  })
}
