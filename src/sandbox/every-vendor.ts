/**
 * The emulated Webex with the other vendors beside it, in which the same people have accounts: what a company has that removes
 * somebody everywhere at once.
 */
import { type AacEmulation, aac } from './aac/aac.ts'
import type { AacOptions } from './aac/options.ts'
import type { Administration } from './administration/administration.ts'
import { PERSONAS } from './administration/personas.ts'
import { type BevyEmulation, type BevyOptions, bevy } from './bevy/bevy.ts'
import { type Environment, environmentOf } from './environment.ts'
import { type OktaEmulation, type OktaOptions, okta } from './okta/okta.ts'
import { startWebex, type WebexOptions, type WebexSandbox } from './webex.ts'

export interface EveryVendorOptions extends Omit<WebexOptions, 'vendors'> {
  readonly okta?: Omit<OktaOptions, 'people' | 'clock'>
  readonly bevy?: Omit<BevyOptions, 'people' | 'clock'>
  readonly aac?: Omit<AacOptions, 'people' | 'clock'>
}

export interface EveryVendor extends WebexSandbox {
  readonly okta: OktaEmulation
  readonly bevy: BevyEmulation
  readonly aac: AacEmulation
}

export async function startEveryVendor(options: EveryVendorOptions = {}): Promise<EveryVendor> {
  const { okta: oktaOptions, bevy: bevyOptions, aac: aacOptions, ...rest } = options
  const { clock = () => new Date() } = rest
  let made: Pick<EveryVendor, 'okta' | 'bevy' | 'aac'> | undefined
  const webex = await startWebex({
    ...rest,
    vendors: (webexHalf) => {
      const people = peopleOf(webexHalf)
      made = {
        okta: okta({ ...oktaOptions, clock, people }),
        bevy: bevy({ ...bevyOptions, clock, people }),
        aac: aac({ ...aacOptions, clock, people }),
      }
      return [made.okta.mount, made.bevy.mount, made.aac.mount]
    },
  })
  if (made === undefined) throw new Error('starting the sandbox: the other vendors were not asked for')
  return { ...webex, ...made }
}

/** Everybody of the home organisation; those who work with the bot are active everywhere. */
const peopleOf = ({ organisation }: Administration) => {
  const personas = new Set<string>(PERSONAS.map((persona) => organisation.persona(persona).uuid))
  return organisation.people(organisation.home.uuid).map(({ uuid, emails, firstName = '', lastName = '' }) => ({
    email: emails[0]?.value ?? '',
    firstName,
    lastName,
    ...(personas.has(uuid) && { status: 'ACTIVE' as const }),
  }))
}

/** With every vendor on, Webex first. */
export const environmentOfEvery = (sandbox: EveryVendor): Environment => ({
  ...environmentOf(sandbox),
  ...sandbox.okta.environment(sandbox.url),
  ...sandbox.bevy.environment(sandbox.url),
  ...sandbox.aac.environment(sandbox.url),
  DIRECTORIES: 'webex,okta,bevy,aac',
})
