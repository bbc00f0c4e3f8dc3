/** Files to try, made of the people of the emulated organisation. */
import { primaryEmail } from '../administration/user.ts'
import type { EveryVendor } from '../every-vendor.ts'
import type { Sample } from './protocol.ts'

interface Recipe extends Sample {
  readonly make: (cloud: EveryVendor) => string
}

const ordinary = ({ administration: { organisation } }: EveryVendor) =>
  organisation.people(organisation.home.uuid).filter(({ roles, title }) => roles.length === 0 && title === undefined)

const RECIPES: readonly Recipe[] = [
  {
    name: 'leavers.csv',
    title: 'Five leavers',
    about: 'Five people who may go, one address a line.',
    words: 'delete webex',
    make: (cloud) => ['email', ...ordinary(cloud).slice(0, 5).map(primaryEmail)].join('\r\n'),
  },
]

export const samples = (_cloud: EveryVendor): readonly Sample[] =>
  RECIPES.map(({ name, title, about, words }) => ({ name, title, about, words }))

/** Undefined when there is no such sample. */
export const sampleContent = (cloud: EveryVendor, name: string): string | undefined =>
  RECIPES.find((recipe) => recipe.name === name)?.make(cloud)
