import { type Found, findingKey } from '../model/directory.ts'
import { identityOf, isSameId } from '../model/identity.ts'
import { addressOf } from './protection-policy.ts'
import { type Check, isOwnersAddress, placeOf, type Setting } from './setting.ts'

/**
 * What stands against a new address. Nobody may come into the address of somebody on a list, of another account, or of another
 * row: whoever gets an address gets the mail, and with some vendors the account. Nothing is put in order here: a new address
 * that is free only after another row is refused, since a run keeps no order and may stop in between.
 */

/**
 * An address of these people is theirs, whether the directory shows an account under it or not; and whoever came by one on a list
 * of the bot's would be the requester or approver of that name.
 */
const listed: Check = (_subject, { protection, requester, credential }, { to = '' }) => {
  const whose = `the new address "${to}"`
  if (addressOf(to) === addressOf(requester.email))
    return { code: 'self', detail: `${whose} is that of the person who asked` }
  if (protection.isApprover(to)) return { code: 'reviewer', detail: `${whose} is on the list of approvers` }
  if (protection.isBot(to)) return { code: 'bot', detail: `${whose} is that of this bot` }
  if (isOwnersAddress(to, credential))
    return {
      code: 'credential-owner',
      detail: `${whose} is that of the owner of the credential that makes the changes`,
    }
  if (protection.isRequester(to)) return { code: 'protected', detail: `${whose} is on the list of requesters` }
  if (protection.isProtected(to)) return { code: 'protected', detail: `${whose} is on the protected list` }
  return undefined
}

const synced: Check = ({ login, isSynced }, { protection }) =>
  isSynced === true && !protection.allowSynced
    ? {
        code: 'synced',
        detail: `"${login}" is managed by a directory sync, which would take the old address back or lose data; change it at the source of the sync`,
      }
    : undefined

const unverifiedDomain: Check = (_subject, { tenant, protection }, { to = '' }) =>
  tenant.directory === 'webex' && !protection.isOfVerifiedDomain(to)
    ? {
        code: 'unverified-domain',
        detail: `the domain of the new address "${to}" is not on the list of verified domains`,
      }
    : undefined

const takenByAccount: Check = ({ id }, setting, { to = '' }) => {
  const found = holderOf(to, setting)
  if (found.kind === 'absent') return undefined
  if (found.kind !== 'found')
    return { code: 'taken', detail: `whether the new address "${to}" is free cannot be told: ${found.detail}` }
  if (isSameId(found.subject.id, id)) return undefined
  const leaving = setting.leaving.get(identityOf(found.subject.id))
  const whose = `the new address "${to}" belongs to the account "${found.subject.login}"`
  if (leaving === undefined) return { code: 'taken', detail: whose }
  return {
    code: 'taken',
    detail: `${whose}, which ${placeOf(leaving)} renames; send this row as a second job when that is done`,
  }
}

/**
 * Where one person signs in to several directories with one address, whoever gets it in one comes into the other's account.
 */
const takenElsewhere: Check = (_subject, { others, tenant }, { key, to = '', directory }) => {
  // Taken up from an earlier job, one directory at a time: a person may have moved in one and not yet in the other.
  if (directory !== undefined) return undefined
  for (const other of others) {
    const holder = other.findings.get(findingKey({ by: 'email', value: to }))
    if (holder === undefined || holder.kind === 'absent') continue
    const own = other.findings.get(findingKey(key))
    if (holder.kind === 'found' && own?.kind === 'found' && isSameId(own.subject.id, holder.subject.id)) continue
    const detail = `the new address "${to}" belongs to an account in ${other.tenant.directory} that this row does not name; if it is the same person, send the row for ${tenant.directory} alone`
    return { code: 'taken', detail }
  }
  return undefined
}

const takenByRow: Check = (_subject, { given }, row) => {
  const first = given.get(addressOf(row.to ?? ''))
  if (first === undefined) return undefined
  return { code: 'taken', detail: `${placeOf(row)} wants the new address "${row.to}", which ${placeOf(first)} gets` }
}

/** A missing finding is not "nobody has it". */
function holderOf(address: string, { findings, tenant }: Setting): Found {
  const found = findings.get(findingKey({ by: 'email', value: address }))
  if (found) return found
  throw new Error(
    `making a plan: the directory ${tenant.directory} gave no finding for the new address "${address}"; ask it for every key of keysOf`,
  )
}

const ofRename =
  (check: Check): Check =>
  (subject, setting, row) =>
    setting.operation === 'rename' ? check(subject, setting, row) : undefined

/** In the order in which they win. */
export const RENAME_CHECKS: readonly Check[] = [
  listed,
  synced,
  unverifiedDomain,
  takenByAccount,
  takenElsewhere,
  takenByRow,
].map(ofRename)
