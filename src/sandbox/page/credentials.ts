/** Ends the bot's credential with a vendor as the vendor ends one, and makes the same one good again. */
import { ADMIN_SCOPES } from '../administration/tokens.ts'
import type { EveryVendor } from '../every-vendor.ts'
import type { Vendor } from './protocol.ts'

interface Credential {
  readonly expire: (cloud: EveryVendor) => void
  readonly renew: (cloud: EveryVendor) => void
}

/** Of Alteryx there is none: its tokens renew themselves and each is good once, so its end is a rule (`knob-rules.ts`). */
const CREDENTIALS: Readonly<Record<Exclude<Vendor, 'aac'>, Credential>> = {
  webex: {
    expire: ({ administration: { tokens } }) => tokens.expire(tokens.of('serviceApp')),
    renew: ({ administration: { tokens } }) =>
      void tokens.add({ owner: 'serviceApp', scopes: ADMIN_SCOPES, token: tokens.of('serviceApp') }),
  },
  okta: {
    expire: ({ okta: { tokens } }) => void tokens.revoke(tokens.first),
    renew: ({ okta: { tokens, organisation } }) => void tokens.add(organisation.persona('owner').id, tokens.first),
  },
  bevy: {
    expire: ({ bevy: { keys, key } }) => keys.revoke(key),
    renew: ({ bevy: { keys, key, adminId } }) => void keys.make(adminId, key),
  },
}

export const expire = (cloud: EveryVendor, vendor: Vendor): void => {
  if (vendor !== 'aac') CREDENTIALS[vendor].expire(cloud)
}

export const renew = (cloud: EveryVendor, vendor: Vendor): void => {
  if (vendor !== 'aac') CREDENTIALS[vendor].renew(cloud)
}
