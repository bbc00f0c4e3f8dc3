/** What an administrator may read beside people: roles, organisations, licences, and the archive of deleted users. */

import type { ArchivedUser } from './change.ts'
import { type Answer, apiFault, type Call, ok } from './exchange.ts'
import { innerId, publicId } from './hydra-id.ts'
import { LICENCES, type Licence, licenceId } from './licences.ts'
import type { Organisation, Tenant } from './organisation.ts'
import { lack, type Right } from './permissions.ts'
import { primaryEmail, ROLES } from './user.ts'

export const listRoles = (organisation: Organisation, call: Call): Answer =>
  refusal(organisation, call, 'roles') ?? ok({ items: ROLES.map(roleView) })

export function getRole(organisation: Organisation, call: Call): Answer {
  const refused = refusal(organisation, call, 'roles')
  if (refused !== undefined) return refused
  const role = ROLES.find(([name]) => name === innerId('ROLE', call.params['roleId'] ?? ''))
  return role === undefined ? apiFault(call, 404, 'Could not find a role with that id.') : ok(roleView(role))
}

const roleView = ([role, name]: readonly [string, string]) => ({ id: publicId('ROLE', role), name })

export const listOrganisations = (organisation: Organisation, call: Call): Answer =>
  refusal(organisation, call, 'organisations') ?? ok({ items: ownTenants(organisation, call).map(tenantView) })

export function getOrganisation(organisation: Organisation, call: Call): Answer {
  const refused = refusal(organisation, call, 'organisations')
  if (refused !== undefined) return refused
  const uuid = innerId('ORGANIZATION', call.params['orgId'] ?? '')
  const tenant = ownTenants(organisation, call).find((own) => own.uuid === uuid)
  return tenant === undefined
    ? apiFault(call, 404, 'Could not find an organization with that id.')
    : ok(tenantView(tenant))
}

/** Nobody in this cloud manages an organisation of others. */
const ownTenants = ({ home, elsewhere }: Organisation, { session }: Call): readonly Tenant[] =>
  [home, elsewhere].filter(({ uuid }) => uuid === session.account.orgUuid)

const tenantView = ({ uuid, displayName, created }: Tenant) => ({
  id: publicId('ORGANIZATION', uuid),
  displayName,
  created,
})

export function listLicences(organisation: Organisation, call: Call): Answer {
  const refused = refusal(organisation, call, 'licences')
  if (refused !== undefined) return refused
  const org = call.query.get('orgId')
  const own = call.session.account.orgUuid
  if (org !== null && innerId('ORGANIZATION', org) !== own)
    return apiFault(call, 403, 'The organization is not yours to read.')
  return ok({ items: LICENCES.map((licence) => licenceView(organisation, own, licence)) })
}

function licenceView(organisation: Organisation, orgUuid: string, { key, name, subscriptionId, siteUrl }: Licence) {
  const people = organisation.people(orgUuid)
  const consumed = people.filter(({ licences }) => licences.includes(key)).length
  return {
    id: licenceId(orgUuid, key),
    name,
    totalUnits: Math.ceil((people.length + 50) / 50) * 50,
    consumedUnits: consumed,
    consumedByUsers: consumed,
    consumedByWorkspaces: 0,
    subscriptionId,
    ...(siteUrl !== undefined && { siteUrl, siteType: 'Control Hub managed site' }),
  }
}

/** Vendor's document: "Get Archive User". What it says for a user who was not deleted is not told; 404 here. */
export function getArchivedUser(organisation: Organisation, call: Call): Answer {
  if (call.params['orgId'] !== call.session.account.orgUuid)
    return apiFault(call, 403, 'The organization is not yours to read.')
  const refused = refusal(organisation, call, 'archive-read')
  if (refused !== undefined) return refused
  const archived = organisation.archived(call.params['uuid'] ?? '')
  if (archived === undefined || archived.user.orgUuid !== call.session.account.orgUuid) {
    return apiFault(call, 404, 'Could not find an archived user with that id.')
  }
  return ok(archiveView(archived, call.origin))
}

const archiveView = ({ user, deletedAt }: ArchivedUser, origin: string) => ({
  schemas: ['urn:scim:schemas:core:1.0', 'urn:scim:schemas:extension:cisco:commonidentity:1.0'],
  userName: primaryEmail(user),
  emails: user.emails.map(({ value, type, primary }) => ({ primary, type, value })),
  name: { givenName: user.firstName, familyName: user.lastName },
  organization: user.orgUuid,
  id: user.uuid,
  meta: {
    created: user.created,
    lastModified: user.lastModified,
    // Required by the schema, absent from the document's own example.
    version: `W/"${user.version}"`,
    location: `${origin}/identity/scim/${user.orgUuid}/v1/UserArchives/${user.uuid}`,
    deleted: deletedAt,
  },
  displayName: user.displayName,
})

function refusal(organisation: Organisation, call: Call, right: Right): Answer | undefined {
  const missing = lack(organisation, call.session, right)
  return missing === undefined ? undefined : apiFault(call, 403, missing)
}
