import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mock } from 'node:test'
import { LastLook } from '../../src/store/last-look.ts'
import { inScratch } from './scratch.ts'

describe('the last look at a file', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }))
  afterEach(() => mock.timers.reset())

  /** A file, and a way to look at it that counts its readings. */
  const looking = (work: (look: () => Promise<number>, path: string) => Promise<void>) =>
    inScratch(async (folder) => {
      const path = join(folder, 'journal.jsonl')
      await writeFile(path, 'first')
      const [lastLook, read] = [new LastLook<number>(), { times: 0 }]
      await work(() => lastLook.into(path, async () => ++read.times), path)
    })

  it('serves whoever looks again within half a minute, and is forgotten then', () =>
    looking(async (look) => {
      assert.equal(await look(), 1)
      mock.timers.tick(29_000)
      assert.equal(await look(), 1)
      mock.timers.tick(1_000)
      assert.equal(await look(), 2)
    }))

  it('is taken anew of a file that was written meanwhile, and lasts half a minute from then', () =>
    looking(async (look, path) => {
      assert.equal(await look(), 1)
      mock.timers.tick(29_000)
      await writeFile(path, 'other')
      assert.equal(await look(), 2)
      mock.timers.tick(1_000)
      assert.equal(await look(), 2)
      mock.timers.tick(29_000)
      assert.equal(await look(), 3)
    }))
})
