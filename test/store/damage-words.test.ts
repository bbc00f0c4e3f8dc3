import assert from 'node:assert/strict'
import { appendFile, chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DamagedFile } from '../../src/model/store.ts'
import { realDisk } from '../../src/store/disk.ts'
import { openFreeze } from '../../src/store/freeze.ts'
import { openInbox } from '../../src/store/inbox.ts'
import { openJobFiles } from '../../src/store/job-files.ts'
import { openStore } from '../../src/store/open-store.ts'
import { firstSeal, sealLine } from '../../src/store/sealed-line.ts'
import { openSecrets } from '../../src/store/secrets.ts'
import { savePinned } from '../support/stated-plan.ts'
import { aJob, aPinnedPlan, faultyDisk, fixedClock, ignoreNotes, inScratch, requester } from './scratch.ts'

const options = { clock: fixedClock, onNote: ignoreNotes }
const frozen = { by: requester, at: '2030-01-01T00:00:00.000Z', reason: '' }

describe('what is said of a file that cannot be read or written', () => {
  it('knows its own freeze, and tightens it in a folder that came back from a backup with loose modes', () =>
    inScratch(async (scratch) => {
      const folder = join(scratch, 'data')
      const store = await openStore(folder, options)
      await store.freeze.change(() => frozen)
      await store.close()
      for (const path of [folder, join(folder, 'freeze.json')]) await chmod(path, 0o755)
      await writeFile(join(folder, 'freeze.json.tmp'), 'half of')
      const again = await openStore(folder, options)
      assert.deepEqual(again.freeze.get(), frozen)
      await again.close()
      assert.equal((await stat(join(folder, 'freeze.json'))).mode & 0o777, 0o600)
    }))

  it('does not send anybody after a newer version that there never was', () =>
    inScratch(async (folder) => {
      const path = join(folder, 'freeze.json')
      await (await openFreeze(path, realDisk)).change(() => frozen)
      await writeFile(path, (await readFile(path, 'utf8')).replace('"version":1', '"version":3'))
      await assert.rejects(
        openFreeze(path, realDisk),
        /form 3.*or, where there was none, .* move the file away and start/,
      )
    }))

  it('names the file that a full disk refused, and keeps the cause', () =>
    inScratch(async (folder) => {
      const { disk, failAt } = faultyDisk()
      const secrets = await openSecrets(join(folder, 'secrets.json'), disk)
      for (const step of [/^open/, /^write/, /^sync s/, /^rename/, /^sync-folder/]) {
        failAt(step)
        await assert.rejects(secrets.set('a', 'b'), (error: Error) => {
          assert.match(error.message, /^writing .*secrets\.json: ENOSPC.*; make room or mend the disk/)
          return (error.cause as NodeJS.ErrnoException).code === 'ENOSPC'
        })
      }
    }))

  it('names the file that cannot be read', () =>
    inScratch(async (folder) => {
      await mkdir(join(folder, 'J-0001', 'plan.jsonl'), { recursive: true })
      await mkdir(join(folder, 'secrets.json'))
      const files = openJobFiles(folder, realDisk, ignoreNotes)
      await assert.rejects(files.loadPlan(aJob().id), /^Error: reading .*plan\.jsonl: EISDIR.*; mend the disk/)
      await assert.rejects(
        openSecrets(join(folder, 'secrets.json'), realDisk),
        /reading .*secrets\.json: EISDIR.*; mend/,
      )
    }))

  it('takes a whole line of an unknown form in the inbox for that of another version', () =>
    inScratch(async (folder) => {
      const path = join(folder, 'inbox.jsonl')
      await writeFile(path, `${sealLine('{"is":"read"}', firstSeal('inbox 1')).line}\n`)
      await assert.rejects(openInbox(path, realDisk, { onNote: ignoreNotes }), (error: Error) => {
        assert.match(
          error.message,
          /inbox\.jsonl: line 1 is whole but of a form [\s\S]* start the version that wrote it/,
        )
        return error instanceof DamagedFile
      })
    }))

  it('tells what to do about each file of a job, which differs', () =>
    inScratch(async (folder) => {
      const files = openJobFiles(folder, realDisk, ignoreNotes)
      const { id } = aJob()
      await savePinned(files, id, aPinnedPlan(2))
      await (await files.journal(id)).close()
      await (await files.before(id)).close()
      for (const name of ['plan', 'journal', 'before']) await appendFile(join(folder, id, `${name}.jsonl`), 'x\n')
      await assert.rejects(files.loadPlan(id), /plan\.jsonl: line 6 .*; open a new job with the same CSV$/)
      await assert.rejects(
        files.journal(id),
        /journal\.jsonl: line 1 .*; put it back from a backup .*send the CSV again/,
      )
      await assert.rejects(files.before(id), /before\.jsonl: line 1 .*; put it back from a backup .*move it away/)
    }))
})
