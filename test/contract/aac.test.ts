import { aacWorld } from '../support/aac-world.ts'
import { directoryContract } from './directory.contract.ts'

const promises = {
  operations: ['delete', 'deactivate', 'restore'],
  on403: 'refused',
  needsBody: false,
} as const

directoryContract('Alteryx under /v4', { ...promises, setUp: () => aacWorld() })

directoryContract('Alteryx under /iam/v1, with /v4 withdrawn', {
  ...promises,
  setUp: () => aacWorld({ cloud: { variants: { withdrawn: ['list', 'one', 'changes'], removedAgain: 410 } } }),
})

directoryContract('Alteryx that shows names, ids as text and small pages', {
  ...promises,
  setUp: () =>
    aacWorld({
      cloud: {
        variants: {
          listShows: 'names',
          idsAre: 'texts',
          admins: 'bare',
          pageLimit: 7,
          removal: 'list',
          removedAgain: 410,
          removedShown: 'shown',
          suspension: 'no-content',
        },
      },
    }),
})

directoryContract('Alteryx with somebody to hand the assets to', {
  ...promises,
  isOneCall: false,
  setUp: async () => {
    const world = await aacWorld({
      cloud: { variants: { removal: 'list' } },
      directory: () => ({ transferTo: 'Workspace.Owner@example.com' }),
    })
    // The first call that changes anything. What fails after it has changed something: see effects.test.ts.
    return { ...world, failNextEffect: (effect) => world.sandbox.knobs.set({ rules: [{ method: 'PATCH', effect }] }) }
  },
})
