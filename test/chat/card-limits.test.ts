import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { AdaptiveCard, SerializationContext, Versions } from 'adaptivecards'
import type { Card } from '../../src/chat/chat-api.ts'
import { cardProblems } from './card-rules.ts'
import { type Golden, goldenCards } from './golden-cards.ts'

/**
 * The cards as they are kept in `test/golden/`. After a wanted change write them anew and read the difference:
 *
 *     UPDATE_GOLDEN=1 npx mocha test/chat/card-limits.test.ts
 *
 * Without it the files are compared and never written.
 */
const folder = new URL('../golden/', import.meta.url)
const isUpdate = process.env['UPDATE_GOLDEN'] === '1'

const kept = async (): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()

const read = async (name: string): Promise<Golden> => JSON.parse(await readFile(new URL(name, folder), 'utf8'))

describe('the golden cards', () => {
  before(async () => {
    if (!isUpdate) return
    for (const [name, golden] of Object.entries(await goldenCards())) {
      await writeFile(new URL(`${name}.json`, folder), `${JSON.stringify(golden, undefined, 2)}\n`)
    }
  })

  it('are those that are built now, one file each', async () => {
    const built = await goldenCards()
    assert.deepEqual(
      await kept(),
      Object.keys(built)
        .map((name) => `${name}.json`)
        .sort(),
    )
    for (const [name, golden] of Object.entries(built)) assert.deepEqual(golden, await read(`${name}.json`), name)
  })

  it('keep the rules of AdaptiveCards 1.3 and of Webex', async () => {
    const names = await kept()
    assert.ok(names.length >= 5)
    for (const name of names) assert.deepEqual(cardProblems((await read(name)).card, 20_000), [], name)
  })

  it('have a text beside them that Webex takes', async () => {
    for (const name of await kept()) {
      const { markdown } = await read(name)
      assert.ok(markdown.length > 0 && Buffer.byteLength(markdown) <= 7439, name)
    }
  })

  it('are read without complaint by the renderer that clients use', async () => {
    for (const name of await kept()) assert.deepEqual(rendererComplaints((await read(name)).card), [], name)
  })
})

describe('the rules', () => {
  it('catch what is above 1.3, a wrong version, too many buttons and too many bytes', () => {
    const bad = {
      type: 'AdaptiveCard',
      version: '1.5',
      body: [
        { type: 'Table', rows: [] },
        { type: 'TextBlock', text: 'x', wrap: true, style: 'heading' },
      ],
      actions: Array.from({ length: 6 }, () => ({ type: 'Action.Execute', title: 'x' })),
    }
    const problems = cardProblems(bad, 100).join('\n')
    for (const expected of [
      /bytes/u,
      /version is 1\.5/u,
      /Table/u,
      /property style/u,
      /more than five/u,
      /Action\.Execute/u,
    ]) {
      assert.match(problems, expected)
    }
  })

  it('are backed by a renderer that does complain', () => {
    assert.notDeepEqual(rendererComplaints({ type: 'AdaptiveCard', version: '1.3', body: [{ type: 'Tabel' }] }), [])
  })
})

function rendererComplaints(card: Card): readonly string[] {
  const context = new SerializationContext(Versions.v1_3)
  const rendered = new AdaptiveCard()
  rendered.parse(card, context)
  const parsing = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at).message)
  return [...parsing, ...rendered.validateProperties().validationEvents.map(({ message }) => message)]
}
