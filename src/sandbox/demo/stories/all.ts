/**
 * Twelve people leave, everywhere at once. In the middle Okta stops answering: the other directories go on to their end, and Okta is
 * finished afterwards, with nobody deleted twice and nobody forgotten.
 */
import { csvFile } from '../../csv-file.ts'
import type { EveryVendor } from '../../every-vendor.ts'
import { VENDORS } from '../clouds.ts'
import { deeds, ordinaryPeople } from '../people.ts'
import type { Story } from '../story.ts'

const LEAVERS = 12
/** Of Okta's users, when it goes away. */
const DELETED_BEFORE = 4
const MAINTENANCE = { path: '^/okta/', times: 100_000, effect: 503, retryAfter: 900 } as const

export const all: Story = {
  name: 'all',
  about: 'removes 12 leavers from all four directories; Okta is away for a while in the middle',
  scene: (cloud) => {
    const leavers = ordinaryPeople(cloud)
      .slice(0, LEAVERS)
      .map(({ emails }) => emails[0]?.value ?? '')
    notEverywhere(cloud, leavers)
    return {
      environment: { DIRECTORIES: VENDORS.join(',') },
      acts: [
        {
          kind: 'request',
          tells: 'Alma attaches one list of leavers for all four directories.',
          text: `delete ${VENDORS.join(',')}`,
          file: csvFile(
            'leavers.csv',
            ['email', 'last day'],
            leavers.map((address) => [address, '2026-03-31']),
          ),
          vendors: VENDORS,
          meant: VENDORS.flatMap((vendor) => deeds(cloud, vendor, 'delete', leavers)),
          reason: 'last day was Friday',
          outage: {
            vendor: 'okta',
            tells: 'In the middle of the work Okta goes into maintenance: 503, and "come back in 15 minutes".',
            comes: goesAway,
            standstill: /is paused.*Okta stands still; the others went on/s,
            over: 'Okta is back. Alma lets the bot go on.',
            text: (job) => `resume ${job}`,
          },
        },
      ],
    }
  },
}

/** One was never in the community, and one has left the workspace before. */
const notEverywhere = ({ bevy, aac }: EveryVendor, [first = '', second = '']: readonly string[]): void => {
  const member = bevy.site.accountByEmail(first)
  if (member) bevy.site.remove(member.id)
  const colleague = aac.workspace.members().find(({ email }) => email.toLowerCase() === second)
  if (colleague) aac.workspace.remove(colleague.id, aac.workspace.owner.id)
}

/** In the middle of the work, however many calls that takes. */
const goesAway = ({ okta, knobs }: EveryVendor): void => {
  let deleted = 0
  const stopListening = okta.organisation.onChanged(({ what }) => {
    if (what === 'deleted') deleted += 1
    if (deleted < DELETED_BEFORE) return
    stopListening()
    knobs.set({ rules: [MAINTENANCE] })
  })
}
