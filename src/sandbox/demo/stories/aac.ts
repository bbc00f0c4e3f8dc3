/**
 * The other way round: a list of the 26 who stay in the Alteryx workspace, and everybody else goes. One misspelt address in such a
 * list would remove the wrong person, so it is refused; then it is mended.
 */
import { type CsvFile, csvFile } from '../../csv-file.ts'
import type { EveryVendor } from '../../every-vendor.ts'
import { addressOf, deeds, ordinaryPeople } from '../people.ts'
import type { Story } from '../story.ts'

const KEPT = 26
/** With its two administrators the workspace then has 240. */
const PEOPLE = 238

export const aac: Story = {
  name: 'aac',
  about: 'keeps 26 of the 240 people in a workspace; a list with a misspelt address is refused first',
  sandbox: { organisation: { size: PEOPLE } },
  scene: (cloud) => {
    const kept = ordinaryPeople(cloud)
      .slice(0, KEPT)
      .map(({ emails }) => emails[0]?.value ?? '')
    const spared = new Set([...kept, ...shielded(cloud)])
    const others = cloud.aac.workspace.members().map(({ email }) => email.toLowerCase())
    const last = kept.at(-1) ?? ''
    return {
      environment: { DIRECTORIES: 'webex,aac', MAX_SHARE: '1', MAX_USERS: '500' },
      acts: [
        {
          kind: 'refusal',
          tells: 'Alma attaches a list of the 26 people who stay in the workspace. One address is misspelt.',
          text: 'keep aac',
          file: messy(kept.map((address) => (address === last ? address.replace('@', 'x@') : address))),
          words: /J-\w+ is refused.*1 person to be kept cannot be found/s,
        },
        {
          kind: 'request',
          tells: 'Alma mends the address and asks again.',
          text: 'keep aac',
          file: messy(kept),
          vendors: ['aac'],
          meant: deeds(
            cloud,
            'aac',
            'delete',
            others.filter((address) => !spared.has(address)),
          ),
          reason: 'only the analysts keep a seat',
        },
      ],
    }
  },
}

/** Whom no plan touches: the requester, the approvers, the two administrators. */
const shielded = (cloud: EveryVendor): readonly string[] => [
  ...(['alma', 'ben', 'cleo'] as const).map((name) => addressOf(cloud, name)),
  ...cloud.aac.workspace.members().flatMap(({ email, isAdmin }) => (isAdmin ? [email] : [])),
]

/** As lists are that went through many hands: capitals, blanks, and three people who stand in it twice. */
const messy = (addresses: readonly string[]): CsvFile => {
  const written = addresses.map((address, place) =>
    place % 4 === 1 ? address.toUpperCase() : place % 4 === 2 ? ` ${address} ` : address,
  )
  const twice = addresses.slice(0, 3).map((address) => address.toUpperCase())
  return csvFile(
    'keep.csv',
    ['E-mail address', 'Team'],
    [...written, ...twice].map((address) => [address, 'Analytics']),
  )
}
