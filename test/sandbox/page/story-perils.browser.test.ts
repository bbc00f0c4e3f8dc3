import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { type Cast, openCast } from '../../support/page-cast.ts'
import {
  approve,
  botIs,
  boxOf,
  cardOf,
  knob,
  knobsOff,
  logOf,
  panelOf,
  press,
  pressBot,
  reads,
  say,
  send,
  sendSample,
  showHalf,
  slowDown,
} from '../../support/page-deeds.ts'
import { until } from '../../support/running-world.ts'

/** Whatever turns a name or a cell into something that acts sets it. */
const PWNED = 'window.pwned'
const HOSTILE = '<img src=x onerror=pwned=1><script>pwned=1</script>[x](javascript:pwned=1)'
/** What turns the direction of reading is shown. */
const SHOWN_FILE = `${HOSTILE}\uFFFDgpj.csv`
const MADE_OF_TEXT = 'img, iframe, object, [onerror], a[href^="javascript"], a[href*=evil], body script'
const BY_TEST = { uuid: 'test', through: 'sandbox' } as const

describe('the story on the page when things go wrong', () => {
  let cast: Cast
  let alma: Page
  let ben: Page
  before(async () => {
    cast = await openCast()
    ;({ alma, ben } = cast)
  })
  // Fails where a console had an error, which is how the browser tells of what its policies refused.
  after(() => cast?.world.close())
  beforeEach(() => cast.emptySpace())

  const isCompletedOnce = async (job: string, before: readonly string[], going: readonly string[]): Promise<void> => {
    await cast.both(new RegExp(`${job} is completed`))
    assert.deepEqual(cast.deleted().slice(before.length).toSorted(), going)
    assert.deepEqual(await cast.timesSaid(/ is completed\./), [1, 1])
  }

  it('ends complete and does nobody twice when the bot is killed and the page loaded again in the middle', async () => {
    const [before, going] = [cast.deleted(), cast.leavers()]
    const job = await cast.ask()
    await slowDown(alma, 600)
    await approve(ben, 5)
    await until('somebody is gone', () => cast.deleted().length > before.length)
    await pressBot(alma, 'Kill')
    for (const page of [alma, ben]) await botIs(page, 'stopped')
    assert.deepEqual(await cast.timesSaid(/ is completed\./), [0, 0])
    await ben.reload()
    await botIs(ben, 'stopped')
    await reads(ben, new RegExp(`${job} approved by Ben Approver`))
    await slowDown(alma, 0)
    await pressBot(ben, 'Start')
    await cast.both(/I was restarted and take J-\w+ up where it stood/)
    await isCompletedOnce(job, before, going)
    await ben.reload()
    await isCompletedOnce(job, before, going)
  })

  it('pauses with words while a vendor is down, and goes on when it is up and somebody says so', async () => {
    const [before, going] = [cast.deleted(), cast.leavers()]
    const job = await cast.ask()
    await showHalf(alma, 'Knobs')
    await knob(alma, 'Webex administration is down').check()
    await approve(ben, 5)
    await cast.both(new RegExp(`${job} is paused.*answered 503`, 's'))
    assert.deepEqual(cast.deleted(), before)
    await knobsOff(alma)
    await say(ben, `@Twokey resume ${job}`)
    await isCompletedOnce(job, before, going)
  })

  describe('with hostile text', () => {
    const dialogs: string[] = []
    before(() => {
      for (const page of [alma, ben]) page.on('dialog', (dialog) => dialogs.push(dialog.message()))
    })
    afterEach(async () => {
      for (const page of [alma, ben]) {
        assert.equal(await page.evaluate(PWNED), undefined)
        assert.equal(await page.locator(MADE_OF_TEXT).count(), 0)
      }
      assert.deepEqual(dialogs, [])
    })

    it('shows the name of a file and its cells as they are', async () => {
      await alma.getByLabel('File to attach').setInputFiles({
        name: `${HOSTILE}\u202Egpj.csv`,
        mimeType: 'text/csv',
        buffer: Buffer.from(`email,note\nsomebody@example.com,"${HOSTILE}"\n`),
      })
      await alma.getByRole('button', { name: `Remove ${SHOWN_FILE}` }).waitFor()
      await boxOf(alma).fill(`@Twokey delete webex ${HOSTILE}`)
      await send(alma)
      for (const page of [alma, ben]) await logOf(page).getByText(`delete webex ${HOSTILE}`).waitFor()
      await logOf(ben).getByText(SHOWN_FILE, { exact: true }).waitFor()
      await logOf(ben)
        .getByRole('button', { name: `Look into ${SHOWN_FILE}` })
        .click()
      await ben.getByRole('cell', { name: HOSTILE, exact: true }).waitFor()
      await reads(ben, /is more than this command takes/)
    })

    it('shows the plan of a hostile file as it is', async () => {
      await sendSample(alma, 'A hostile file')
      for (const page of [alma, ben]) await cardOf(page).waitFor()
      await logOf(ben)
        .getByRole('button', { name: /^Look into plan-J-/ })
        .click()
      const table = ben.getByRole('region', { name: /^Table: plan-J-/ })
      await table.getByText('<img src=x onerror="alert(document.domain)"><script>alert(1)</script>').waitFor()
      await press(ben, 'Reject')
      await cast.both(/rejected by Ben Approver/)
    })

    it('shows the names of people as they are', async () => {
      const { organisation } = cast.world.playground.cloud.administration
      const [, somebody = ''] = cast.leavers()
      for (const user of [organisation.user(organisation.persona('alma').uuid), organisation.userByEmail(somebody)])
        if (user) organisation.update({ ...user, displayName: HOSTILE }, BY_TEST)
      await panelOf(ben).getByRole('listitem').getByText(HOSTILE, { exact: true }).nth(1).waitFor()
      await cast.ask()
      await cardOf(ben)
        .getByText(/asked by .img src=x onerror=pwned=1/)
        .waitFor()
      await press(ben, 'Reject')
      await cast.both(/rejected by Ben Approver/)
    })
  })
})
