/** In Bevy a deletion is set for a week ahead. Until then it can be called off, which needs a second person just as well. */
import { type CsvFile, csvFile } from '../../csv-file.ts'
import type { EveryVendor } from '../../every-vendor.ts'
import type { Deed } from '../clouds.ts'
import { addressOf, deeds, ordinaryPeople } from '../people.ts'
import type { Ended, Story } from '../story.ts'

const GOOD = 24
const CANCEL_PATH = '/api/user/{id}/cancel-deletion/'
const WEEK_MS = 7 * 86_400_000

export const bevy: Story = {
  name: 'bevy',
  about: 'sets 24 members for deletion in seven days, and calls it off with undo',
  sandbox: { bevy: { cancel: { method: 'POST', path: CANCEL_PATH } } },
  scene: (cloud) => {
    const people = ordinaryPeople(cloud).map(({ emails }) => emails[0]?.value ?? '')
    const [good, guarded] = [people.slice(0, GOOD), people.slice(GOOD, GOOD + 1)]
    const meant = deeds(cloud, 'bevy', 'delete', good)
    return {
      environment: {
        DIRECTORIES: 'webex,bevy',
        PROTECTED_USERS: guarded.join(','),
        BEVY_OWNER: ownerOf(cloud),
        BEVY_CANCEL_PATH: CANCEL_PATH,
      },
      acts: [
        {
          kind: 'request',
          tells: 'Alma attaches a list of members and asks to delete them from the community.',
          text: 'delete bevy',
          file: membersOf(cloud, good, guarded),
          vendors: ['bevy'],
          meant,
          reason: 'the regional community is closed',
        },
        {
          kind: 'request',
          tells: 'It was the wrong region. Bevy deletes nobody before the week is over, so Alma takes it back.',
          text: (job) => `undo ${job}`,
          vendors: ['bevy'],
          meant: meant.map((deed): Deed => ({ ...deed, does: 'restore' })),
          reason: 'wrong region',
        },
      ],
      alsoHolds: isAWeekAhead,
    }
  },
}

const ownerOf = ({ bevy: { site, adminId } }: EveryVendor): string => site.account(adminId)?.email ?? ''

const membersOf = (cloud: EveryVendor, good: readonly string[], guarded: readonly string[]): CsvFile => {
  const addresses = [
    ...good,
    ...good.slice(0, 1).map((address) => address.toUpperCase()),
    ...guarded,
    ownerOf(cloud),
    addressOf(cloud, 'ben'),
    'nobody.here@example.com',
  ]
  return csvFile(
    'members.csv',
    ['Email', 'Chapter'],
    addresses.map((address) => [address, 'Berlin']),
  )
}

/** The file tells until when each member can be brought back. */
const isAWeekAhead = ({ jobs }: Ended): readonly string[] =>
  jobs
    .slice(0, 1)
    .flatMap(({ id, results }) =>
      results.every((row) => isAWeek(row['finished_at'], row['undo_until']))
        ? []
        : [`${id}: the results do not say of everybody that there is a week to undo it`],
    )

const isAWeek = (from = '', until = ''): boolean => Math.abs(Date.parse(until) - Date.parse(from) - WEEK_MS) < 60_000
