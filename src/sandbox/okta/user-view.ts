/** How a person stands in an answer: the `User` of the vendor's document. */
import { createHash } from 'node:crypto'
import type { Json } from './exchange.ts'
import type { OktaUser, Status } from './user.ts'

const USER_TYPE = 'oty2di92xFgQTiKEJ1d6'

/** In a list: the only link is `self`. */
export const listedUser = (user: OktaUser, base: string): Json => ({
  ...properties(user),
  _links: { self: { href: hrefOf(user, base) } },
})

/** Alone: every link that the present status allows. */
export const singleUser = (user: OktaUser, base: string): Json => ({
  ...properties(user),
  _links: links(user, base),
})

/** A weak entity tag, which changes with everything that the vendor shows. */
export const etagOf = (user: OktaUser): string =>
  `W/"${createHash('sha256')
    .update(JSON.stringify(properties(user)))
    .digest('hex')
    .slice(0, 16)}"`

export const hrefOf = ({ id }: OktaUser, base: string): string => `${base}/api/v1/users/${id}`

function properties(user: OktaUser): Json {
  const { id, status, created, activated, statusChanged, lastLogin, lastUpdated, passwordChanged } = user
  const { transitioningToStatus, profile, provider, hasPassword } = user
  return {
    id,
    status,
    ...(transitioningToStatus && { transitioningToStatus }),
    created,
    activated,
    statusChanged,
    lastLogin,
    lastUpdated,
    passwordChanged,
    type: { id: USER_TYPE },
    profile,
    credentials: {
      ...(hasPassword && { password: {} }),
      emails: [{ value: profile.email, status: 'VERIFIED', type: 'PRIMARY' }],
      provider,
    },
  }
}

const ACTIONS: Readonly<Record<Status, readonly string[]>> = {
  ACTIVE: ['suspend', 'resetPassword', 'forgotPassword', 'expirePassword', 'deactivate'],
  DEPROVISIONED: ['activate'],
  LOCKED_OUT: ['unlock', 'resetPassword', 'deactivate'],
  PASSWORD_EXPIRED: ['resetPassword', 'deactivate'],
  PROVISIONED: ['reactivate', 'resetPassword', 'deactivate'],
  RECOVERY: ['reactivate', 'resetPassword', 'deactivate'],
  STAGED: ['activate', 'deactivate'],
  SUSPENDED: ['unsuspend', 'deactivate'],
}
const PATHS: Readonly<Record<string, string>> = {
  resetPassword: 'lifecycle/reset_password',
  expirePassword: 'lifecycle/expire_password',
  forgotPassword: 'credentials/forgot_password',
}

function links(user: OktaUser, base: string): Json {
  const self = hrefOf(user, base)
  const actions = ACTIONS[user.status].map((name) => {
    return [name, { href: `${self}/${PATHS[name] ?? `lifecycle/${name}`}`, method: 'POST' }] as const
  })
  const type = { href: `${base}/api/v1/meta/types/user/${USER_TYPE}` }
  return { ...Object.fromEntries(actions), self: { href: self }, type }
}
