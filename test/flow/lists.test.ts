import assert from 'node:assert/strict'
import type { AuditEvent } from '../../src/model/audit.ts'
import { jobId } from '../../src/model/ids.ts'
import {
  assertNoSecrets,
  type BotWorld,
  type BotWorldOptions,
  csvOf,
  isCard,
  openBotWorld,
  says,
} from '../support/bot-world.ts'
import { addressOf, asAtFirst, readdressed } from '../support/listed-people.ts'
import { cardText } from '../support/rename-world.ts'
import { type Asking, answerTo, asking, mentioned, ordinaryPeople, wordsOf } from '../support/threads.ts'

/** Who is on which list is asked anew whenever something is decided: the lists, the addresses and the people may all have changed. */

const NOT_FOR_YOU = /^Sorry, this bot is not open to you/

const auditOf = async (world: BotWorld, { job }: Asking): Promise<readonly AuditEvent[]> => {
  const events: AuditEvent[] = []
  for await (const some of world.app().jobs.audit.of(new Set([job]))) events.push(...some)
  return events
}

const assertUntouched = async (world: BotWorld, { job, addresses }: Asking): Promise<void> => {
  assert.equal((await world.app().jobs.store.get(jobId(job)))?.status, 'awaiting-approval')
  for (const address of addresses) assert.ok(world.isThere(address), `${address} is there`)
}

const assertDone = async (world: BotWorld, { thread, addresses }: Asking): Promise<void> => {
  await thread.hears(says(/is completed/))
  for (const address of addresses) assert.ok(!world.isThere(address), `${address} is gone`)
}

/** Opens one world for the tests of a block. */
const worldFor = (options: BotWorldOptions) => {
  let world: BotWorld
  let people: (count: number) => readonly string[]
  before(async () => {
    world = await openBotWorld(options)
    people = ordinaryPeople(world)
  })
  afterEach(() => {
    asAtFirst(world)
    assertNoSecrets(world)
  })
  after(() => world.close())
  return { world: () => world, people: (count: number) => people(count) }
}

describe('more users than one approval is enough for', () => {
  const { world, people } = worldFor({ environment: { SECOND_APPROVAL_ABOVE: '2' } })

  it('need two, and the card, the status and the help say so', async () => {
    const asked = await asking(world(), people(3))
    assert.match(cardText(asked.card), /2 needed: more than 2 users; none given yet/)
    assert.match(wordsOf(asked.card), /2 needed: more than 2 users; none given yet/)
    assert.match(
      await answerTo(world(), 'alma', 'help'),
      /1 approval by somebody else .*; more than 2 users in one job need 2/,
    )
    const first = await asked.thread.answers(() => asked.click('ben'))
    assert.match(first, /Ben Approver.*1 more approval is needed, by somebody else/)
    assert.match(
      await answerTo(world(), 'ben', `status ${asked.job}`),
      /2 needed: more than 2 users; given by Ben Approver/,
    )
    assert.match(await asked.thread.answers(() => asked.click('ben')), /counted already/)
    await assertUntouched(world(), asked)
    await asked.click('cleo')
    await assertDone(world(), asked)
  })

  it('are not those that are just as many', async () => {
    const asked = await asking(world(), people(2))
    assert.match(cardText(asked.card), /1 needed, none given yet/)
    await asked.click('ben')
    await assertDone(world(), asked)
  })
})

describe('an approver who leaves the list between the first approval and the second', () => {
  const { world, people } = worldFor({ environment: { APPROVALS_REQUIRED: '2' } })

  it('is not counted any more; that is said in the thread and recorded, and two others have to approve', async () => {
    const asked = await asking(world(), people(2))
    await asked.thread.answers(() => asked.click('ben'))
    await world().stopBot()
    const [cleo, dora] = [addressOf(world(), 'cleo'), addressOf(world(), 'dora')]
    await world().startBot({ APPROVERS: `${cleo},${dora}` })
    const words = await asked.thread.answers(() => asked.click('cleo'), says(/approved/))
    assert.match(words, /Cléo Approver.* approved .*1 more approval is needed/)
    assert.match(words, /Not counted any more: the approval of Ben Approver \(ben\.approver@example\.com\)/)
    await assertUntouched(world(), asked)
    assert.match(await asked.thread.answers(() => asked.click('ben')), NOT_FOR_YOU)
    await asked.click('dora')
    const decided = wordsOf(await asked.thread.hears(says(/approved\*{0,2} by/)))
    assert.match(decided, /Cléo Approver.*Dora Bystander/)
    assert.doesNotMatch(decided, /Ben/)
    await assertDone(world(), asked)
    const events = await auditOf(world(), asked)
    const decisions = events
      .filter(({ what }) => /approv/.test(what))
      .map(({ what, who }) => `${what} ${who.split(' ')[0]}`)
    assert.deepEqual(decisions.slice(0, 4), [
      'approved ben.approver@example.com',
      'approval-voided twokey',
      'approved cleo.approver@example.com',
      'approved dora.bystander@example.com',
    ])
    assert.match(
      events.find(({ what }) => what === 'approval-voided')?.detail ?? '',
      /^that of ben\.approver@example\.com .* no approver any more/,
    )
  })
})

