/**
 * What `npm start` opens when there are no credentials: the emulated cloud, the settings for the bot to live in it, and
 * words that tell a newcomer what to try. Nothing of it is kept.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environmentOf } from './environment.ts'
import { startWebex, type WebexSandbox } from './webex.ts'

export interface Playground {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly words: string
  close(): Promise<void>
}

export const startPlayground = async (given: Readonly<Record<string, string | undefined>>): Promise<Playground> => {
  const sandbox = await startWebex()
  const dataDir = await mkdtemp(join(tmpdir(), 'twokey-playground-'))
  return {
    environment: { ...withoutWebex(given), ...environmentOf(sandbox), DATA_DIR: dataDir },
    words: wordsOf(sandbox),
    close: async () => {
      await sandbox.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Half of a real set-up in `.env` must not meet the sandbox's own. */
const withoutWebex = (given: Playground['environment']): Playground['environment'] =>
  Object.fromEntries(Object.entries(given).filter(([name]) => !/^(WEBEX|WEBHOOK)_|^(REQUESTERS|APPROVERS)$/.test(name)))

const wordsOf = ({ apiUrl, url, roomId, administration }: WebexSandbox): string => {
  const { tokens, organisation } = administration
  const api = (path: string) => `${apiUrl}${path}`
  const as = (name: 'alma' | 'ben') => `-H 'Authorization: Bearer ${tokens.of(name)}'`
  const somebody = organisation
    .people(organisation.home.uuid)
    .find(({ roles, emails }) => roles.length === 0 && emails.length > 0)
  return `
────────────────────────────────────────────────────────────────────────────────
  SANDBOX. No credentials were found, so an emulated Webex stands in for the real
  one at ${url}. Its organisation has ${organisation.people(organisation.home.uuid).length} people; nobody real is touched.
  To serve a real space, copy .env.example to .env and fill it in.
────────────────────────────────────────────────────────────────────────────────

  1. As Alma, post a CSV that names somebody, and mention the bot:

     printf 'email\\n${somebody?.emails[0]?.value ?? ''}\\n' > /tmp/leavers.csv
     curl -s ${as('alma')} ${api('/messages')} \\
       -F roomId=${roomId} \\
       --form-string 'markdown=<@personEmail:twokey@webex.bot> delete' -F 'files=@/tmp/leavers.csv;type=text/csv'

  2. Read what the bot answers:

     curl -s ${as('alma')} '${api('/messages')}?roomId=${roomId}' | grep -o '"markdown":"[^"]*"'

  3. As Ben, turn the second key (put the job's id and the number of users in):

     curl -s ${as('ben')} ${api('/messages')} \\
       -F roomId=${roomId} --form-string 'markdown=<@personEmail:twokey@webex.bot> approve J-XXXX 1'

  Make the cloud fail: curl -X PUT ${url}/sandbox/knobs -H 'Content-Type: application/json' -d '{"latencyMs":500}'
`
}
