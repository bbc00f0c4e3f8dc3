/**
 * Plays stories of the demo with the bot at log level trace in this process, whose standard output belongs to the bot alone, and
 * writes everything that could hold a secret, and the secrets, to a file. Arguments: that file, then the names of stories.
 */
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startApp } from '../../src/app.ts'
import { loadConfig, secretsOf } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { PERSONAS } from '../../src/sandbox/administration/personas.ts'
import { cloudsOf } from '../../src/sandbox/demo/clouds.ts'
import { play } from '../../src/sandbox/demo/player.ts'
import { storyOf } from '../../src/sandbox/demo/stories.ts'
import type { Story } from '../../src/sandbox/demo/story.ts'
import { type EveryVendor, environmentOfEvery, startEveryVendor } from '../../src/sandbox/every-vendor.ts'
import { type PersonClient, personClient } from '../../src/sandbox/person-client.ts'
import { freePort } from '../../test/support/free-port.ts'

export interface Seen {
  /** By what it is, e.g. `the refresh token of Alteryx`. */
  readonly secrets: readonly (readonly [name: string, value: string])[]
  /** By where it was seen. */
  readonly texts: readonly (readonly [place: string, text: string])[]
}

const WEBHOOK_SECRET = 'MARKED-webhook-secret-7f3a'
const PROXY_PASSWORD = 'MARKED/proxy+password'

const playStory = async (story: Story): Promise<Seen> => {
  const trafficFile = join(await mkdtemp(join(tmpdir(), 'twokey-secrets-')), 'traffic.jsonl')
  const dataDir = await mkdtemp(join(tmpdir(), 'twokey-secrets-'))
  const cloud = await startEveryVendor({
    ...story.sandbox,
    organisation: { ...story.sandbox?.organisation, rotatesRefreshTokens: true },
    trafficFile,
  })
  const secrets = issued(cloud)
  const texts: [string, string][] = []
  const said = cloud.spaces.subscribe((event) => void texts.push([`a ${event.kind}`, withFiles(event)]))
  try {
    const scene = story.scene(cloud)
    const port = await freePort()
    const config = loadConfig({
      ...environment(cloud, story, port, secrets),
      ...scene.environment,
      DATA_DIR: dataDir,
      LOG_LEVEL: 'trace',
    })
    const hidden = new Set(secretsOf(config))
    const app = await startApp(config, { log: createLog('trace', hidden), onSecret: (secret) => hidden.add(secret) })
    const files = new Map<string, Buffer>()
    const alma = client(cloud, 'alma')
    try {
      const stage = {
        cloud,
        alma,
        ben: client(cloud, 'ben'),
        before: cloudsOf(cloud),
        tell: () => undefined,
        files: () => filesOf(alma, files),
      }
      const { faults } = await play(stage, scene.acts)
      if (faults.length > 0) throw new Error(`${story.name}: ${faults.join('; ')}`)
      texts.push(['the metrics', await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()])
      texts.push(['the readiness', await (await fetch(`http://127.0.0.1:${port}/readyz`)).text()])
    } finally {
      await app.close()
    }
    for (const [name, bytes] of files) texts.push([`the file ${name}`, bytes.toString('utf8')])
  } finally {
    said()
    await cloud.close()
  }
  texts.push(['the traffic', await readFile(trafficFile, 'utf8')], ...(await folderOf(dataDir)))
  await rm(dataDir, { recursive: true, force: true })
  await rm(join(trafficFile, '..'), { recursive: true, force: true })
  return { secrets: [...secrets].map(([value, name]) => [name, value] as const), texts }
}