describe('a requester who leaves the list after asking', () => {
  const { world, people } = worldFor({})

  it('gets no approval any more, and the request can be rejected', async () => {
    const asked = await asking(world(), people(1))
    await world().stopBot()
    await world().startBot({ REQUESTERS: addressOf(world(), 'dora') })
    assert.match(await asked.thread.answers(() => asked.click('ben')), /may not ask for such things any more.*reject/)
    assert.match(await answerTo(world(), 'ben', `approve ${asked.job} 1`), /may not ask for such things any more/)
    await assertUntouched(world(), asked)
    await asked.reject('ben', 'left')
    await asked.thread.hears(says(/rejected/))
  })
})

describe('a rename to an address of a requester', () => {
  const nameOf = (address = ''): string => address.split('@')[0] ?? ''

  it('is skipped, by a file and by a change of domain', async () => {
    let names: readonly string[] = []
    const opened = await openBotWorld({
      environment: { WEBEX_VERIFIED_DOMAINS: 'example.com, new.example', MAX_SHARE: '0.5' },
      settings: ({ administration: { organisation } }) => {
        const plain = organisation
          .people(organisation.home.uuid)
          .filter(
            ({ roles, externalId, emails }) => roles.length === 0 && externalId === undefined && emails.length === 1,
          )
        names = plain.slice(0, 2).map(({ emails }) => nameOf(emails[0]?.value))
        return { REQUESTERS: `alma.requester@example.com,${names[0]}@new.example` }
      },
    })
    try {
      const addresses = names.map((name) => `${name}@example.com`)
      const file = {
        name: 'moves.csv',
        content: `email,new_email\n${addresses.map((one, n) => `${one},${names[n]}@new.example`).join('\n')}\n`,
      }
      for (const asked of [
        { text: 'rename', file },
        { text: 'rename --domain example.com=new.example', file: csvOf(addresses) },
      ]) {
        const thread = await mentioned(opened, 'alma', asked)
        const card = await thread.hears(isCard)
        assert.match(cardText(card), /1 user of 2 rows/)
        assert.match(cardText(card), new RegExp(`1 × protected: ${addresses[0]}`))
        const [job] = await opened.app().jobs.store.list()
        assert.ok(job)
        const { plan } = await opened.app().jobs.files.loadPlan(job.id)
        assert.deepEqual(
          plan.skips.map(({ code, detail }) => [code, detail]),
          [['protected', `the new address "${names[0]}@new.example" is on the list of requesters`]],
        )
      }
    } finally {
      await opened.close()
    }
  })
})

const SPARE_REQUESTER = 'spare.requester@example.com'
const SPARE_APPROVER = 'approver+spare@example.com'

