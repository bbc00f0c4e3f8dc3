/**
 * Okta's Password Health report as the Admin Console hands it out: no column of ids, every status, and rows of people who must not
 * go. Whoever is deactivated already has one step left, everybody else has two.
 */
import { parse } from 'csv-parse/sync'
import { type CsvFile, csvFile } from '../../csv-file.ts'
import type { EveryVendor } from '../../every-vendor.ts'
import { addressOf, deeds, ordinaryPeople } from '../people.ts'
import type { Ended, Story } from '../story.ts'

const GOOD = 35

export const okta: Story = {
  name: 'okta',
  about: 'deletes 35 users of a Password Health report in two steps, and keeps what they had',
  scene: (cloud) => {
    const people = ordinaryPeople(cloud).map(({ emails }) => emails[0]?.value ?? '')
    const [good, guarded] = [people.slice(0, GOOD), people.slice(GOOD, GOOD + 1)]
    const meant = deeds(cloud, 'okta', 'delete', good)
    return {
      environment: { DIRECTORIES: 'webex,okta', PROTECTED_USERS: guarded.join(',') },
      acts: [
        {
          kind: 'request',
          tells: 'Alma attaches the Password Health report, as Okta hands it out, and asks to delete whoever is in it.',
          text: 'delete okta',
          file: reportOf(cloud, good, guarded),
          vendors: ['okta'],
          meant,
          reason: 'no sign-in for a year, reviewed with the managers',
        },
      ],
      alsoHolds: everybodyWasKept,
    }
  },
}

/** Rows of the report itself, and one of somebody who is gone since. */
const reportOf = (cloud: EveryVendor, good: readonly string[], guarded: readonly string[]): CsvFile => {
  const { organisation, passwordHealthReport } = cloud.okta
  const traps = (['owner', 'superAdmin'] as const).map((name) => organisation.persona(name).profile.login)
  const wanted = new Set([...good, ...guarded, ...traps, addressOf(cloud, 'alma')])
  const [header = [], ...rows] = parse(passwordHealthReport()) as readonly (readonly string[])[]
  const gone = ['Gone Already', 'gone.already@example.com', 'Active', '', 'Okta', '', '']
  return csvFile('password_health.csv', header, [...rows.filter(([, login = '']) => wanted.has(login)), gone])
}

/** What an account had is on the disk before the first effect. */
const everybodyWasKept = ({ jobs }: Ended): readonly string[] =>
  jobs.flatMap(({ id, before, request }) =>
    request.meant.every((deed) => before.some((line) => line.includes(deed.id)))
      ? []
      : [`${id}: the file of accounts as they were lacks somebody who is deleted`],
  )
