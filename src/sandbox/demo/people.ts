/** Whom the stories are about: people of the emulated organisation, who have an account with every vendor. */
import { PERSONAS } from '../administration/personas.ts'
import { primaryEmail, type User } from '../administration/user.ts'
import type { EveryVendor } from '../every-vendor.ts'
import type { Deed, Vendor } from './clouds.ts'

/** Neither administrators nor those who work with the bot. */
export const ordinaryPeople = ({ administration: { organisation } }: EveryVendor): readonly User[] => {
  const personas = new Set<string>(PERSONAS.map((name) => organisation.persona(name).uuid))
  return organisation
    .people(organisation.home.uuid)
    .filter(({ uuid, roles }) => roles.length === 0 && !personas.has(uuid))
}

export const addressOf = (cloud: EveryVendor, persona: 'alma' | 'ben' | 'cleo'): string =>
  primaryEmail(cloud.administration.organisation.persona(persona))

/** The accounts of these people with a vendor; whoever has none there is left out. */
export const deeds = (
  cloud: EveryVendor,
  vendor: Vendor,
  does: Deed['does'],
  addresses: readonly string[],
): readonly Deed[] =>
  addresses.flatMap((address) => {
    const id = ID_OF[vendor](cloud, address)
    return id === undefined ? [] : [{ vendor, id: String(id), does }]
  })

const ID_OF: Readonly<Record<Vendor, (cloud: EveryVendor, address: string) => string | number | undefined>> = {
  webex: ({ administration }, address) => administration.organisation.userByEmail(address)?.uuid,
  okta: ({ okta }, address) => okta.organisation.userByLogin(address)?.id,
  bevy: ({ bevy }, address) => bevy.site.accountByEmail(address)?.id,
  aac: ({ aac }, address) => aac.workspace.members().find(({ email }) => email.toLowerCase() === address)?.id,
}
