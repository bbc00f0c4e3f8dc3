import { OPERATIONS } from '../../src/model/vendor.ts'
import { PEOPLE_SCOPES, webexWorld } from '../support/webex-world.ts'
import { directoryContract } from './directory.contract.ts'

const directory = { limits: { timeoutMs: 400, maxBytes: 1_000_000 } }

directoryContract('Webex through SCIM Bulk', {
  setUp: () => webexWorld({ directory }),
  operations: OPERATIONS,
  on403: 'credential-refused',
})

directoryContract('Webex through the People API', {
  setUp: () => webexWorld({ scopes: PEOPLE_SCOPES, directory }),
  operations: ['delete', 'rename'],
  on403: 'refused',
})

directoryContract('Webex with many small pages', {
  setUp: () => webexWorld({ pageLimit: 7, countLimit: 7, directory }),
  operations: OPERATIONS,
  on403: 'credential-refused',
})
