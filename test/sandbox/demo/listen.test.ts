import assert from 'node:assert/strict'
import { heard, idsOf, says } from '../../../src/sandbox/demo/listen.ts'
import { type PersonClient, personClient } from '../../../src/sandbox/person-client.ts'
import { startWebex, type WebexSandbox } from '../../../src/sandbox/webex.ts'

describe('waiting for what is said', () => {
  let sandbox: WebexSandbox
  let person: PersonClient
  beforeEach(async () => {
    sandbox = await startWebex({ organisation: { size: 12 } })
    const { apiUrl, roomId, administration } = sandbox
    person = personClient({ apiUrl, roomId, token: administration.tokens.of('alma'), botEmail: 'twokey@webex.bot' })
  })
  afterEach(() => sandbox.close())

  const wait = { what: 'the answer', old: new Set<string>(), patienceMs: 50 }

  it('ends with the message', async () => {
    await person.post({ text: 'hello' })
    const { text } = await heard({ ...wait, person, isIt: says(/hell/) })
    assert.equal(text, 'hello')
  })

  it('ends with an error that tells what was waited for and what was said last', async () => {
    await person.post({ text: 'something else' })
    await assert.rejects(
      heard({ ...wait, person, isIt: says(/hello/) }),
      /the answer did not come within 0.05 seconds; the last that was said: something else/,
    )
  })

  it('does not take an old message for the answer', async () => {
    await person.post({ text: 'hello' })
    const old = await idsOf(person)
    await assert.rejects(heard({ ...wait, person, old, isIt: says(/hello/) }), /said: \(nothing\)/)
  })

  it('ends at once when something is said after which it will not come', async () => {
    await person.post({ text: 'J-0001 is refused' })
    await assert.rejects(
      heard({ ...wait, person, patienceMs: 600_000, isIt: says(/hello/), isEnd: says(/is refused/) }),
      /waiting for the answer, the bot said instead: J-0001 is refused/,
    )
  })
})
