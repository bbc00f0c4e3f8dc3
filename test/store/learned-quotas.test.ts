import assert from 'node:assert/strict'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { realDisk } from '../../src/store/disk.ts'
import { openLearnedQuotas } from '../../src/store/learned-quotas.ts'
import { openStore } from '../../src/store/open-store.ts'
import { faultyDisk, fixedClock, ignoreNotes, inScratch } from './scratch.ts'

describe('what was learned of quotas', () => {
  it('is known after a restart, by bucket, for nobody else to read', () =>
    inScratch(async (folder) => {
      const options = { clock: fixedClock, onNote: ignoreNotes }
      const store = await openStore(join(folder, 'data'), options)
      await Promise.all([
        store.quotas.set('webex:people', { calls: 120, at: 1_000 }),
        store.quotas.set('webex:scim', { calls: 90, at: 2_000 }),
      ])
      await store.close()
      const again = await openStore(join(folder, 'data'), options)
      assert.deepEqual(again.quotas.get('webex:people'), { calls: 120, at: 1_000 })
      assert.deepEqual(again.quotas.get('webex:scim'), { calls: 90, at: 2_000 })
      assert.equal(again.quotas.get('webex:roles'), undefined)
      await again.close()
      assert.equal((await stat(join(folder, 'data', 'quotas.json'))).mode & 0o777, 0o600)
    }))

  it('is learned anew where the file is damaged, with a note', () =>
    inScratch(async (folder) => {
      const path = join(folder, 'quotas.json')
      await writeFile(path, '{"version":1,"crc32":7,"data":{"webex:people":{"calls":1,"at":0}}}\n')
      const notes: string[] = []
      const quotas = await openLearnedQuotas(path, realDisk, (note) => notes.push(note))
      assert.equal(quotas.get('webex:people'), undefined)
      assert.match(notes.join(), /quotas\.json: its checksum differs.*it is learned anew, nothing is to be done/)
      await quotas.set('webex:people', { calls: 80, at: 5 })
      assert.match(await readFile(path, 'utf8'), /"webex:people":\{"calls":80,"at":5\}/)
    }))

  it('is known to this process though the disk refused it', () =>
    inScratch(async (folder) => {
      const { disk, failAt } = faultyDisk()
      const quotas = await openLearnedQuotas(join(folder, 'quotas.json'), disk, ignoreNotes)
      failAt(/./)
      await assert.rejects(quotas.set('webex:people', { calls: 80, at: 5 }))
      assert.deepEqual(quotas.get('webex:people'), { calls: 80, at: 5 })
    }))
})
