// The Webex SDK as a bot needs it: the same plugins, versions and entry point as `webex` 2.4.2,
// without meetings, calling and browser storage, which weigh 20 MB and are never reached here.
require('@webex/plugin-authorization')
require('@webex/internal-plugin-device')
require('@webex/plugin-logger')
require('@webex/plugin-attachment-actions')
require('@webex/plugin-messages')
require('@webex/plugin-memberships')
require('@webex/plugin-people')
require('@webex/plugin-rooms')
require('@webex/plugin-webhooks')

const merge = require('lodash/merge')
const { default: WebexCore, MemoryStoreAdapter } = require('@webex/webex-core')
const { version } = require('./package.json')

// `device.ephemeral` stays off, as it is in effect in the whole package: on, its refresh timer fails unhandled.
const config = {
  credentials: { clientType: 'confidential' },
  device: { validateDomains: true, ephemeral: false },
  storage: { boundedAdapter: MemoryStoreAdapter, unboundedAdapter: MemoryStoreAdapter },
}

const Webex = WebexCore.extend({ webex: true, version })
Webex.init = (attrs = {}) => new Webex({ ...attrs, config: merge({}, config, attrs.config) })

module.exports = Webex
