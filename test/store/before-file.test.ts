import assert from 'node:assert/strict'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { jobId, userId } from '../../src/model/ids.ts'
import { type BeforeEntry, DamagedFile } from '../../src/model/store.ts'
import { realDisk } from '../../src/store/disk.ts'
import { openJobFiles } from '../../src/store/job-files.ts'
import { faultyDisk, ignoreNotes, inScratch } from './scratch.ts'

const id = jobId('J-0001')

const entry = (no: number): BeforeEntry => ({
  directory: 'okta',
  userId: userId(`u-${no}`),
  login: `user${no}@example.com`,
  at: '2030-01-01T00:00:00.000Z',
  data: { groups: ['Everyone', 'Zoë, "the" group'], roles: [], note: 'two\nlines' },
})

const open = (folder: string, notes: string[] = []) => openJobFiles(folder, realDisk, (note) => void notes.push(note))

describe('what was kept of the accounts', () => {
  it('is known again after a restart, and handed out as lines of JSON', () =>
    inScratch(async (folder) => {
      const first = await open(folder).before(id)
      await first.append([entry(0), entry(1)])
      assert.ok(first.known.has('okta:u-1'))
      await first.close()
      const again = await open(folder).before(id)
      assert.deepEqual([...again.known], ['okta:u-0', 'okta:u-1'])
      await again.append([entry(2)])
      const lines = Buffer.from(await again.read()).toString('utf8')
      assert.ok(lines.endsWith('\n'))
      const entries = lines.trimEnd().split('\n')
      assert.deepEqual(
        entries.map((line) => JSON.parse(line)),
        [entry(0), entry(1), entry(2)],
      )
      assert.equal((await stat(join(folder, id, 'before.jsonl'))).mode & 0o777, 0o600)
      await again.close()
    }))

  it('is there only when an account was kept', () =>
    inScratch(async (folder) => {
      const files = open(folder)
      assert.equal(await files.hasBefore(id), false)
      const before = await files.before(id)
      assert.equal(await files.hasBefore(id), false)
      await before.append([entry(0)])
      assert.equal(await files.hasBefore(id), true)
      await before.close()
    }))

  it('loses no more than the line that was torn, wherever the process died', () =>
    inScratch(async (folder) => {
      const files = open(folder)
      const before = await files.before(id)
      await before.append([entry(0)])
      const one = (await stat(join(folder, id, 'before.jsonl'))).size
      await before.append([entry(1)])
      await before.close()
      const path = join(folder, id, 'before.jsonl')
      const whole = await readFile(path)
      for (let bytes = one; bytes < whole.length; bytes += 1) {
        await writeFile(path, whole.subarray(0, bytes))
        const again = await open(folder).before(id)
        // Only the newline is missing from the longest one.
        const known = bytes === whole.length - 1 ? 2 : 1
        assert.equal(again.known.size, known, `${bytes} bytes`)
        await again.append([entry(2)])
        assert.equal(
          Buffer.from(await again.read())
            .toString('utf8')
            .trimEnd()
            .split('\n').length,
          known + 1,
        )
        await again.close()
      }
    }))

  it('is never read when a byte of it has changed', () =>
    inScratch(async (folder) => {
      const before = await open(folder).before(id)
      await before.append([entry(0), entry(1)])
      await before.close()
      const path = join(folder, id, 'before.jsonl')
      const whole = await readFile(path)
      for (let byte = 0; byte < whole.length - 1; byte += 1) {
        const flipped = Buffer.from(whole)
        flipped[byte] = (flipped[byte] ?? 0) ^ 1
        await writeFile(path, flipped)
        await assert.rejects(open(folder).before(id), DamagedFile, `byte ${byte}`)
      }
    }))

  it('is taken for kept only when it is on the disk', () =>
    inScratch(async (folder) => {
      const { disk, failAt } = faultyDisk()
      const before = await openJobFiles(folder, disk, ignoreNotes).before(id)
      failAt(/^sync before/)
      await assert.rejects(before.append([entry(0)]), /no space left/)
      assert.equal(before.known.size, 0)
      await before.close()
    }))

  it('is open once at a time, and goes with its job', () =>
    inScratch(async (folder) => {
      const files = open(folder)
      const before = await files.before(id)
      await assert.rejects(files.before(id), /what was kept is open/)
      await assert.rejects(files.purge(id), /what was kept is open/)
      await before.append([entry(0)])
      await files.close()
      await files.purge(id)
      assert.deepEqual(await readdir(folder), [])
    }))
})
