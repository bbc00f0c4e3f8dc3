/** Alma and Ben before the page, each in a browser of their own, and a third who is whoever is needed; and what the cloud knows of it. */
import type { Page } from 'playwright-core'
import { decodeId } from '../../src/sandbox/messaging/hydra-id.ts'
import { sampleContent } from '../../src/sandbox/page/samples.ts'
import { botIs, cardOf, jobOf, logOf, reads, sendSample } from './page-deeds.ts'
import { openPageWorld, type PageWorld } from './page-world.ts'

export interface Cast {
  readonly world: PageWorld
  readonly alma: Page
  readonly ben: Page
  /** The third, as this person from now on. */
  third(key: string): Promise<Page>
  /** A space where nothing was said; whoever is gone stays so. */
  emptySpace(): Promise<void>
  /** Alma sends the five leavers; resolves with the job when she and Ben have the card. */
  ask(): Promise<string>
  /** Both read it. */
  both(words: RegExp | string): Promise<void>
  /** Whom the sample would delete now. */
  leavers(): readonly string[]
  /** Everybody who was deleted, as often as it happened. */
  deleted(): readonly string[]
  /** How often both logs hold it: it has to be the same. */
  timesSaid(words: RegExp): Promise<readonly number[]>
}

export const openCast = async (): Promise<Cast> => {
  const world = await openPageWorld()
  const [alma, ben, other] = await Promise.all(['alma', 'ben', 'cleo'].map((persona) => world.visit(persona)))
  if (!alma || !ben || !other) throw new Error('opening the page for three people: not all of them have one')
  const { cloud } = world.playground
  await botIs(alma, 'running')
  return {
    world,
    alma,
    ben,
    third: async (key) => {
      await other.goto(`${cloud.url}/#as=${key}`)
      await other.reload()
      return other
    },
    emptySpace: async () => {
      for (const message of cloud.spaces.messagesIn(decodeId('ROOM', cloud.roomId) ?? ''))
        cloud.spaces.removeMessage(message)
      for (const page of [alma, ben]) await page.getByText('Nothing was said here yet').waitFor()
    },
    ask: async () => {
      await sendSample(alma, 'Five leavers')
      for (const page of [alma, ben]) await cardOf(page).waitFor()
      return jobOf(ben)
    },
    both: async (words) => {
      for (const page of [alma, ben]) await reads(page, words)
    },
    leavers: () => {
      const [, ...addresses] = (sampleContent(cloud, 'leavers.csv') ?? '').trim().split(/\r?\n/)
      return addresses.toSorted()
    },
    deleted: () =>
      cloud.administration.organisation.changes.flatMap(({ what, email }) => (what === 'deleted' ? [email] : [])),
    timesSaid: (words) => Promise.all([alma, ben].map((page) => logOf(page).getByText(words).count())),
  }
}
