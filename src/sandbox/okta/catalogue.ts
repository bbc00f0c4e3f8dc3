/** The groups and apps of the emulated organisation. One group gives everybody in it an administrator's role. */
import { DEPARTMENTS } from '../administration/names.ts'
import { oktaId } from './ids.ts'
import type { App, Group } from './user.ts'

export interface Catalogue {
  readonly everyone: Group
  readonly administrators: Group
  readonly departments: readonly Group[]
  readonly groups: readonly Group[]
  readonly apps: readonly App[]
}

const FOUNDED = '2015-10-18T14:26:16.000Z'

const APPS: readonly (readonly [name: string, label: string])[] = [
  ['slack', 'Slack'],
  ['salesforce', 'Salesforce.com'],
  ['google', 'Google Workspace'],
  ['zoomus', 'Zoom'],
  ['workday', 'Workday'],
  ['github_cloud', 'GitHub Enterprise Cloud'],
]

export function catalogue(seed: number): Catalogue {
  const group = (name: string, description: string, type: Group['type'] = 'OKTA_GROUP'): Group => {
    return { id: oktaId('00g', seed, name), type, name, description, created: FOUNDED, roles: [] }
  }
  const everyone = group('Everyone', 'All users in your organization', 'BUILT_IN')
  const bare = group('Identity administrators', 'Those who look after the directory')
  const administrators: Group = {
    ...bare,
    roles: [
      {
        id: oktaId('gra', seed, bare.name),
        type: 'ORG_ADMIN',
        assignmentType: 'GROUP',
        assigneeId: bare.id,
        created: FOUNDED,
      },
    ],
  }
  const departments = DEPARTMENTS.map(([name]) => group(name, `Everybody in ${name}`))
  const apps = APPS.map(([name, label]) => ({ id: oktaId('0oa', seed, name), name, label }))
  return { everyone, administrators, departments, groups: [everyone, administrators, ...departments], apps }
}
