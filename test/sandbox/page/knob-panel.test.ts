import assert from 'node:assert/strict'
import { ordinaryPeople } from '../../../src/sandbox/demo/people.ts'
import { type EveryVendor, startEveryVendor } from '../../../src/sandbox/every-vendor.ts'
import { personIdOf } from '../../../src/sandbox/messaging/hydra-id.ts'
import { KnobPanel, knobChange, knobRefusal } from '../../../src/sandbox/page/knob-panel.ts'
import type { NextChange, Vendor } from '../../../src/sandbox/page/protocol.ts'
import { VENDORS } from '../../../src/sandbox/page/vendors.ts'
import { until } from '../../support/running-world.ts'

const BOT_AGENT = 'axios/1'
const BROWSER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/147.0.0.0'

interface Asking {
  readonly method?: string
  readonly agent?: string
  readonly body?: object
}

describe('the knobs of the page', () => {
  let cloud: EveryVendor
  let panel: KnobPanel
  let told = 0
  let aacToken = ''

  beforeEach(async () => {
    cloud = await startEveryVendor()
    told = 0
    panel = new KnobPanel(cloud, () => {
      told++
    })
    aacToken = cloud.aac.tokens.generate().access_token
  })
  afterEach(() => cloud.close())

  const call = (path: string, authorization: string, { method = 'GET', agent = BOT_AGENT, body }: Asking = {}) =>
    fetch(`${cloud.url}${path}`, {
      method,
      headers: { authorization, 'user-agent': agent, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
  const tokenOf = (persona: 'alma' | 'bot' | 'serviceApp') => `Bearer ${cloud.administration.tokens.of(persona)}`
  /** A call of the bot that reads users. */
  const reads = (vendor: Vendor): Promise<Response> => {
    if (vendor === 'webex') return call('/v1/people/me', tokenOf('serviceApp'))
    if (vendor === 'okta') return call('/okta/api/v1/users?limit=1', `SSWS ${cloud.okta.tokens.first}`)
    if (vendor === 'bevy') return call('/bevy/api/user/?page_size=1', `Token ${cloud.bevy.key}`)
    return call('/aac/v4/people/current', `Bearer ${aacToken}`)
  }
  const someone = () => ordinaryPeople(cloud)[0] ?? assert.fail()
  const address = (): string => someone().emails[0]?.value ?? ''
  /** A call of the bot that removes the same person with each vendor. */
  const changes = (vendor: Vendor, method = 'DELETE'): Promise<Response> => {
    const asking = { method }
    if (vendor === 'webex') return call(`/v1/people/${personIdOf(someone().uuid)}`, tokenOf('serviceApp'), asking)
    if (vendor === 'okta')
      return call(
        `/okta/api/v1/users/${cloud.okta.organisation.userByLogin(address())?.id}`,
        `SSWS ${cloud.okta.tokens.first}`,
        asking,
      )
    if (vendor === 'bevy')
      return call(`/bevy/api/user/${cloud.bevy.site.accountByEmail(address())?.id}`, `Token ${cloud.bevy.key}`, asking)
    const { id, members } = { id: cloud.aac.workspace.id, members: cloud.aac.workspace.members() }
    const member = members.find(({ email }) => email === address())
    return call(`/aac/v4/workspaces/${id}/people/${member?.id}`, `Bearer ${aacToken}`, asking)
  }
  const statusOf = async (answer: Promise<Response>): Promise<number> => (await answer).status
  const says = (who: 'alma' | 'bot', agent: string) =>
    call('/v1/messages', tokenOf(who), { method: 'POST', agent, body: { roomId: cloud.roomId, text: 'hello' } })
  const isGone: Readonly<Record<Vendor, (email: string) => boolean>> = {
    webex: (email) => cloud.administration.organisation.userByEmail(email) === undefined,
    okta: (email) => cloud.okta.organisation.userByLogin(email)?.status === 'DEPROVISIONED',
    bevy: (email) => cloud.bevy.site.accountByEmail(email)?.deletionAt !== undefined,
    aac: (email) => !cloud.aac.workspace.members().some((member) => member.email === email),
  }

  for (const vendor of VENDORS) {
    it(`turn ${vendor} off for the bot, and on again`, async () => {
      panel.turn({ vendors: { [vendor]: { isDown: true } } })
      assert.equal(await statusOf(reads(vendor)), 503)
      assert.equal(await statusOf(reads(vendor)), 503)
      for (const other of VENDORS) if (other !== vendor) assert.equal(await statusOf(reads(other)), 200, other)
      panel.turn({ vendors: { [vendor]: { isDown: false } } })
      assert.equal(await statusOf(reads(vendor)), 200)
    })

    it(`end the credential of ${vendor}, and make the same one good again`, async () => {
      panel.turn({ vendors: { [vendor]: { isTokenExpired: true } } })
      assert.equal(await statusOf(reads(vendor)), 401)
      assert.equal(panel.board.vendors[vendor].isTokenExpired, true)
      // Another knob leaves it as it is.
      panel.turn({ latencyMs: 1 })
      assert.equal(await statusOf(reads(vendor)), 401)
      panel.turn({ vendors: { [vendor]: { isTokenExpired: false } } })
      assert.equal(await statusOf(reads(vendor)), 200)
    })

    for (const [next, status] of [
      ['refused', 500],
      ['limited', 429],
    ] as const satisfies readonly (readonly [NextChange, number])[])
      it(`have the next change of ${vendor} ${next}, once, and tell of it`, async () => {
        const who = address()
        panel.turn({ vendors: { [vendor]: { nextChange: next } } })
        assert.equal(await statusOf(reads(vendor)), 200, 'what only reads is let through')
        assert.notEqual(await statusOf(changes(vendor, 'GET')), status, 'also of the same account')
        const before = told
        const answer = await changes(vendor)
        assert.equal(answer.status, status)
        assert.equal(answer.headers.get('retry-after'), status === 429 ? '5' : null)
        assert.equal(isGone[vendor](who), false)
        await until('the knob is back', () => panel.board.vendors[vendor].nextChange === 'right')
        assert.equal(told, before + 1)
        assert.ok((await changes(vendor)).ok)
        assert.equal(isGone[vendor](who), true)
      })

    it(`lose the answer to the next change of ${vendor}, which is made`, async () => {
      const who = address()
      panel.turn({ vendors: { [vendor]: { nextChange: 'lost' } } })
      await assert.rejects(changes(vendor))
      assert.equal(isGone[vendor](who), true)
      await until('the knob is back', () => panel.board.vendors[vendor].nextChange === 'right')
    })
  }

  it('leave the page and the chat alone while Webex administration is down or without its credential', async () => {
    panel.turn({ vendors: { webex: { isDown: true } } })
    assert.equal(await statusOf(says('alma', BROWSER_AGENT)), 200)
    assert.equal(await statusOf(says('bot', BOT_AGENT)), 200)
    assert.equal(await statusOf(call('/v1/people/me', tokenOf('bot'))), 200)
  })

  it('keep the bot from posting while messaging is down, and nobody else', async () => {
    panel.turn({ chat: { isDown: true } })
    assert.equal(await statusOf(says('bot', BOT_AGENT)), 503)
    assert.equal(await statusOf(says('alma', BROWSER_AGENT)), 200)
    assert.equal(await statusOf(reads('webex')), 200)
    panel.turn({ chat: { isDown: false } })
    assert.equal(await statusOf(says('bot', BOT_AGENT)), 200)
  })

  it('slow the bot down, and no browser', async () => {
    panel.turn({ latencyMs: 150 })
    const msOf = async (agent: string): Promise<number> => {
      const startMs = performance.now()
      await says('alma', agent)
      return performance.now() - startMs
    }
    assert.ok((await msOf(BOT_AGENT)) >= 149)
    assert.equal(cloud.knobs.latencyOf({ method: 'GET', url: '/v1/messages', agent: BROWSER_AGENT }), 0)
  })

  for (const vendor of VENDORS)
    it(`hold ${vendor} to so many calls a minute, and say when to come back as it does`, async () => {
      panel.turn({ callsPerMinute: 2 })
      assert.deepEqual([await statusOf(reads(vendor)), await statusOf(reads(vendor))], [200, 200])
      const { status, headers } = await reads(vendor)
      assert.equal(status, 429)
      const header = { webex: 'retry-after', bevy: 'retry-after', okta: 'x-rate-limit-reset', aac: 'x-retry-after' }[
        vendor
      ]
      assert.match(headers.get(header) ?? '', /^\d+$/)
      assert.equal(await statusOf(says('alma', BROWSER_AGENT)), 200)
      panel.turn({ callsPerMinute: 0 })
      assert.equal(await statusOf(reads(vendor)), 200)
    })

  it('are not set a second time while the call that one has struck is under way', () => {
    panel.turn({ vendors: { okta: { nextChange: 'lost' } } })
    const deletion = { method: 'DELETE', url: '/okta/api/v1/users/00u1', agent: BOT_AGENT }
    assert.equal(cloud.knobs.nextFault(deletion)?.effect, 'reset-after')
    panel.turn({ latencyMs: 0 })
    assert.equal(panel.board.vendors.okta.nextChange, 'right')
    assert.equal(cloud.knobs.nextFault(deletion), undefined)
  })

  it('are all off again after a reset, the credentials good', async () => {
    const all = { isDown: true, isTokenExpired: true, nextChange: 'lost' } as const
    const start = panel.board
    panel.turn({
      latencyMs: 5,
      callsPerMinute: 1,
      chat: { isDown: true },
      vendors: { webex: all, okta: all, bevy: all, aac: all },
    })
    assert.notDeepEqual(panel.board, start)
    panel.reset()
    assert.deepEqual(panel.board, start)
    for (const vendor of VENDORS)
      assert.deepEqual([await statusOf(reads(vendor)), await statusOf(reads(vendor))], [200, 200], vendor)
    assert.equal(await statusOf(says('bot', BOT_AGENT)), 200)
  })

  it('take only what has a meaning, and say what has none', () => {
    for (const [wrong, words] of [
      [{ latencyMs: 60_000 }, /latencyMs/],
      [{ vendors: { okta: { nextChange: 'explode' } } }, /vendors\.okta\.nextChange/],
      [{ vendors: { slack: { isDown: true } } }, /slack/],
      [{ speed: 1 }, /speed/],
      [undefined, /object/],
    ] as const) {
      const { error } = knobChange.safeParse(wrong)
      assert.match(error ? knobRefusal(error) : '', words)
    }
    assert.equal(knobChange.safeParse({ chat: { isDown: true }, callsPerMinute: 60 }).success, true)
  })
})
