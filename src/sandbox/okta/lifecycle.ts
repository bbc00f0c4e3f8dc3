/**
 * What an activation, a deactivation and their like make of a person, as values. The rules are those of the vendor's
 * document: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserLifecycle/
 */
import { type Changed, refused } from './change.ts'
import type { OktaUser, Status } from './user.ts'

export type Step = 'activate' | 'reactivate' | 'deactivate' | 'suspend' | 'unsuspend'

export function afterStep(step: Step, user: OktaUser, at: string): Changed {
  switch (step) {
    case 'activate':
      return activated(user, at)
    case 'reactivate':
      return isOneOf(user, 'PROVISIONED', 'RECOVERY') ? moved(user, user.status, at) : refused('wrong-status')
    case 'deactivate':
      return deactivated(user, at)
    case 'suspend':
      return isOneOf(user, 'ACTIVE') ? moved(user, 'SUSPENDED', at) : refused('wrong-status')
    case 'unsuspend':
      return isOneOf(user, 'SUSPENDED') ? moved(user, 'ACTIVE', at) : refused('wrong-status')
  }
}

/** A person without a password has to come through the welcome flow first, and is `PROVISIONED` until then. */
function activated(user: OktaUser, at: string): Changed {
  if (isOneOf(user, 'ACTIVE', 'PROVISIONED')) return refused('already-active')
  if (!isOneOf(user, 'STAGED', 'DEPROVISIONED')) return refused('wrong-status')
  const needsPassword = user.provider.type === 'OKTA' || user.provider.type === 'IMPORT'
  const status = needsPassword && !user.hasPassword ? 'PROVISIONED' : 'ACTIVE'
  return moved({ ...user, activated: status === 'ACTIVE' ? at : user.activated }, status, at)
}

/**
 * Apps, own roles and the password go; groups stay, see
 * https://help.okta.com/en/prod/Content/Topics/users-groups-profiles/usgp-deactivate-user-account.htm
 */
function deactivated(user: OktaUser, at: string): Changed {
  if (user.status === 'DEPROVISIONED') return refused('not-found')
  const bereft = { ...user, appIds: [], roles: [], hasPassword: false, passwordChanged: null }
  return moved(bereft, 'DEPROVISIONED', at)
}

function moved(user: OktaUser, status: Status, at: string): Changed {
  const statusChanged = status === user.status ? user.statusChanged : at
  return { kind: 'changed', user: { ...user, status, statusChanged, lastUpdated: at } }
}

const isOneOf = (user: OktaUser, ...statuses: readonly Status[]): boolean => statuses.includes(user.status)
