import assert from 'node:assert/strict'
import { STORIES, storyOf, usage } from '../../../src/sandbox/demo/stories.ts'
import { startEveryVendor } from '../../../src/sandbox/every-vendor.ts'

describe('the stories of the demo', () => {
  it('are asked for by name, and the one of Webex without a name', () => {
    assert.equal(storyOf([])?.name, 'webex')
    assert.deepEqual(
      ['webex', 'okta', 'bevy', 'aac', 'rename', 'all'].map((name) => storyOf([name])?.name),
      STORIES.map(({ name }) => name),
    )
  })

  it('are listed for whoever asks for another one, or for two', () => {
    for (const args of [['oktta'], [''], ['okta', 'bevy']]) assert.equal(storyOf(args), undefined, args.join(' '))
    const said = usage(['oktta'])
    assert.match(said, /no story "oktta"/)
    for (const { name, about } of STORIES) assert.ok(said.includes(`-- ${name} `) && said.includes(about), name)
  })

  for (const story of STORIES)
    it(`mean accounts that are there, each once: ${story.name}`, async () => {
      const cloud = await startEveryVendor(story.sandbox)
      try {
        for (const act of story.scene(cloud).acts) {
          if (act.kind === 'refusal') continue
          const keys = act.meant.map(({ vendor, id }) => `${vendor} ${id}`)
          assert.ok(keys.length >= 12 && keys.length === new Set(keys).size, `${keys.length} deeds`)
        }
      } finally {
        await cloud.close()
      }
    })
})
