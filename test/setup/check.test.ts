import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { personId } from '../../src/model/ids.ts'
import type { Person } from '../../src/model/person.ts'
import { ADMIN_SCOPES } from '../../src/sandbox/administration/tokens.ts'
import { startWebex, type WebexSandbox } from '../../src/sandbox/webex.ts'
import { type ConnectAnswer, connectCheck } from '../../src/setup/check.ts'
import { peopleFindings } from '../../src/setup/people.ts'

const said = ({ findings }: ConnectAnswer): string =>
  findings.map(({ tone, field, words }) => `${tone} ${field ?? '-'}: ${words}`).join('\n')

describe("the check of somebody's own Webex", () => {
  let cloud: WebexSandbox
  let folder: string
  let file: string
  before(async () => {
    cloud = await startWebex({ organisation: { rotatesRefreshTokens: true } })
  })
  after(() => cloud.close())
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twokey-connect-'))
    file = join(folder, '.env')
    cloud.administration.reset()
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const environment = () => ({ WEBEX_API_URL: cloud.apiUrl, WEBEX_SCIM_URL: `${cloud.url}/identity/scim` })
  const opened = (more: Readonly<Record<string, string>> = {}, withinMs = 14_000) =>
    connectCheck({ ...environment(), ...more }, { file, withinMs })
  const good = (): Record<string, string> => ({
    WEBEX_ACCESS_TOKEN: cloud.administration.tokens.of('bot'),
    WEBEX_ADMIN_TOKEN: cloud.administration.tokens.of('alma'),
    WEBEX_ADMIN_TOKEN_LIFE: '12h',
    REQUESTERS: 'alma.requester@example.com',
    APPROVERS: 'ben.approver@example.com, cleo.approver@example.com',
  })
  const serviceApp = (refreshToken: string): Record<string, string> => {
    const { WEBEX_ADMIN_TOKEN: _, ...rest } = good()
    const { clientId, clientSecret } = cloud.administration.secrets
    return {
      ...rest,
      WEBEX_ADMIN_CLIENT_ID: clientId,
      WEBEX_ADMIN_CLIENT_SECRET: clientSecret,
      WEBEX_ADMIN_REFRESH_TOKEN: refreshToken,
    }
  }
  const calls = () => cloud.traffic.calls.length

  it('finds nothing wrong with a good bot, a good administrator and three people', async () => {
    const answer = await opened().check(good())
    assert.equal(answer.isGood, true, said(answer))
    assert.match(said(answer), /good WEBEX_ACCESS_TOKEN: The bot is Twokey \(twokey@webex\.bot\)/)
    assert.match(said(answer), /good WEBEX_ADMIN_TOKEN: .*alma\.requester@example\.com, in .*SCIM Bulk/)
    assert.match(said(answer), /warning WEBEX_ADMIN_TOKEN_LIFE: This token ends by \d{4}-/)
    assert.match(said(answer), /good -: Found in your organisation: Alma Requester, Ben Approver, Cléo Approver\./)
  })

  it('tells what the settings lack beside the right field before it asks anybody, without what was typed', async () => {
    const before = calls()
    const answer = await opened().check({ REQUESTERS: 'MARKED-secret-in-the-wrong-field', WEBEX_ADMIN_CLIENT_ID: 'x' })
    assert.equal(answer.isGood, false)
    const fields = answer.findings.map(({ field }) => field)
    assert.deepEqual(fields, ['REQUESTERS', 'WEBEX_ACCESS_TOKEN', 'WEBEX_ADMIN_CLIENT_SECRET'])
    assert.match(said(answer), /bad REQUESTERS: It must be e-mail addresses with commas between them\./)
    assert.match(said(answer), /bad WEBEX_ACCESS_TOKEN: Create a bot at developer\.webex\.com/)
    assert.doesNotMatch(JSON.stringify(answer), /MARKED/)
    assert.equal(calls(), before)
  })

  it('takes no other setting from the form than its own', async () => {
    const answer = await opened().check({ ...good(), WEBEX_API_URL: 'http://127.0.0.1:1', DATA_DIR: '/somewhere' })
    assert.equal(answer.isGood, true, said(answer))
  })

  it('says of a problem in another setting that it is there, with no field', async () => {
    const answer = await opened({ DIRECTORIES: 'webex,okta' }).check(good())
    assert.match(said(answer), /bad -: OKTA_URL is missing/)
  })

  it("refuses a person's token where a bot's belongs, and the bot's where an administrator's belongs", async () => {
    const person = await opened().check({ ...good(), WEBEX_ACCESS_TOKEN: cloud.administration.tokens.of('ben') })
    assert.match(said(person), /bad WEBEX_ACCESS_TOKEN: This is the token of a person, Ben Approver, and not of a bot/)
    assert.equal(person.isGood, false)
    const { WEBEX_ACCESS_TOKEN = '' } = good()
    const same = await opened().check({ ...good(), WEBEX_ADMIN_TOKEN: WEBEX_ACCESS_TOKEN })
    assert.match(said(same), /bad WEBEX_ADMIN_TOKEN: This is the bot's token/)
  })

  it('says of an ended token that it ended, for the bot and for the administrator', async () => {
    const { tokens } = cloud.administration
    const ended = tokens.add({ owner: 'bot', scopes: ['spark:all'], token: 'MARKED-ended-bot' })
    const endedAdmin = tokens.add({ owner: 'alma', scopes: ADMIN_SCOPES, token: 'MARKED-ended-admin' })
    tokens.expire(ended)
    tokens.expire(endedAdmin)
    const answer = await opened().check({ ...good(), WEBEX_ACCESS_TOKEN: ended, WEBEX_ADMIN_TOKEN: endedAdmin })
    assert.match(said(answer), /bad WEBEX_ACCESS_TOKEN: Webex does not accept this token/)
    assert.match(said(answer), /bad WEBEX_ADMIN_TOKEN: Webex does not accept this credential/)
    assert.doesNotMatch(JSON.stringify(answer), /MARKED/)
  })

  it('names every scope and role that the administrator lacks, and stops only where nothing would work', async () => {
    const { tokens } = cloud.administration
    const slow = ADMIN_SCOPES.filter((scope) => scope !== 'identity:people_rw')
    const slower = await opened().check({ ...good(), WEBEX_ADMIN_TOKEN: tokens.add({ owner: 'alma', scopes: slow }) })
    assert.equal(slower.isGood, true, said(slower))
    assert.match(
      said(slower),
      /warning WEBEX_ADMIN_TOKEN: It lacks the scope identity:people_rw: users are deleted .*one by one/,
    )
    const blind = ADMIN_SCOPES.filter((scope) => scope !== 'spark-admin:roles_read')
    const blinder = await opened().check({ ...good(), WEBEX_ADMIN_TOKEN: tokens.add({ owner: 'alma', scopes: blind }) })
    assert.match(said(blinder), /bad WEBEX_ADMIN_TOKEN: It lacks the scope spark-admin:roles_read/)
    assert.equal(blinder.isGood, false)
    const ordinary = await opened().check({
      ...good(),
      WEBEX_ADMIN_TOKEN: tokens.add({ owner: 'dora', scopes: ADMIN_SCOPES }),
    })
    assert.match(said(ordinary), /bad WEBEX_ADMIN_TOKEN: It lacks the role id_full_admin or id_user_admin/)
    assert.equal(ordinary.isGood, false)
  })

  it('warns of people who are not found, are elsewhere or are bots, and stops where nobody could turn the second key', async () => {
    const some = await opened().check({
      ...good(),
      APPROVERS: 'ben.approver@example.com,nobody@example.com,otto@elsewhere.example,twokey@webex.bot',
    })
    assert.equal(some.isGood, true, said(some))
    assert.match(said(some), /warning APPROVERS: Nobody is found under nobody@example\.com/)
    assert.match(
      said(some),
      /warning APPROVERS: Nobody is found under otto@elsewhere\.example\. .*another organisation/,
    )
    assert.match(said(some), /warning APPROVERS: twokey@webex\.bot is the address of a bot/)
    const none = await opened().check({ ...good(), APPROVERS: 'alma.requester@example.com,nobody@example.com' })
    assert.equal(none.isGood, false)
    assert.match(said(none), /bad APPROVERS: Two keys need two people/)
  })

  it('says so when the bot finds none of them', async () => {
    const answer = await opened().check({ ...good(), REQUESTERS: 'a@example.net', APPROVERS: 'b@example.net' })
    assert.match(said(answer), /warning -: The bot finds none of these people/)
  })

  it('says which address cannot be reached, and what to look at', async () => {
    const nowhere = { WEBEX_API_URL: 'http://127.0.0.1:1/v1', WEBEX_SCIM_URL: 'http://127.0.0.1:1/identity/scim' }
    const answer = await opened(nowhere).check({ ...good(), WEBEX_ACCESS_TOKEN: 'MARKED-bot-token' })
    assert.match(said(answer), /bad WEBEX_ACCESS_TOKEN: Webex cannot be reached at 127\.0\.0\.1:1\. Check the network/)
    assert.match(said(answer), /bad WEBEX_ADMIN_TOKEN: Webex cannot be reached/)
    assert.doesNotMatch(JSON.stringify(answer), /MARKED/)
  })

  it('answers in words where a name leads nowhere', async () => {
    const answer = await opened({ WEBEX_API_URL: 'http://nowhere.invalid/v1' }).check(good())
    assert.match(said(answer), /bad WEBEX_ACCESS_TOKEN: Webex cannot be reached at nowhere\.invalid/)
  })

  it('answers in time where nothing is ever answered', async () => {
    const silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as { readonly port: number }
    try {
      const begun = Date.now()
      const answer = await opened({ WEBEX_API_URL: `http://127.0.0.1:${port}/v1` }, 300).check(good())
      assert.ok(Date.now() - begun < 4_000)
      assert.match(said(answer), /bad WEBEX_ACCESS_TOKEN: Webex did not answer in time/)
      assert.match(said(answer), /bad WEBEX_ADMIN_TOKEN: Webex did not answer in time/)
    } finally {
      silent.close()
    }
  })

  it('keeps the refresh token that Webex gives for the one typed in, uses it for the next check, and saves it', async () => {
    const { refreshTokens } = cloud.administration
    const typed = refreshTokens.generate()
    const { check, save } = opened()
    const first = await check(serviceApp(typed))
    assert.equal(first.isGood, true, said(first))
    assert.match(said(first), /warning WEBEX_ADMIN_REFRESH_TOKEN: Webex gave another refresh token/)
    const [again, more] = await Promise.all([check(serviceApp(typed)), check(serviceApp(typed))])
    assert.deepEqual([again.isGood, more.isGood], [true, true], said(again) + said(more))
    const saved = await save(serviceApp(typed))
    assert.equal(saved.isGood, true, said(saved))
    const written = parseEnv(readFileSync(file, 'utf8'))['WEBEX_ADMIN_REFRESH_TOKEN']
    assert.notEqual(written, typed)
    assert.ok(refreshTokens.redeem(written) !== undefined, 'what was written is good')
    for (const answer of [first, again, saved]) assert.ok(!JSON.stringify(answer).includes('sandbox-refresh-made'))
  })

  it('saves nothing while something is bad, and saves warnings with what to do next', async () => {
    const { save } = opened()
    const refused = await save({ ...good(), WEBEX_ACCESS_TOKEN: 'not-a-token' })
    assert.equal(refused.saved, undefined)
    assert.ok(!existsSync(file))
    writeFileSync(file, '# mine\nPORT=9090\nWEBEX_ADMIN_CLIENT_ID=half\n')
    const answer = await save(good())
    assert.equal(answer.saved?.file, file, said(answer))
    assert.match(answer.saved?.next ?? '', /Ctrl\+C.*npm start/)
    const { WEBEX_ACCESS_TOKEN, WEBEX_ADMIN_TOKEN, REQUESTERS, APPROVERS } = good()
    assert.deepEqual(
      { ...parseEnv(readFileSync(file, 'utf8')) },
      {
        PORT: '9090',
        WEBEX_ADMIN_CLIENT_ID: '',
        WEBEX_ACCESS_TOKEN,
        WEBEX_ADMIN_TOKEN,
        WEBEX_ADMIN_TOKEN_LIFE: '12h',
        REQUESTERS,
        APPROVERS,
      },
    )
    assert.equal(statSync(file).mode & 0o777, 0o600)
  })

  it('never tells a secret, whatever is good or bad of it', async () => {
    const { tokens } = cloud.administration
    const bot = tokens.add({ owner: 'bot', scopes: ['spark:all'], token: 'MARKED-bot' })
    const admin = tokens.add({ owner: 'alma', scopes: [], token: 'MARKED-admin' })
    const { check, save } = opened()
    const answers = [
      await check({ ...good(), WEBEX_ACCESS_TOKEN: bot, WEBEX_ADMIN_TOKEN: admin }),
      await save({ ...good(), WEBEX_ACCESS_TOKEN: bot }),
      await check({ ...serviceApp('MARKED-refresh'), WEBEX_ADMIN_CLIENT_SECRET: 'MARKED-client-secret' }),
      await check({ ...good(), WEBEX_ACCESS_TOKEN: 'MARKED\u0000-with-a-control' }),
      await check({ ...good(), WEBEX_ADMIN_CLIENT_SECRET: 'MARKED-both-kinds' }),
    ]
    assert.doesNotMatch(JSON.stringify(answers), /MARKED/)
    assert.deepEqual(
      answers.map(({ isGood }) => isGood),
      [false, true, false, false, false],
    )
  })

  it('says what could not be written and why', async () => {
    const { save } = connectCheck(environment(), { file: join(folder, 'nowhere', '.env') })
    const answer = await save(good())
    assert.equal(answer.isGood, false)
    assert.match(said(answer), /bad -: Writing .*nowhere.*ENOENT/)
  })

  it('warns of a variable of the terminal that goes before the file', async () => {
    writeFileSync(file, 'APPROVERS=from@the.file\n')
    const answer = await opened({ REQUESTERS: 'other@example.com', APPROVERS: 'from@the.file' }).check(good())
    assert.match(said(answer), /warning REQUESTERS: REQUESTERS is also set in the terminal/)
    assert.doesNotMatch(said(answer), /APPROVERS is also set/)
  })
})

describe('the people of the lists, as they were looked up', () => {
  const person = (name: string, more: Partial<Person> = {}): Person => ({
    id: personId(name),
    email: `${name}@example.com`,
    displayName: name,
    orgId: 'home',
    kind: 'person',
    ...more,
  })
  const told = (holders: Readonly<Record<string, readonly Person[]>>): readonly string[] => {
    const lists = { requesters: ['alma@example.com'], approvers: ['ben@example.com'], approvalsRequired: 1 }
    const found = new Map(Object.entries(holders).map(([name, persons]) => [`${name}@example.com`, persons] as const))
    return peopleFindings(lists, found, 'home').map(({ tone, words }) => `${tone} ${words}`)
  }

  it('are not admitted from elsewhere, under a further address, or where two have the address', () => {
    const alma = [person('alma')]
    assert.match(
      told({ alma, ben: [person('ben', { orgId: 'other' })] })[1] ?? '',
      /ben .* belongs to another organisation/,
    )
    assert.match(
      told({ alma, ben: [person('ben', { email: 'b@example.com' })] })[1] ?? '',
      /first one .* b@example\.com/,
    )
    assert.match(told({ alma, ben: [person('ben'), person('benny')] })[1] ?? '', /More than one account/)
  })

  it('are two people and not one with two addresses', () => {
    const twice = told({ alma: [person('alma')], ben: [person('alma', { email: 'ben@example.com' })] })
    assert.match(twice.at(-1) ?? '', /^bad Two keys need two people/)
    assert.equal(told({ alma: [person('alma')], ben: [person('ben')] }).length, 1)
  })
})
