import assert from 'node:assert/strict'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DamagedFile } from '../../src/model/store.ts'
import { openCallMeter } from '../../src/store/call-meter.ts'
import { realDisk } from '../../src/store/disk.ts'
import { openStore } from '../../src/store/open-store.ts'
import { faultyDisk, fixedClock, ignoreNotes, inScratch, type Step, watchedDisk } from './scratch.ts'

const DAY = '2030-01-02'

describe('the count of calls', () => {
  it('goes on after a restart, for nobody else to read', () =>
    inScratch(async (folder) => {
      const options = { clock: fixedClock, onNote: ignoreNotes }
      const store = await openStore(join(folder, 'data'), options)
      assert.equal(await store.meter.add('bevy', DAY, 2), 2)
      await store.close()
      // Its own file does not make the folder look like somebody else's.
      const again = await openStore(join(folder, 'data'), options)
      assert.equal(again.meter.spent('bevy', DAY), 2)
      assert.equal(await again.meter.add('bevy', DAY, 3), 5)
      await again.close()
      assert.equal((await stat(join(folder, 'data', 'calls.json'))).mode & 0o777, 0o600)
    }))

  it('begins anew each day and for each name, and takes a late call of yesterday', () =>
    inScratch(async (folder) => {
      const meter = await openCallMeter(join(folder, 'calls.json'), realDisk)
      await meter.add('bevy', '2030-01-01', 7)
      await meter.add('bevy', DAY, 1)
      assert.equal(await meter.add('bevy', '2030-01-01', 1), 8)
      assert.equal(meter.spent('bevy', DAY), 1)
      assert.equal(meter.spent('aac', DAY), 0)
    }))

  it('keeps three days', () =>
    inScratch(async (folder) => {
      const path = join(folder, 'calls.json')
      const meter = await openCallMeter(path, realDisk)
      for (let day = 1; day <= 9; day += 1) await meter.add('bevy', `2030-01-0${day}`, day)
      assert.deepEqual(JSON.parse(await readFile(path, 'utf8')).data, {
        bevy: { '2030-01-07': 7, '2030-01-08': 8, '2030-01-09': 9 },
      })
    }))

  it('misses no call of many at once, and writes them together', () =>
    inScratch(async (folder) => {
      const steps: Step[] = []
      const path = join(folder, 'calls.json')
      const meter = await openCallMeter(
        path,
        watchedDisk((step) => steps.push(step)),
      )
      const counts = await Promise.all(Array.from({ length: 20 }, () => meter.add('bevy', DAY, 1)))
      assert.deepEqual(
        counts,
        Array.from({ length: 20 }, (_, no) => no + 1),
      )
      assert.equal((await openCallMeter(path, realDisk)).spent('bevy', DAY), 20)
      assert.equal(steps.filter((step) => step.startsWith('rename')).length, 1)
    }))

  it('counts nothing that is not on the disk, and takes the next call', () =>
    inScratch(async (folder) => {
      const path = join(folder, 'calls.json')
      const { disk, failAt } = faultyDisk()
      const meter = await openCallMeter(path, disk)
      await meter.add('bevy', DAY, 1)
      for (const step of [/^write/, /^sync calls/, /^rename/]) {
        failAt(step)
        await assert.rejects(meter.add('bevy', DAY, 1), /writing .*calls\.json: ENOSPC/)
        assert.equal(meter.spent('bevy', DAY), 1)
        assert.equal((await openCallMeter(path, realDisk)).spent('bevy', DAY), 1)
      }
      failAt(undefined)
      assert.equal(await meter.add('bevy', DAY, 1), 2)
      assert.deepEqual(await readdir(folder), ['calls.json'])
    }))

  it('refuses what is no number of calls or no day', () =>
    inScratch(async (folder) => {
      const meter = await openCallMeter(join(folder, 'calls.json'), realDisk)
      for (const calls of [-1, 0.5, Number.NaN]) await assert.rejects(meter.add('bevy', DAY, calls), RangeError)
      await assert.rejects(meter.add('bevy', 'today', 1), RangeError)
    }))

  it('is not guessed at when the file is damaged', () =>
    inScratch(async (folder) => {
      const path = join(folder, 'calls.json')
      await (await openCallMeter(path, realDisk)).add('bevy', DAY, 12)
      await writeFile(path, (await readFile(path, 'utf8')).replace('12}', '11}'))
      await assert.rejects(openCallMeter(path, realDisk), DamagedFile)
    }))
})
