import { bevyWorld } from '../support/bevy-world.ts'
import { directoryContract } from './directory.contract.ts'

const bevyContract = (
  name: string,
  setUp: Parameters<typeof directoryContract>[1]['setUp'],
  options: Partial<Parameters<typeof directoryContract>[1]> = {},
) =>
  directoryContract(name, {
    setUp,
    operations: ['delete'],
    on403: 'refused',
    again: 'done',
    listsAdmins: false,
    hasOwner: false,
    ...options,
  })

bevyContract('Bevy', () => bevyWorld({ site: { pageSizeLimit: 20 } }))

bevyContract(
  'Bevy that shows deletions, takes no addresses and answers 404 to a second deletion',
  () =>
    bevyWorld({
      site: {
        deletionField: { name: 'deletion_scheduled_at', shows: 'time' },
        takesEmail: 'never',
        secondDelete: 404,
        deleteStatus: 200,
        pageSizeLimit: 7,
      },
      directory: { deletionField: 'deletion_scheduled_at', owner: 'hq.admin@example.com' },
    }),
  { again: 'already-done', hasOwner: true },
)

bevyContract('Bevy that wants a slash and the very case of an address', () =>
  bevyWorld({ site: { takesEmail: 'same-case', wantsSlash: true, deleteStatus: 202, pageSizeLimit: 20 } }),
)
