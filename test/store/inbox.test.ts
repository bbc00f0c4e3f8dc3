import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageId, roomId } from '../../src/model/ids.ts'
import type { InboxMessage } from '../../src/model/store.ts'
import { DamagedFile } from '../../src/model/store.ts'
import { type Disk, realDisk } from '../../src/store/disk.ts'
import { openInbox } from '../../src/store/inbox.ts'
import { faultyDisk, ignoreNotes, inScratch } from './scratch.ts'

const room = roomId('room-1')
const timeOf = (no: number): string => new Date(Date.UTC(2030, 0, 1, 0, 0, no)).toISOString()
const message = (no: number, roomId = room): InboxMessage => ({
  id: messageId(`m-${no}`),
  roomId,
  createdAt: timeOf(no),
})

const open = (folder: string, disk: Disk = realDisk, limits: { keptARoom?: number; spareLines?: number } = {}) =>
  openInbox(join(folder, 'inbox.jsonl'), disk, { onNote: ignoreNotes, ...limits })

describe('inbox', () => {
  it('tells the first delivery of a message from a second one, also when both come at once', () =>
    inScratch(async (folder) => {
      const inbox = await open(folder)
      assert.deepEqual(await Promise.all([inbox.begin(message(1)), inbox.begin(message(1))]), ['new', 'begun'])
      await inbox.finish(message(1).id)
      assert.equal(await inbox.begin(message(1)), 'done')
      await inbox.close()
    }))

  it('hands a message out again that was begun and not finished, and no finished one', () =>
    inScratch(async (folder) => {
      const first = await open(folder)
      await first.begin(message(1))
      await first.begin(message(2))
      await first.finish(message(2).id)
      await first.close()
      const second = await open(folder)
      assert.equal(await second.begin(message(1)), 'begun')
      assert.equal(await second.begin(message(1)), 'begun')
      assert.equal(await second.begin(message(2)), 'done')
      await second.finish(message(1).id)
      await second.close()
      const third = await open(folder)
      assert.equal(await third.begin(message(1)), 'done')
      await third.close()
    }))

  it('tells up to when everything in a room is handled, and not past an open message', () =>
    inScratch(async (folder) => {
      const inbox = await open(folder)
      assert.equal(await inbox.handledUpTo(room), undefined)
      for (const no of [1, 2, 3]) await inbox.begin(message(no))
      assert.equal(await inbox.handledUpTo(room), undefined)
      await inbox.finish(message(3).id)
      assert.equal(await inbox.handledUpTo(room), undefined)
      await inbox.finish(message(1).id)
      assert.equal(await inbox.handledUpTo(room), timeOf(1))
      await inbox.finish(message(2).id)
      assert.equal(await inbox.handledUpTo(room), timeOf(3))
      assert.equal(await inbox.handledUpTo(roomId('room-2')), undefined)
      await inbox.close()
      const next = await open(folder)
      assert.equal(await next.handledUpTo(room), timeOf(3))
      await next.close()
    }))

  it('does not count a message as handled that was sent in the same instant as an open one', () =>
    inScratch(async (folder) => {
      const inbox = await open(folder)
      await inbox.begin(message(1))
      await inbox.begin({ ...message(1), id: messageId('m-twin') })
      await inbox.finish(message(1).id)
      assert.equal(await inbox.handledUpTo(room), undefined)
      await inbox.close()
    }))

  it('stays small, and still hands nothing old out again', () =>
    inScratch(async (folder) => {
      const inbox = await open(folder, realDisk, { keptARoom: 3, spareLines: 10 })
      await inbox.begin(message(0, roomId('room-2')))
      for (let no = 1; no <= 40; no += 1) {
        await inbox.begin(message(no))
        await inbox.finish(message(no).id)
        const lines = (await readFile(join(folder, 'inbox.jsonl'), 'utf8')).split('\n').length - 1
        assert.ok(lines <= 24, `${lines} lines`)
      }
      await inbox.close()
      const next = await open(folder, realDisk, { keptARoom: 3, spareLines: 10 })
      for (let no = 1; no <= 40; no += 1) assert.equal(await next.begin(message(no)), 'done')
      assert.equal(await next.handledUpTo(room), timeOf(40))
      assert.equal(await next.begin(message(0, roomId('room-2'))), 'begun')
      assert.equal(await next.begin(message(41)), 'new')
      await next.close()
    }))

  it('forgets no message as long as an older one is open', () =>
    inScratch(async (folder) => {
      const inbox = await open(folder, realDisk, { keptARoom: 2, spareLines: 4 })
      for (let no = 1; no <= 8; no += 1) await inbox.begin(message(no))
      for (let no = 8; no > 1; no -= 1) await inbox.finish(message(no).id)
      assert.equal(await inbox.handledUpTo(room), undefined)
      await inbox.close()
      const next = await open(folder, realDisk, { keptARoom: 2, spareLines: 4 })
      assert.equal(await next.begin(message(1)), 'begun')
      assert.equal(await next.begin(message(2)), 'done')
      await next.close()
    }))

  for (const step of ['write', 'sync']) {
    it(`takes nothing for remembered when the disk fails at "${step}"`, () =>
      inScratch(async (folder) => {
        const { disk, failAt } = faultyDisk()
        const inbox = await open(folder, disk)
        await inbox.begin(message(1))
        failAt(new RegExp(`^${step} `))
        await assert.rejects(inbox.begin(message(2)), /ENOSPC/)
        await assert.rejects(inbox.finish(message(1).id), /ENOSPC/)
        failAt(undefined)
        assert.match(await inbox.begin(message(2)), /new|begun/)
        await inbox.finish(message(1).id)
        await inbox.finish(message(2).id)
        assert.equal(await inbox.handledUpTo(room), timeOf(2))
        await inbox.close()
      }))
  }

  it('finishes a message a second time without complaint, and not one that was never begun', () =>
    inScratch(async (folder) => {
      const inbox = await open(folder)
      await inbox.begin(message(1))
      await inbox.finish(message(1).id)
      await inbox.finish(message(1).id)
      await assert.rejects(inbox.finish(message(2).id), /"m-2": it was never begun/)
      await inbox.close()
    }))

  it('refuses a message without a time that can be read', () =>
    inScratch(async (folder) => {
      const inbox = await open(folder)
      await assert.rejects(inbox.begin({ ...message(1), createdAt: 'soon' }), /ISO 8601/)
      await inbox.close()
    }))

  it('says that its file is damaged', () =>
    inScratch(async (folder) => {
      const inbox = await open(folder)
      await inbox.begin(message(1))
      await inbox.close()
      const path = join(folder, 'inbox.jsonl')
      await writeFile(path, (await readFile(path, 'utf8')).replace('m-1', 'm-2'))
      await assert.rejects(open(folder), DamagedFile)
    }))
})
