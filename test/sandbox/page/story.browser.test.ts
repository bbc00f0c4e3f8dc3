import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { type Cast, openCast } from '../../support/page-cast.ts'
import {
  approve,
  boxOf,
  cardOf,
  countOf,
  introOf,
  logOf,
  panelOf,
  press,
  reads,
  say,
  send,
  sendSample,
  showHalf,
  slowDown,
} from '../../support/page-deeds.ts'

describe('the whole story on the page', () => {
  let cast: Cast
  let alma: Page
  let ben: Page
  before(async () => {
    cast = await openCast()
    ;({ alma, ben } = cast)
  })
  after(() => cast?.world.close())
  beforeEach(() => cast.emptySpace())

  it('takes two people from the request to the end, and nothing happens by the wrong key', async () => {
    const going = cast.leavers()
    await introOf(alma).getByRole('button', { name: 'Prepare it as Alma' }).click()
    await alma.getByRole('button', { name: 'Remove leavers.csv' }).waitFor()
    assert.equal(await boxOf(alma).inputValue(), '@Twokey delete webex')
    await send(alma)
    for (const page of [alma, ben]) await cardOf(page).getByText('Delete 5 users?').waitFor()

    await approve(alma, 5)
    await cast.both(/You asked for J-\w+ yourself; somebody else has to approve it/)
    await approve(ben, 4)
    await cast.both(/You typed "4", but the plan of J-\w+ holds 5/)
    assert.deepEqual(cast.deleted(), [])

    await approve(ben, 5)
    await cast.both(/approved by Ben Approver/)
    await cast.both(/5 of 5 · 5 deleted/)
    await cast.both(/is completed\. 5 users deleted/)
    assert.deepEqual(cast.deleted().toSorted(), going)
    for (const page of [alma, ben]) await cardOf(page).waitFor({ state: 'detached' })

    await logOf(ben)
      .getByRole('button', { name: /^Look into results-J-/ })
      .click()
    const table = ben.getByRole('region', { name: /^Table: results-J-/ })
    for (const email of going) await table.getByRole('cell', { name: email, exact: true }).first().waitFor()
    assert.equal(await table.getByRole('row').count(), 6)

    for (const page of [alma, ben]) {
      await panelOf(page).getByText('Webex: 5 gone.').first().waitFor()
      const gone = panelOf(page).getByRole('listitem').filter({ hasText: 'deleted' })
      const shown = (await gone.allTextContents()).join('\n')
      for (const email of going) assert.ok(shown.includes(email), `${email} is not among those who are gone`)
    }
  })

  it('takes nothing from somebody on no list or from elsewhere, and the request still waits', async () => {
    const before = cast.deleted()
    const job = await cast.ask()
    for (const [at, stranger] of ['dora', 'otto'].entries()) {
      await approve(await cast.third(stranger), 5)
      await logOf(alma)
        .getByText(/this bot is not open to you/)
        .nth(at)
        .waitFor()
    }
    assert.deepEqual(cast.deleted(), before)
    await countOf(ben).waitFor()
    await press(ben, 'Reject')
    await cast.both(new RegExp(`${job} rejected by Ben Approver`))
  })

  it('counts the first of two who approve at once, tells the other, and does it once', async () => {
    const before = cast.deleted()
    const going = cast.leavers()
    const cleo = await cast.third('cleo')
    const job = await cast.ask()
    for (const page of [ben, cleo]) await countOf(page).fill('5')
    // Time enough for both before the card goes.
    await slowDown(alma, 300)
    await Promise.all([press(ben, 'Approve'), press(cleo, 'Approve')])
    await cast.both(new RegExp(`${job} is not waiting for approval any more`))
    await slowDown(alma, 0)
    await cast.both(/is completed\. 5 users deleted/)
    assert.deepEqual(cast.deleted().slice(before.length).toSorted(), going)
    assert.deepEqual(await cast.timesSaid(/ approved by /), [1, 1])
  })

  it('refuses too many at once before anybody is asked', async () => {
    await sendSample(alma, 'Too many at once')
    await cast.both(/The plan holds 150 users; the limit for one job is 100, so that is 50 too many/)
    assert.equal(await cardOf(ben).count(), 0)
  })

  it('lets whoever asked take the request back', async () => {
    const before = cast.deleted()
    const job = await cast.ask()
    await say(alma, `@Twokey withdraw ${job}`)
    await cast.both(new RegExp(`${job} withdrawn by Alma Requester`))
    for (const page of [alma, ben]) await cardOf(page).waitFor({ state: 'detached' })
    assert.deepEqual(cast.deleted(), before)
  })

  it('is as at the start for everybody after a reset', async () => {
    const size = cast.deleted().length
    await say(alma, '@Twokey whoami')
    await reads(ben, /You are Alma Requester/)
    await showHalf(alma, 'Knobs')
    await panelOf(alma).getByRole('slider', { name: 'Latency' }).press('ArrowRight')
    await panelOf(ben)
      .getByRole('tab', { name: /^Knobs 1 on/ })
      .waitFor()
    await showHalf(alma, 'Organisation')
    assert.ok(size > 0, 'nobody was deleted before')
    await panelOf(alma).getByRole('button', { name: 'Reset everything' }).click()
    await panelOf(alma).getByRole('button', { name: 'Yes, reset' }).click()
    for (const page of [alma, ben]) {
      await page.getByText('Nothing was said here yet').waitFor()
      await panelOf(page)
        .getByRole('tab', { name: /^Webex\s*250 people$/ })
        .waitFor()
      await panelOf(page).getByRole('tab', { name: 'Knobs', exact: true }).waitFor()
    }
    assert.deepEqual(cast.deleted(), [])
    await cast.ask()
    await press(ben, 'Reject')
    await cast.both(/rejected by Ben Approver/)
  })
})
