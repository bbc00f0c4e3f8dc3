/** Reading one person of the emulated Okta, and what belongs to the person: groups, roles and the links to apps. */
import type { Call, Json } from './exchange.ts'
import { type Answer, fault, noSuchUser, ok } from './faults.ts'
import { canSee, canSeeRoles } from './permissions.ts'
import { type Group, type OktaUser, ROLE_LABELS, type RoleAssignment } from './user.ts'
import { etagOf, singleUser } from './user-view.ts'

export type Lookup =
  | { readonly kind: 'found'; readonly user: OktaUser }
  | { readonly kind: 'refused'; readonly answer: Answer }

/** By id, by login, or by what stands before a login's `@` while that is one person's alone. */
export function lookedUp({ organisation, caller, params }: Call): Lookup {
  const asked = params['id'] ?? ''
  const user = asked === 'me' ? organisation.user(caller.rights.personId ?? '') : named(organisation, asked)
  if (user === undefined) return { kind: 'refused', answer: noSuchUser(asked) }
  if (!canSee(caller.rights, user)) return { kind: 'refused', answer: fault('E0000006') }
  return { kind: 'found', user }
}

/** A login with a `/` is found by id only. */
function named(organisation: Call['organisation'], asked: string): OktaUser | undefined {
  if (asked.includes('/')) return undefined
  const known = organisation.user(asked) ?? organisation.userByLogin(asked)
  if (known !== undefined || asked.includes('@')) return known
  const short = `${asked.toLowerCase()}@`
  const [only, another] = organisation.users().filter(({ profile }) => profile.login.toLowerCase().startsWith(short))
  return another === undefined ? only : undefined
}

const reading =
  (show: (call: Call, user: OktaUser) => Answer) =>
  (call: Call): Answer => {
    const found = lookedUp(call)
    return found.kind === 'found' ? show(call, found.user) : found.answer
  }

export const getUser = reading((call, user) =>
  ok(withoutOmitted(singleUser(user, call.base), call.header('content-type') ?? ''), { ETag: etagOf(user) }),
)

const CREDENTIAL_LINKS = ['changePassword', 'forgotPassword', 'resetPassword', 'expirePassword', 'unlock']

/** The vendor reads from the request's `Content-Type` what to leave out. */
function withoutOmitted(user: Json, contentType: string): Json {
  const omits = (name: string): boolean => new RegExp(`okta-response=.*\\b${name}\\b`).test(contentType)
  const { credentials, transitioningToStatus, _links, ...rest } = user
  const links = Object.entries(_links as Json).filter(([name]) => !CREDENTIAL_LINKS.includes(name))
  return {
    ...rest,
    ...(!omits('omitCredentials') && { credentials }),
    ...(!omits('omitTransitioningToStatus') && transitioningToStatus !== undefined && { transitioningToStatus }),
    _links: omits('omitCredentialsLinks') ? Object.fromEntries(links) : _links,
  }
}

export const listGroups = reading(({ organisation, base }, user) => {
  const { everyone, groups } = organisation.catalogue
  const own = groups.filter(({ id }) => user.groupIds.includes(id))
  return ok([everyone, ...own].map((group) => shownGroup(group, base)))
})

const shownGroup = ({ id, type, name, description, created }: Group, base: string): Json => ({
  id,
  created,
  lastUpdated: created,
  lastMembershipUpdated: created,
  objectClass: ['okta:user_group'],
  type,
  profile: { name, description },
  _links: { users: { href: `${base}/api/v1/groups/${id}/users` }, apps: { href: `${base}/api/v1/groups/${id}/apps` } },
})

/** By id alone, and for those only who may see who is an administrator. */
export const listRoles = (call: Call): Answer => {
  const user = call.organisation.user(call.params['id'] ?? '')
  if (user === undefined) return noSuchUser(call.params['id'] ?? '')
  if (!canSeeRoles(call.caller.rights)) return fault('E0000006')
  return ok(call.organisation.rolesOf(user).map((role) => shownRole(role, call.base)))
}

function shownRole({ id, type, assignmentType, assigneeId, created, groupTargets = [] }: RoleAssignment, base: string) {
  const kind = assignmentType === 'GROUP' ? 'groups' : 'users'
  const assignee = { href: `${base}/api/v1/${kind}/${assigneeId}` }
  return {
    id,
    label: ROLE_LABELS[type],
    type,
    status: 'ACTIVE',
    created,
    lastUpdated: created,
    assignmentType,
    ...(type === 'CUSTOM' && { role: `cr0${id.slice(3)}`, 'resource-set': `iam${(groupTargets[0] ?? id).slice(3)}` }),
    _links: { assignee },
  }
}

export const listAppLinks = reading(({ organisation, base }, user) =>
  ok(
    organisation.catalogue.apps
      .filter(({ id }) => user.appIds.includes(id))
      .map(({ id, name, label }, index) => ({
        id: `${id}_${user.id}`,
        label,
        linkUrl: `${base}/home/${name}/${id}/1`,
        logoUrl: `${base}/assets/img/logos/${name}.png`,
        appName: name,
        appInstanceId: id,
        appAssignmentId: `0ua${user.id.slice(3)}`,
        credentialsSetup: false,
        hidden: false,
        sortOrder: index,
      })),
  ),
)
