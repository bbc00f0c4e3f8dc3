import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readWebhookCall } from '../../src/chat/webhook-call.ts'
import { RecordingLog } from './support/recording-log.ts'

const SECRET = 'a secret that only Webex and the bot know'

const signedCall = (id: string) => {
  const body = Buffer.from(JSON.stringify({ resource: 'memberships', event: 'created', data: { id } }))
  const signature = createHmac('sha1', SECRET).update(body).digest('hex')
  return readWebhookCall(body, { 'x-spark-signature': signature }, SECRET, new RecordingLog())
}

describe('a signed webhook call', () => {
  it('is an event where it names something by an id', () => {
    assert.equal(signedCall('Y2lzY29zcGFyazovL3VzL01FTUJFUlNISVAvYTpi').kind, 'event')
    assert.equal(signedCall('Y2lzY29zcGFyazovL3VzL01FTUJFUlNISVAvYTo=').kind, 'event')
  })

  it('is refused where its id would lead the reading to another address', () => {
    for (const id of ['', '.', '..', '../people/me', '%2e%2e', 'a b', 'a?b', 'x'.repeat(513)])
      assert.deepEqual(signedCall(id), { kind: 'refused', status: 400 }, id)
  })
})