/** Everything that is handed out while the cloud is there, by what it is. */
const issued = ({ administration, okta, bevy, aac }: EveryVendor): Map<string, string> => {
  const secrets = new Map<string, string>([
    [WEBHOOK_SECRET, 'the webhook secret'],
    [PROXY_PASSWORD, 'the password of the proxy'],
    [administration.secrets.clientSecret, 'the client secret of Webex'],
    [`${administration.secrets.refreshToken}"`, 'the first refresh token of Webex'],
    [okta.tokens.first, 'the API token of Okta'],
    [bevy.key, 'the key of Bevy'],
    [aac.tokens.refreshToken, 'the first refresh token of Alteryx'],
    ...PERSONAS.map((name) => [administration.tokens.of(name), `the token of ${name}`] as const),
  ])
  const [add, redeem, grant, pair] = [
    administration.tokens.add.bind(administration.tokens),
    administration.refreshTokens.redeem.bind(administration.refreshTokens),
    okta.tokens.grant.bind(okta.tokens),
    aac.tokens.redeem.bind(aac.tokens),
  ]
  const note = <T extends string | undefined>(value: T, name: string): T => {
    if (value) secrets.set(value, name)
    return value
  }
  administration.tokens.add = (asked) => note(add(asked), 'an access token of Webex')
  administration.refreshTokens.redeem = (token) => note(redeem(token), 'a later refresh token of Webex')
  okta.tokens.grant = (...asked) => note(grant(...asked), 'an access token of Okta')
  aac.tokens.redeem = (token) => {
    const next = pair(token)
    note(next?.refresh_token, 'a later refresh token of Alteryx')
    note(next?.access_token, 'an access token of Alteryx')
    return next
  }
  return secrets
}

/** By webhook, behind a proxy that is never needed; Webex as a service app, and Okta as one in its own story. */
const environment = (cloud: EveryVendor, { name }: Story, port: number, secrets: Map<string, string>) => {
  const { clientId, clientSecret, refreshToken } = cloud.administration.secrets
  return {
    ...environmentOfEvery(cloud),
    PORT: String(port),
    WEBHOOK_URL: `http://127.0.0.1:${port}/webhook`,
    WEBHOOK_SECRET,
    HTTPS_PROXY: `http://somebody:${encodeURIComponent(PROXY_PASSWORD)}@127.0.0.1:9`,
    WEBEX_CALLS_PER_MINUTE: '100000',
    WEBEX_ADMIN_TOKEN: '',
    WEBEX_ADMIN_CLIENT_ID: clientId,
    WEBEX_ADMIN_CLIENT_SECRET: clientSecret,
    WEBEX_ADMIN_REFRESH_TOKEN: refreshToken,
    ...(name === 'okta' ? oktaApp(cloud, secrets) : {}),
  }
}

const oktaApp = ({ okta }: EveryVendor, secrets: Map<string, string>): Readonly<Record<string, string>> => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  secrets.set(pem, 'the private key of Okta')
  for (const line of pem.split('\n').slice(1, -2)) secrets.set(line, 'a line of the private key of Okta')
  const scopes = ['okta.users.read', 'okta.users.manage', 'okta.roles.read']
  return { OKTA_TOKEN: '', OKTA_CLIENT_ID: okta.clients.add({ keys: [publicKey], scopes }), OKTA_PRIVATE_KEY: pem }
}

const withFiles = (event: unknown): string =>
  JSON.stringify(event, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer' && 'data' in value
      ? Buffer.from(value.data as number[]).toString('utf8')
      : value,
  )

const filesOf = async (alma: PersonClient, files: Map<string, Buffer>): Promise<ReadonlyMap<string, Buffer>> => {
  for (const message of await alma.messages())
    for (const url of message.parentId === undefined ? [] : (message.files ?? [])) {
      const { name, bytes } = await alma.file(url)
      files.set(name, bytes)
    }
  return files
}

const client = ({ apiUrl, administration, roomId }: EveryVendor, name: 'alma' | 'ben'): PersonClient =>
  personClient({ apiUrl, roomId, token: administration.tokens.of(name), botEmail: 'twokey@webex.bot' })

/** All but the one file that is there to hold secrets. */
const folderOf = async (folder: string): Promise<[string, string][]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'secrets.json')
  return Promise.all(
    files.map(
      async ({ parentPath, name }) =>
        [`${name} in the data folder`, await readFile(join(parentPath, name), 'utf8')] as [string, string],
    ),
  )
}

const [out = '', ...names] = process.argv.slice(2)
const seen: Seen[] = []
for (const name of names) {
  const story = storyOf([name])
  if (story === undefined) throw new Error(`playing the stories: there is no story "${name}"`)
  seen.push(await playStory(story))
}
await writeFile(
  out,
  JSON.stringify({ secrets: seen.flatMap(({ secrets }) => secrets), texts: seen.flatMap(({ texts }) => texts) }),
)
