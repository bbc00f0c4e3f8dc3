import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'
import { type AxeFinding, axeFindings } from '../../support/page-axe.ts'
import { type Cast, openCast } from '../../support/page-cast.ts'
import { boxOf, cardOf, countOf, introOf, reads, spaceOf } from '../../support/page-deeds.ts'
import { pictures } from '../../support/page-pictures.ts'
import { throughStates } from '../../support/page-states.ts'

const MOST_TABS = 60

describe('the story on the page for everybody', () => {
  let cast: Cast
  before(async () => {
    cast = await openCast()
  })
  after(() => cast?.world.close())
  beforeEach(() => cast.emptySpace())

  const isFocused = (place: Locator): Promise<boolean> =>
    place.evaluate((element) => element === element.ownerDocument.activeElement).catch(() => false)
  const tabTo = async (page: Page, place: Locator): Promise<void> => {
    for (let tab = 0; tab < MOST_TABS; tab++) {
      if (await isFocused(place)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`${place} is not reached with ${MOST_TABS} tabs`)
  }

  it('has no fault that axe finds, in any of its main states, in both themes, at a desk and on a phone', async function () {
    // Each state is looked at with several hundred people beside it.
    this.timeout(150_000)
    const findings: AxeFinding[] = []
    const states: string[] = []
    const take = pictures()
    await throughStates(
      (persona, size) => cast.world.visit(persona, size),
      async (state, page) => {
        states.push(state)
        findings.push(...(await axeFindings(state, page)))
        await take(state, page)
      },
    )
    assert.ok(states.length > 12, `${states.length} states`)
    assert.deepEqual(findings, [])
  })

  it('is told with the keyboard alone, from the load of the page to the end', async () => {
    const { alma, ben } = cast
    const [before, going] = [cast.deleted(), cast.leavers()]
    await alma.reload()
    await tabTo(alma, introOf(alma).getByRole('button', { name: 'Prepare it as Alma' }))
    await alma.keyboard.press('Enter')
    await spaceOf(alma).getByRole('button', { name: 'Remove leavers.csv' }).waitFor()
    await tabTo(alma, boxOf(alma))
    await alma.keyboard.press('Enter')
    await cardOf(ben).waitFor()
    await ben.reload()
    await countOf(ben).waitFor()
    await tabTo(ben, countOf(ben))
    await ben.keyboard.type('5')
    await tabTo(ben, cardOf(ben).getByRole('button', { name: 'Approve', exact: true }))
    await ben.keyboard.press('Enter')
    await reads(alma, /is completed\. 5 users deleted/)
    assert.deepEqual(cast.deleted().slice(before.length).toSorted(), going)
  })
})