describe('a list of addresses while accounts are renamed', () => {
  const { world, people } = worldFor({
    environment: {
      APPROVALS_REQUIRED: '2',
      REQUESTERS: `alma.requester@example.com,${SPARE_REQUESTER}`,
      APPROVERS: `ben.approver@example.com,cleo.approver@example.com,${SPARE_APPROVER}`,
    },
  })

  it('has nobody whose account has moved away, until it is back', async () => {
    const asked = await asking(world(), people(1))
    readdressed(world(), 'ben', 'ben.new@example.com')
    assert.match(await asked.thread.answers(() => asked.click('ben')), NOT_FOR_YOU)
    await assertUntouched(world(), asked)
    readdressed(world(), 'ben', addressOf(world(), 'ben'))
    assert.match(await asked.thread.answers(() => asked.click('ben')), /1 more approval is needed/)
  })

  it('does not count two people who had one listed address one after the other', async () => {
    const asked = await asking(world(), people(1))
    await asked.thread.answers(() => asked.click('ben'))
    readdressed(world(), 'ben', 'ben.new@example.com')
    readdressed(world(), 'dora', addressOf(world(), 'ben'))
    const words = await asked.thread.answers(() => asked.click('dora'))
    assert.match(words, /1 more approval is needed/)
    assert.match(words, /Not counted any more: the approval of Ben Approver/)
    assert.match(await asked.thread.answers(() => asked.click('ben')), NOT_FOR_YOU)
    await assertUntouched(world(), asked)
    const events = await auditOf(world(), asked)
    assert.equal(events.filter(({ what }) => what === 'approval-voided').length, 1)
  })

  it('counts one person once, under whichever of the listed addresses', async () => {
    const asked = await asking(world(), people(1))
    await asked.thread.answers(() => asked.click('ben'))
    readdressed(world(), 'ben', SPARE_APPROVER)
    assert.match(await asked.thread.answers(() => asked.click('ben')), /counted already/)
    await assertUntouched(world(), asked)
    await asked.click('cleo')
    await assertDone(world(), asked)
  })

  it('makes whoever has a listed address a requester, and no longer than that', async () => {
    const address = people(1)
    readdressed(world(), 'ben', SPARE_REQUESTER)
    const thread = await mentioned(world(), 'ben', { text: 'delete', file: csvOf(address) })
    await thread.hears(isCard)
    const [job] = await world().app().jobs.store.list()
    readdressed(world(), 'ben', addressOf(world(), 'ben'))
    assert.match(await answerTo(world(), 'ben', `approve ${job?.id} 1`), /You asked for .* yourself/)
    assert.match(await answerTo(world(), 'cleo', `approve ${job?.id} 1`), /may not ask for such things any more/)
    assert.ok(world().isThere(address[0] ?? ''))
    await mentioned(world(), 'ben', { text: `withdraw ${job?.id}` })
    await thread.hears(says(/withdrawn by Ben Approver/))
  })

  it('knows the requester by id, under whichever listed address', async () => {
    const asked = await asking(world(), people(1))
    readdressed(world(), 'alma', SPARE_APPROVER)
    assert.match(await asked.thread.answers(() => asked.click('alma')), /You asked for .* yourself/)
    readdressed(world(), 'alma', SPARE_REQUESTER)
    assert.match(await asked.thread.answers(() => asked.click('ben')), /1 more approval is needed/)
    readdressed(world(), 'alma', 'alma.new@example.com')
    assert.match(await asked.thread.answers(() => asked.click('cleo')), /may not ask for such things any more/)
    assert.match(await answerTo(world(), 'alma', `withdraw ${asked.job}`), NOT_FOR_YOU)
    await assertUntouched(world(), asked)
  })

  it('does not take somebody for the requester who has the address by now', async () => {
    const asked = await asking(world(), people(1))
    readdressed(world(), 'alma', 'alma.new@example.com')
    readdressed(world(), 'dora', addressOf(world(), 'alma'))
    assert.match(await answerTo(world(), 'dora', `withdraw ${asked.job}`), /Only the requester can withdraw/)
    assert.match(await asked.thread.answers(() => asked.click('ben')), /may not ask for such things any more/)
    await assertUntouched(world(), asked)
  })

  it('looks at the first address alone, and only while the address leads to it', async () => {
    const asked = await asking(world(), people(1))
    readdressed(world(), 'dora', addressOf(world(), 'dora'), SPARE_APPROVER)
    assert.match(await asked.thread.answers(() => asked.click('dora')), NOT_FOR_YOU)
    readdressed(world(), 'ben', 'ben.alias@example.com', addressOf(world(), 'ben'))
    assert.match(await asked.thread.answers(() => asked.click('ben')), NOT_FOR_YOU)
    await assertUntouched(world(), asked)
    readdressed(world(), 'ben', addressOf(world(), 'ben'), 'ben.alias@example.com')
    assert.match(await asked.thread.answers(() => asked.click('ben')), /1 more approval is needed/)
  })

  it('is looked up by an address with a sign that addresses of pages have, too', async () => {
    readdressed(world(), 'dora', SPARE_APPROVER)
    assert.match(await answerTo(world(), 'dora', 'whoami'), /You may approve/)
  })

  it('decides nothing while an address cannot be looked up, and says so', async () => {
    const asked = await asking(world(), people(1))
    world().sandbox.knobs.set({ rules: [{ path: '^/v1/people\\?email=', effect: 403, times: 1 }] })
    assert.match(await asked.thread.answers(() => asked.click('ben')), /Something went wrong with this click/)
    await assertUntouched(world(), asked)
    world().sandbox.knobs.reset()
    assert.match(await asked.thread.answers(() => asked.click('ben')), /1 more approval is needed/)
  })

  it('costs two calls for a message of somebody listed, and one for anybody else', async () => {
    const callsFor = async (act: () => Promise<unknown>): Promise<readonly string[]> => {
      const before = world().sandbox.traffic.calls.length
      await act()
      const bot = world().sandbox.traffic.calls.slice(before)
      return bot.map(({ method, url }) => `${method} ${url}`).filter((call) => /\/v1\/people/.test(call))
    }
    const listed = await callsFor(() => answerTo(world(), 'alma', 'whoami'))
    assert.equal(listed.length, 2, listed.join())
    const stranger = await callsFor(() => answerTo(world(), 'dora', 'whoami'))
    assert.equal(stranger.length, 1, stranger.join())
  })
})
