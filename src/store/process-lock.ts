/**
 * One process a data folder. A claim is a listening unix socket with a name of its own in the folder: the kernel ends it with
 * the process, so a claim left by a kill -9 or a power cut is known to be dead at once, whatever pid 1 or host name the next
 * container has. Each process raises its claim first and looks for others after, so of two at least one sees the other and no
 * file is ever taken over. Sees processes on this host only, containers included: the folder must not be on a network.
 */
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askClaim, type Holder } from './ask-claim.ts'
import { FILE_MODE } from './disk.ts'

export interface ProcessLock {
  release(): Promise<void>
}

/** What the kernel takes as the name of a socket, less some for ours. */
const LONGEST_PATH_BYTES = 80
const CLAIM = /^[0-9a-f]{16}\.sock$/
const LOOKS = 20

/** Throws with the other's pid, host and start time when the folder is held. `folder` is there already, and holds nothing else. */
export async function lockFolder(folder: string, holder: Holder): Promise<ProcessLock> {
  const way = await shortWay(folder)
  try {
    return await claim(way.path, folder, holder)
  } finally {
    await way.forget()
  }
}

async function claim(way: string, folder: string, holder: Holder): Promise<ProcessLock> {
  const name = `${randomBytes(8).toString('hex')}.sock`
  const raised = raise(holder)
  await listen(raised.server, join(way, `${name}.new`))
  const release = async () => {
    await rm(join(folder, name), { force: true })
    raised.lower()
  }
  try {
    await chmod(join(way, `${name}.new`), FILE_MODE)
    // Named only now that it listens: a claim that can be seen and does not answer is dead.
    await rename(join(way, `${name}.new`), join(way, name))
    await outlast(way, folder, name)
  } catch (error) {
    await release()
    throw error
  }
  raised.hold()
  return { release }
}

/** Resolves when there is no other claim. Of two that are both being made, the one whose name is smaller stays. */
async function outlast(way: string, folder: string, mine: string): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    const others = (await readdir(way)).filter((name) => CLAIM.test(name) && name !== mine)
    if (others.length === 0) return
    for (const other of others) {
      const answer = await askClaim(join(way, other), other > mine)
      if (answer.is === 'dead') await rm(join(way, other), { force: true })
      if (answer.is === 'alive') throw new Error(heldBy(folder, answer.holder))
    }
  }
  throw new Error(heldBy(folder, undefined))
}

const heldBy = (folder: string, holder: Holder | undefined): string => {
  const who =
    holder === undefined
      ? 'another process, which does not answer,'
      : `process ${holder.pid} on ${holder.host}, started ${holder.startedAt},`
  return `locking ${folder}: ${who} holds it; stop that one first, or give this one another DATA_DIR`
}

/** A server that tells everybody who asks whose claim it is, and those who wait when it is decided. */
function raise(holder: Holder): { readonly server: Server; hold(): void; lower(): void } {
  const waiting = new Set<Socket>()
  let isHolding = false
  const tell = (socket: Socket) => {
    const line = `${JSON.stringify({ ...holder, isHolding })}\n`
    if (isHolding) socket.end(line)
    else socket.write(line)
  }
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.on('close', () => waiting.delete(socket))
    waiting.add(socket)
    tell(socket)
  })
  server.unref()
  return {
    server,
    hold() {
      isHolding = true
      for (const socket of waiting) tell(socket)
    },
    lower() {
      server.close()
      for (const socket of waiting) socket.destroy()
    },
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new Error(
          `locking ${path}: ${cause.message}; the data folder must be writable and on a file system with unix sockets, such as a local disk`,
          { cause },
        ),
      ),
    )
    server.listen(path, resolve)
  })
}

/** The same folder by a name that is short enough: through a link in the folder for temporary files, where it has to be. */
async function shortWay(folder: string): Promise<{ readonly path: string; forget(): Promise<void> }> {
  if (Buffer.byteLength(folder) <= LONGEST_PATH_BYTES) return { path: folder, forget: async () => {} }
  const made = await mkdtemp(join(tmpdir(), 'tk-'))
  const path = join(made, 'lock')
  await symlink(folder, path)
  return { path, forget: () => rm(made, { recursive: true, force: true }) }
}
