import { oktaWorld } from '../support/okta-world.ts'
import { directoryContract } from './directory.contract.ts'

const directory = { limits: { timeoutMs: 400, maxBytes: 1_000_000 } }
const all = { on403: 'refused', operations: ['delete', 'deactivate', 'restore', 'rename'], isOneCall: false } as const

directoryContract('Okta with an API token', { ...all, setUp: () => oktaWorld({ directory }) })

directoryContract('Okta as a service app', {
  ...all,
  hasOwner: false,
  setUp: () => oktaWorld({ as: 'service-app', directory }),
})

directoryContract('Okta with several pages', {
  ...all,
  setUp: () => oktaWorld({ okta: { size: 450 }, directory }),
})

directoryContract('Okta with the token of an administrator who is no super administrator', {
  ...all,
  setUp: () => oktaWorld({ owner: 'orgAdmin', directory }),
})
