/** The first story: 40 rows as Control Hub exports them, with every kind of row that a tired admin could leave in. */
import { primaryEmail } from '../../administration/user.ts'
import { controlHubExport } from '../../control-hub-export.ts'
import { deeds, ordinaryPeople } from '../people.ts'
import type { Story } from '../story.ts'

const GOOD = 31

export const webex: Story = {
  name: 'webex',
  about: 'deletes 31 users of a Control Hub export of 40 rows (also without an argument)',
  scene: (cloud) => {
    const people = ordinaryPeople(cloud)
    const [good, guarded] = [people.slice(0, GOOD), people.slice(GOOD, GOOD + 1)]
    return {
      environment: { DIRECTORIES: 'webex', PROTECTED_USERS: guarded.map(primaryEmail).join(',') },
      acts: [
        {
          kind: 'request',
          tells: 'Alma attaches an export of Control Hub and asks to delete whoever is in it.',
          text: 'delete',
          file: controlHubExport(cloud, good, guarded),
          vendors: ['webex'],
          meant: deeds(cloud, 'webex', 'delete', good.map(primaryEmail)),
          reason: 'left with the March layoffs, ticket 4711',
        },
      ],
    }
  },
}
