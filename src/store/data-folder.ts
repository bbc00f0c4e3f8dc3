/**
 * Makes the data folder fit to hold people's names: 0700 for folders, 0600 for files. Must never change the modes of what is
 * not ours: a folder that holds other things is refused, not mended.
 */
import { access, chmod, constants, lstat, mkdir, readdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { FILE_MODE, FOLDER_MODE } from './disk.ts'

/** `lost+found` is what a fresh disk holds. */
const OURS =
  /^(?:jobs|lock|jobs\.json(?:\.bak|\.tmp)?|inbox\.jsonl(?:\.tmp)?|audit\.jsonl|(?:secrets|calls|quotas|freeze)\.json(?:\.tmp)?|lost\+found)$/
/** As `statfs` tells them: a lock that is a socket does not reach other hosts. */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB 2'],
])

/** Throws an `Error` that says what to do when the folder cannot be used. */
export async function prepareDataFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
    await refuseNetwork(folder)
    await mend(folder)
    await access(folder, constants.W_OK)
    for (const name of ['jobs', 'lock']) await mkdir(join(folder, name), { recursive: true, mode: FOLDER_MODE })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause
    throw new Error(
      `opening the data folder "${folder}": ${(cause as Error).message}; it must be a folder that belongs to the user that runs Twokey and can be written, or set DATA_DIR to one`,
      { cause },
    )
  }
}

async function refuseNetwork(folder: string): Promise<void> {
  const system = networkName((await statfs(folder)).type)
  if (system === undefined) return
  throw new Error(
    `opening the data folder "${folder}": it is on a network (${system}), where two hosts could run the same jobs unseen; set DATA_DIR to a folder on a local disk`,
  )
}

/** Undefined for a file system of this host. The number may come with a sign. */
export const networkName = (type: number): string | undefined => NETWORK_FILE_SYSTEMS.get(type >>> 0)

async function mend(folder: string): Promise<void> {
  const names = await readdir(folder)
  const foreign = names.filter((name) => !OURS.test(name))
  if (isLoose((await lstat(folder)).mode)) {
    if (foreign.length > 0) throw new Error(looseAndForeign(folder, foreign))
    await chmod(folder, FOLDER_MODE)
  }
  for (const name of names) {
    if (OURS.test(name) && name !== 'lost+found') await mendTree(join(folder, name))
  }
}

/** Follows no symbolic link. */
async function mendTree(path: string): Promise<void> {
  const { mode, ...entry } = await kindOf(path)
  if (entry.isFolder) {
    if (isLoose(mode)) await chmod(path, FOLDER_MODE)
    for (const name of await readdir(path)) await mendTree(join(path, name))
  }
  if (entry.isFile && isLoose(mode)) await chmod(path, FILE_MODE)
}

async function kindOf(path: string) {
  const entry = await lstat(path)
  return { mode: entry.mode, isFolder: entry.isDirectory(), isFile: entry.isFile() }
}

const isLoose = (mode: number): boolean => (mode & 0o077) !== 0

const looseAndForeign = (folder: string, foreign: readonly string[]): string =>
  `opening the data folder "${folder}": others can look into it and it holds things that are not Twokey's ("${foreign.slice(0, 3).join('", "')}"); set DATA_DIR to an empty folder`
