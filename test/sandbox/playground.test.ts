import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { loadConfig } from '../../src/config.ts'
import { type Playground, startPlayground } from '../../src/sandbox/playground.ts'
import { connectCheck } from '../../src/setup/check.ts'

const REAL = {
  WEBEX_ADMIN_CLIENT_ID: 'a-real-app',
  OKTA_CLIENT_ID: 'a-real-client',
  AAC_TRANSFER_TO: 'somebody@real.example',
  APPROVERS: 'boss@real.example',
  DIRECTORIES: 'okta',
  MAX_USERS: '7',
}

describe('the playground', () => {
  let playground: Playground
  beforeEach(async () => {
    playground = await startPlayground(REAL, { connect: connectCheck(REAL), onLink: () => undefined })
  })
  afterEach(() => playground.close())

  it('gives the bot every vendor and nothing of a real set-up', () => {
    const config = loadConfig(playground.environment)
    assert.deepEqual(config.directories, ['webex', 'okta', 'bevy', 'aac'])
    assert.equal(config.aac?.transferTo, undefined)
    assert.equal(config.bevy?.cancel?.path, '/api/user/{id}/cancel-deletion/')
    assert.doesNotMatch(JSON.stringify(playground.environment), /real/)
  })

  it('leaves the limits as they are given, and as they are by default', () => {
    const { maxUsers, maxShare } = loadConfig(playground.environment)
    assert.deepEqual([maxUsers, maxShare], [7, 0.2])
  })

  it('leaves nothing behind', async () => {
    const { DATA_DIR = '' } = playground.environment
    assert.ok(existsSync(DATA_DIR))
    await playground.close()
    assert.ok(!existsSync(DATA_DIR))
    playground = await startPlayground({}, { connect: connectCheck({}), onLink: () => undefined })
  })
})
