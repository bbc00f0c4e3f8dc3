/**
 * The Password Health report of the Admin Console, as a CSV. It has no column for the id, and everybody is in it:
 * https://help.okta.com/en-us/Content/Topics/reports/okta-password-health-report.htm
 */
import { stringify } from 'csv-stringify/sync'
import type { OktaUser, Provider, Status } from './user.ts'

/** The names that the Admin Console has for the statuses. */
const STATUS_LABELS: Readonly<Record<Status, string>> = {
  ACTIVE: 'Active',
  DEPROVISIONED: 'Deactivated',
  LOCKED_OUT: 'Locked out',
  PASSWORD_EXPIRED: 'Password expired',
  PROVISIONED: 'Pending user action',
  RECOVERY: 'Password reset',
  STAGED: 'Staged',
  SUSPENDED: 'Suspended',
}
const SOURCES: Readonly<Record<Provider['type'], string>> = {
  ACTIVE_DIRECTORY: 'Active Directory',
  FEDERATION: 'Federation',
  IMPORT: 'Import',
  LDAP: 'LDAP',
  OKTA: 'Okta',
  SOCIAL: 'Social',
}

/** How the file writes times is not documented; here they are ISO 8601 in UTC, and empty where there is none. */
export const passwordHealthReport = (users: readonly OktaUser[]): string =>
  stringify(users.map(rowOf), {
    header: true,
    columns: [
      'User',
      'Login',
      'Status',
      'Activation date',
      'Authentication Source',
      'Last Login',
      'Last Password Change',
    ],
  })

const rowOf = ({ profile, status, provider, activated, lastLogin, passwordChanged }: OktaUser): readonly string[] => [
  `${profile.firstName} ${profile.lastName}`,
  profile.login,
  STATUS_LABELS[status],
  activated ?? '',
  SOURCES[provider.type],
  lastLogin ?? '',
  passwordChanged ?? '',
]
