/** Changing one person of the emulated Okta: the profile, the steps of the life cycle, and the delete with its two meanings. */
import type { Changed, Refusal } from './change.ts'
import { type Call, isJson } from './exchange.ts'
import { type Answer, fault, invalid, noSuchUser, ok } from './faults.ts'
import { letters } from './ids.ts'
import type { Step } from './lifecycle.ts'
import { canChange } from './permissions.ts'
import { profileOf } from './profile-input.ts'
import type { OktaUser } from './user.ts'
import { etagOf, singleUser } from './user-view.ts'
import { lookedUp } from './users-read.ts'

const changing =
  (change: (call: Call, user: OktaUser) => Answer) =>
  (call: Call): Answer => {
    const found = lookedUp(call)
    if (found.kind === 'refused') return found.answer
    const { organisation, caller } = call
    if (!canChange(caller.rights, found.user, organisation.rolesOf(found.user))) return fault('E0000006')
    return change(call, found.user)
  }

const askedBy = (call: Call, mailed = false) => ({ by: call.caller.id, mailed })

/** `POST`: what is not named stays. */
export const updateUser = changing((call, user) => writeProfile(call, user, true))

/** `PUT`: what is not named is gone. */
export const replaceUser = changing((call, user) => writeProfile(call, user, false))

function writeProfile(call: Call, user: OktaUser, isPartial: boolean): Answer {
  const { body, organisation } = call
  const expected = call.header('if-match')
  if (expected !== undefined && expected !== etagOf(user)) return { status: 412 }
  if (!isJson(body)) return fault('E0000003')
  if (user.status === 'DEPROVISIONED') return fault('E0000038')
  const { profile, credentials } = body
  if (profile !== undefined) {
    const input = profileOf(profile, isPartial ? user.profile : undefined)
    if (input.kind === 'invalid') return invalid(nameOf(input.causes), ...input.causes)
    const changed = organisation.update(user.id, input.profile, askedBy(call))
    if (changed.kind === 'refused') return refusal(changed.code, call, user)
  }
  const password = isJson(credentials) && isJson(credentials['password']) ? credentials['password']['value'] : undefined
  if (typeof password === 'string') organisation.setPassword(user.id, askedBy(call))
  return ok(singleUser(organisation.user(user.id) ?? user, call.base))
}

const nameOf = ([cause = '']: readonly string[]): string => cause.split(':')[0] ?? ''

/** `sendEmail` as the call has it; the vendor's default differs from step to step. */
const mails = ({ query }: Call, byDefault: boolean): boolean =>
  query.has('sendEmail') ? query.get('sendEmail') === 'true' : byDefault

const step = (name: Step, mailsByDefault: boolean, words: (call: Call, user: OktaUser) => unknown = () => ({})) =>
  changing((call, user) => {
    const mailed = mails(call, mailsByDefault)
    const changed = call.organisation.step(name, user.id, askedBy(call, mailed))
    if (changed.kind === 'changed') return ok(mailed ? {} : words(call, user))
    if (changed.code === 'wrong-status' && (name === 'suspend' || name === 'unsuspend')) return cannotSuspend(name)
    return refusal(changed.code, call, user)
  })

const cannotSuspend = (name: 'suspend' | 'unsuspend'): Answer =>
  invalid(`${name}User`, `Cannot ${name} a user that is not ${name === 'suspend' ? 'active' : 'suspended'}`)

function activationToken({ base, organisation }: Call, { id }: OktaUser): object {
  const activationToken = letters(20, 'activation', id, organisation.changes.length)
  return { activationUrl: `${base}/tokens/${activationToken}/verify`, activationToken }
}

export const activateUser = step('activate', true, activationToken)
export const reactivateUser = step('reactivate', false, activationToken)
export const deactivateUser = step('deactivate', false)
export const suspendUser = step('suspend', false)
export const unsuspendUser = step('unsuspend', false)

export const deleteUser = changing((call, user) => {
  const changed: Changed = call.organisation.delete(user.id, askedBy(call, mails(call, false)))
  return changed.kind === 'changed' ? { status: 204 } : refusal(changed.code, call, user)
})

function refusal(code: Refusal, { params }: Call, user: OktaUser): Answer {
  switch (code) {
    case 'not-found':
      return noSuchUser(params['id'] ?? user.id)
    case 'already-active':
      return fault('E0000016')
    case 'wrong-status':
      return fault('E0000038')
    case 'in-transition':
      return fault('E0000112')
    case 'login-taken':
      return invalid('login', 'login: An object with this field already exists in the current organization')
    case 'forbidden':
      return fault('E0000006')
  }
}
