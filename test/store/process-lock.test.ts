import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { createConnection, createServer } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { openStore } from '../../src/store/open-store.ts'
import { lockFolder } from '../../src/store/process-lock.ts'
import { fixedClock, ignoreNotes, inScratch } from './scratch.ts'

const holder = { pid: 4711, host: 'box', startedAt: '2030-01-01T00:00:00.000Z' }
const options = { clock: fixedClock, onNote: ignoreNotes }

/** A real process that tries to hold the folder, and the first line that it said. */
async function spawnHolder(folder: string): Promise<{ readonly child: ChildProcess; readonly said: string }> {
  const script = fileURLToPath(new URL('hold-folder.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = await once(child.stdout, 'data')
  return { child, said: String(said).trim() }
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

describe('lock on the data folder', () => {
  it('makes a second process refuse with the pid, the host and the start of the first, and yields at once to kill -9', async () => {
    await inScratch(async (folder) => {
      const first = await spawnHolder(folder)
      assert.equal(first.said, 'held')
      await assert.rejects(openStore(folder, options), (error: Error) => {
        const who = `process ${first.child.pid} on ${hostname()}, started 2030-01-02T03:04:05.000Z, holds it`
        assert.ok(error.message.includes(who), error.message)
        assert.match(error.message, /stop that one first, or give this one another DATA_DIR/)
        return true
      })
      await kill(first.child, 'SIGKILL')
      const second = await openStore(folder, options)
      const third = await spawnHolder(folder)
      assert.match(third.said, new RegExp(`process ${process.pid} on`))
      await second.close()
    })
  })

  it('counts a process that is stopped and answers nothing as alive', async () => {
    await inScratch(async (folder) => {
      const first = await spawnHolder(folder)
      first.child.kill('SIGSTOP')
      try {
        await assert.rejects(openStore(folder, options), /another process, which does not answer, holds it/)
      } finally {
        await kill(first.child, 'SIGKILL')
      }
      await (await openStore(folder, options)).close()
    })
  })

  it('lets exactly one of several processes that start at once in', async () => {
    await inScratch(async (folder) => {
      const all = await Promise.all([spawnHolder(folder), spawnHolder(folder), spawnHolder(folder)])
      const held = all.filter(({ said }) => said === 'held')
      for (const { child } of held) await kill(child, 'SIGKILL')
      assert.equal(held.length, 1, all.map(({ said }) => said).join('; '))
    })
  })

  it('lets exactly one of many claims of one moment stay, round after round', () =>
    inScratch(async (folder) => {
      for (let round = 0; round < 20; round += 1) {
        const claims = await Promise.allSettled(Array.from({ length: 6 }, () => lockFolder(folder, holder)))
        const held = claims.filter((claim) => claim.status === 'fulfilled')
        assert.equal(held.length, 1)
        for (const { value } of held) await value.release()
      }
      assert.deepEqual(await readdir(folder), [])
    }))

  it('tells whoever asks that it holds, and does not keep them waiting', () =>
    inScratch(async (folder) => {
      const lock = await lockFolder(folder, holder)
      const [name = ''] = await readdir(folder)
      const said = await text(createConnection(join(folder, name)))
      assert.deepEqual(JSON.parse(said), { ...holder, isHolding: true })
      await lock.release()
    }))

  it('can be taken again after it was let go', () =>
    inScratch(async (folder) => {
      const first = await lockFolder(folder, holder)
      await assert.rejects(
        lockFolder(folder, holder),
        /process 4711 on box, started 2030-01-01T00:00:00\.000Z, holds it/,
      )
      await first.release()
      await (await lockFolder(folder, holder)).release()
    }))

  it('works in a folder whose path is longer than a socket may have', () =>
    inScratch(async (scratch) => {
      const folder = join(scratch, 'a'.repeat(120), 'b'.repeat(120))
      await mkdir(folder, { recursive: true })
      const first = await lockFolder(folder, holder)
      await assert.rejects(lockFolder(folder, holder), /process 4711/)
      await first.release()
      assert.deepEqual(await readdir(folder), [])
    }))

  it('waits for a claim that is still being made, and goes on when that gives way', () =>
    inScratch(async (folder) => {
      const name = `${'f'.repeat(16)}.sock`
      const undecided = createServer((socket) => {
        socket.on('error', () => {})
        socket.write(`${JSON.stringify({ ...holder, isHolding: false })}\n`, () => {
          undecided.close()
          socket.destroy()
        })
      })
      undecided.listen(join(folder, name))
      await once(undecided, 'listening')
      await (await lockFolder(folder, holder)).release()
    }))

  it('gives way to a claim that is still being made and has the smaller name', () =>
    inScratch(async (folder) => {
      const undecided = createServer((socket) => {
        socket.on('error', () => {})
        socket.write(`${JSON.stringify({ ...holder, isHolding: false })}\n`)
      })
      undecided.listen(join(folder, `${'0'.repeat(16)}.sock`))
      await once(undecided, 'listening')
      await assert.rejects(lockFolder(folder, holder), /process 4711/)
      undecided.close()
    }))

  it('is not held up by a plain file that has the name of a claim', () =>
    inScratch(async (folder) => {
      await writeFile(join(folder, `${'0'.repeat(16)}.sock`), '')
      await (await lockFolder(folder, holder)).release()
      assert.deepEqual(await readdir(folder), [])
    }))
})
