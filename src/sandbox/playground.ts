/**
 * What `npm start` opens when there are no credentials: the emulated clouds of every vendor, the settings for the bot to live in
 * them, and words that tell a newcomer what to try. Nothing of it is kept.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { primaryEmail } from './administration/user.ts'
import { type EveryVendor, environmentOfEvery, startEveryVendor } from './every-vendor.ts'

export interface Playground {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly words: string
  close(): Promise<void>
}

/** With it `undo` calls a deletion in Bevy off. */
const CANCEL_PATH = '/api/user/{id}/cancel-deletion/'

export const startPlayground = async (given: Readonly<Record<string, string | undefined>>): Promise<Playground> => {
  const sandbox = await startEveryVendor({ bevy: { cancel: { method: 'POST', path: CANCEL_PATH } } })
  const dataDir = await mkdtemp(join(tmpdir(), 'twokey-playground-'))
  return {
    environment: {
      ...withoutVendors(given),
      ...environmentOfEvery(sandbox),
      BEVY_CANCEL_PATH: CANCEL_PATH,
      DATA_DIR: dataDir,
    },
    words: wordsOf(sandbox),
    close: async () => {
      await sandbox.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Half of a real set-up in `.env` must not meet the sandbox's own. */
const withoutVendors = (given: Playground['environment']): Playground['environment'] =>
  Object.fromEntries(
    Object.entries(given).filter(
      ([name]) => !/^(WEBEX|WEBHOOK|OKTA|BEVY|AAC)_|^(REQUESTERS|APPROVERS|DIRECTORIES)$/.test(name),
    ),
  )

const wordsOf = (sandbox: EveryVendor): string => {
  const { apiUrl, url, roomId, administration } = sandbox
  const { tokens, organisation } = administration
  const api = (path: string) => `${apiUrl}${path}`
  const as = (name: 'alma' | 'ben') => `-H 'Authorization: Bearer ${tokens.of(name)}'`
  const people = organisation.people(organisation.home.uuid)
  const somebody = people.find(({ roles, emails, externalId }) => roles.length + emails.length === 1 && !externalId)
  const address = somebody === undefined ? '' : primaryEmail(somebody)
  return `
────────────────────────────────────────────────────────────────────────────────
  SANDBOX. No credentials were found, so emulated clouds stand in for the real
  ones at ${url}: Webex, Okta, Bevy and Alteryx, where the
  same ${people.length} people have accounts. Nobody real is touched.
  To serve a real space, copy .env.example to .env and fill it in.
────────────────────────────────────────────────────────────────────────────────

  1. As Alma, post a CSV that names somebody, and mention the bot:

     printf 'email\\n${address}\\n' > /tmp/leavers.csv
     curl -s ${as('alma')} ${api('/messages')} \\
       -F roomId=${roomId} \\
       --form-string 'markdown=<@personEmail:twokey@webex.bot> delete webex' -F 'files=@/tmp/leavers.csv;type=text/csv'

  2. Read what the bot answers:

     curl -s ${as('alma')} '${api('/messages')}?roomId=${roomId}' | grep -o '"markdown":"[^"]*"'

  3. As Ben, turn the second key (put the job's id and the number of users in):

     curl -s ${as('ben')} ${api('/messages')} \\
       -F roomId=${roomId} --form-string 'markdown=<@personEmail:twokey@webex.bot> approve J-XXXX 1'

  Other words for step 1:

     delete okta                  two steps, deactivate and delete, in one job
     delete bevy                  set for deletion in seven days; then: undo J-XXXX
     keep aac                     everybody but those in the file goes. Refused as long as
                                  that is more than MAX_USERS=100 or MAX_SHARE=0.2 allow
     rename webex                 with a CSV of two columns, old and new
     delete webex,okta,bevy,aac   everywhere at once
     help                         all of it

  The same as stories that play by themselves: npm run demo -- okta (or bevy, aac, rename, all)

  Make a cloud fail: curl -X PUT ${url}/sandbox/knobs -H 'Content-Type: application/json' \\
    -d '{"rules":[{"path":"^/okta/","times":100,"effect":503}]}'
`
}
