import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { ConfigError, loadConfig, secretsOf, VARIABLE_NAMES, wantsSandbox } from '../src/config.ts'

const least = {
  WEBEX_ACCESS_TOKEN: 'bot-token-0123456789',
  WEBEX_ADMIN_TOKEN: 'admin-token-0123456789',
  REQUESTERS: 'Alma@Example.com, ben@example.com',
}

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    loadConfig(environment)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.problems
  }
  return []
}

describe('the configuration', () => {
  it('fills in the documented defaults', () => {
    const config = loadConfig(least)
    assert.deepEqual(
      [
        config.maxUsers,
        config.maxShare,
        config.quotaShare,
        config.approvalsRequired,
        config.approvalTtlMs,
        config.maxFileBytes,
      ],
      [100, 0.2, 0.5, 1, 86_400_000, 20 * 1024 * 1024],
    )
    assert.deepEqual(config.http, { host: '127.0.0.1', port: 8080 })
    assert.deepEqual(config.directories, ['webex'])
    assert.equal(config.webhook, undefined)
    assert.equal(config.allowAdmins, false)
  })

  it('takes the requesters for approvers when there are no others, in lower case', () => {
    assert.deepEqual(loadConfig(least).approvers, ['alma@example.com', 'ben@example.com'])
    assert.deepEqual(loadConfig({ ...least, APPROVERS: 'Cleo@example.com' }).approvers, ['cleo@example.com'])
  })

  it('lists every problem at once', () => {
    const problems = problemsOf({
      MAX_USERS: 'many',
      MAX_SHARE: '20',
      APPROVAL_TTL: '1 day',
      WEBHOOK_URL: 'https://bot.example/webhook',
    })
    assert.equal(problems.length, 7, problems.join('\n'))
    for (const name of [
      'MAX_USERS',
      'MAX_SHARE',
      'APPROVAL_TTL',
      'WEBEX_ACCESS_TOKEN',
      'REQUESTERS',
      'WEBHOOK_SECRET',
      'WEBEX_ADMIN_CLIENT_ID',
    ])
      assert.ok(
        problems.some((problem) => problem.includes(name)),
        name,
      )
    assert.ok(
      problems.some((problem) => problem.includes('"many"')),
      'the value is quoted',
    )
  })

  it('never quotes a secret', () => {
    const problems = problemsOf({
      ...least,
      WEBHOOK_URL: 'https://bot.example/webhook',
      WEBHOOK_SECRET: 'short-secret',
    })
    assert.deepEqual(problems, ['WEBHOOK_SECRET is (a secret): it must be at least 16 characters'])
  })

  it('refuses lists with which nobody could ever approve', () => {
    assert.match(problemsOf({ ...least, REQUESTERS: 'alma@example.com' }).join(), /could never get 1 approval/)
    assert.match(problemsOf({ ...least, APPROVALS_REQUIRED: '2' }).join(), /could never get 2 approval/)
    assert.deepEqual(problemsOf({ ...least, REQUESTERS: 'alma@example.com', APPROVERS: 'ben@example.com' }), [])
  })

  it('refuses two kinds of admin credential, and half a service app', () => {
    assert.match(problemsOf({ ...least, WEBEX_ADMIN_CLIENT_ID: 'app' }).join(), /keep one kind/)
    const { WEBEX_ADMIN_TOKEN: _token, ...rest } = least
    assert.match(
      problemsOf({ ...rest, WEBEX_ADMIN_CLIENT_ID: 'app' }).join(),
      /WEBEX_ADMIN_CLIENT_SECRET, WEBEX_ADMIN_REFRESH_TOKEN missing/,
    )
  })

  it('asks for what each vendor that is on needs, and for nothing of the others', () => {
    const all = { ...least, DIRECTORIES: 'webex,okta,bevy,aac' }
    assert.deepEqual(
      problemsOf(all).map((problem) => problem.split(' ')[0]),
      [
        'OKTA_URL',
        'OKTA_CLIENT_ID,',
        'BEVY_URL',
        'BEVY_TOKEN',
        'AAC_URL',
        'AAC_TOKEN_URL',
        'AAC_CLIENT_ID',
        'AAC_REFRESH_TOKEN',
      ],
    )
    const { okta, bevy, aac } = loadConfig(least)
    assert.deepEqual([okta, bevy, aac], [undefined, undefined, undefined])
  })

  it('needs no Webex credential where Webex is no directory, but has to know whose people may use the bot', () => {
    const okta = { DIRECTORIES: 'okta', OKTA_URL: 'https://example.okta.com', OKTA_TOKEN: 'okta-token-0123456789' }
    const { WEBEX_ADMIN_TOKEN: _none, ...bot } = least
    assert.match(problemsOf({ ...bot, ...okta }).join(), /^WEBEX_ORG_ID is missing/)
    const config = loadConfig({ ...bot, ...okta, WEBEX_ORG_ID: 'org-1' })
    assert.deepEqual([config.webex, config.homeOrgId, config.okta?.url], [undefined, 'org-1', okta.OKTA_URL])
    assert.ok(secretsOf(config).includes(okta.OKTA_TOKEN))
  })

  it('sends no token over a plain connection in production, but for this machine', () => {
    const production = { ...least, NODE_ENV: 'production' }
    assert.deepEqual(problemsOf({ ...production, WEBEX_API_URL: 'http://webex.example/v1' }), [
      'WEBEX_API_URL is "http://webex.example/v1": in production it must begin with https://',
    ])
    assert.deepEqual(problemsOf({ ...production, WEBEX_API_URL: 'http://127.0.0.1:3210/v1' }), [])
    assert.deepEqual(problemsOf({ ...least, WEBEX_API_URL: 'http://webex.example/v1' }), [])
  })

  it('takes paths of Bevy that hold what they have to hold, and no others', () => {
    const bevy = {
      ...least,
      DIRECTORIES: 'bevy',
      WEBEX_ORG_ID: 'org',
      BEVY_URL: 'https://b.example',
      BEVY_TOKEN: 'bevy-key',
    }
    assert.match(
      problemsOf({ ...bevy, BEVY_CANCEL_PATH: '/api/user/cancel/' }).join(),
      /BEVY_CANCEL_PATH.*holds \{id\}/,
    )
    assert.match(problemsOf({ ...bevy, BEVY_DELETE_CODES: '200,404' }).join(), /BEVY_DELETE_CODES/)
    const { bevy: settings } = loadConfig({
      ...bevy,
      BEVY_CANCEL_PATH: '/api/user/{id}/keep/',
      BEVY_CANCEL_METHOD: 'PUT',
    })
    assert.deepEqual(settings?.cancel, { method: 'PUT', path: '/api/user/{id}/keep/' })
    assert.deepEqual(settings?.successCodes, [200, 202, 204])
  })

  it('refuses an unknown directory and a share of nothing', () => {
    assert.match(
      problemsOf({ ...least, DIRECTORIES: 'webex,slack' }).join(),
      /"webex,slack": it must name one or more of: webex/,
    )
    assert.match(problemsOf({ ...least, MAX_SHARE: '0' }).join(), /MAX_SHARE/)
  })

  for (const entry of [
    '*@example.com',
    '@*.example.com',
    '@.example.com',
    'Ceo <ceo@example.com>',
    '<ceo@example.com>',
  ])
    it(`refuses ${entry} on a list, which would protect nobody`, () => {
      assert.match(problemsOf({ ...least, PROTECTED_USERS: entry }).join(), /PROTECTED_USERS is .*without wildcards/)
      assert.match(problemsOf({ ...least, APPROVERS: `cleo@example.com,${entry}` }).join(), /APPROVERS is/)
    })

  it('takes addresses and whole domains for the protected list', () => {
    const { protectedUsers } = loadConfig({ ...least, PROTECTED_USERS: 'Ceo@Example.com, @Board.example' })
    assert.deepEqual(protectedUsers, ['ceo@example.com', '@board.example'])
  })

  it('folds A to Z in the lists and nothing else, so that no look-alike gets a key', () => {
    const kelvin = '\u212Aim@example.com'
    assert.deepEqual(loadConfig({ ...least, APPROVERS: `${kelvin},BEN@example.com` }).approvers, [
      kelvin,
      'ben@example.com',
    ])
  })

  it('counts an empty variable as not set', () => {
    assert.equal(loadConfig({ ...least, MAX_USERS: '', WEBHOOK_URL: ' ' }).maxUsers, 100)
  })

  it('knows every secret it holds', () => {
    assert.deepEqual(secretsOf(loadConfig(least)), ['bot-token-0123456789', 'admin-token-0123456789'])
  })

  it('counts the password of a proxy among its secrets', () => {
    const config = loadConfig({ ...least, HTTPS_PROXY: 'http://bot:p%40ss-word@proxy.example.com:8080' })
    assert.ok(secretsOf(config).includes('p@ss-word'))
  })

  it('asks for the sandbox only without a token and outside production', () => {
    assert.equal(wantsSandbox({}), true)
    assert.equal(wantsSandbox({ NODE_ENV: 'production' }), false)
    assert.equal(wantsSandbox({ WEBEX_ACCESS_TOKEN: 't' }), false)
  })

  it('has every variable in .env.example, with its default', () => {
    const lines = readFileSync('.env.example', 'utf8').split('\n')
    const listed = Object.fromEntries(
      lines.flatMap((line) => {
        const match = /^([A-Z0-9_]+)=(.*)$/.exec(line)
        return match?.[1] ? [[match[1], match[2] ?? '']] : []
      }),
    )
    assert.deepEqual(Object.keys(listed).sort(), [...VARIABLE_NAMES].sort())
    assert.deepEqual(loadConfig({ ...listed, ...least }), loadConfig(least))
  })
})
