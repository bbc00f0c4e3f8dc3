/**
 * Which messages were handled: sealed lines in `inbox.jsonl`, two a message, rewritten when most of them speak of what is
 * forgotten. Must never answer `new` twice for one message, nor say that it is handled while it is open.
 */
import { z } from 'zod'
import type { MessageId, RoomId } from '../model/ids.ts'
import type { LineFile } from '../model/line-file.ts'
import type { Inbox, InboxMessage } from '../model/store.ts'
import type { Disk } from './disk.ts'
import { text } from './fields.ts'
import {
  emptyInbox,
  entriesOf,
  entryCount,
  handledUpTo,
  type InboxEntry,
  type InboxState,
  isOpen,
  known,
  remember,
} from './inbox-state.ts'
import { openLineFile } from './line-file.ts'
import { readSealed, unknownForm } from './read-sealed.ts'
import { firstSeal, sealLine } from './sealed-line.ts'
import { takeTurns } from './turns.ts'
import { writeDurably } from './write-durably.ts'

/** Finished messages of a room that are remembered by name. */
const KEPT_A_ROOM = 500
/** Lines beyond those that are needed, at which the file is rewritten. */
const SPARE_LINES = 2000
const CHAIN_NAME = 'inbox 1'
const WAY_OUT =
  'stop Twokey, put it back from a backup or move it away, and start again; without it the messages of the last hour are read once more, and those that opened a job open none twice'

const instant = z.string().refine((value) => !Number.isNaN(Date.parse(value)), 'expected a time in ISO 8601')
const entrySchema: z.ZodType<InboxEntry> = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('begun'), id: text<MessageId>(), roomId: text<RoomId>(), createdAt: instant }),
  z.strictObject({ is: z.literal('finished'), id: text<MessageId>() }),
  z.strictObject({ is: z.literal('forgotten'), roomId: text<RoomId>(), createdAt: instant }),
])

export interface OpenInbox extends Inbox {
  close(): Promise<void>
}

export interface InboxOptions {
  readonly onNote: (note: string) => void
  /** Default 500 and 2,000. */
  readonly keptARoom?: number
  readonly spareLines?: number
}

/** Throws `DamagedFile`. */
export async function openInbox(path: string, disk: Disk, options: InboxOptions): Promise<OpenInbox> {
  const inbox = new FileInbox(path, disk, options)
  await inbox.start()
  return inbox
}

interface Opened {
  readonly file: LineFile
  readonly state: InboxState
  seal: number
  lines: number
}

class FileInbox implements OpenInbox {
  readonly #path: string
  readonly #disk: Disk
  readonly #options: Required<InboxOptions>
  readonly #inTurn = takeTurns()
  #opened: Opened | undefined

  constructor(path: string, disk: Disk, options: InboxOptions) {
    this.#path = path
    this.#disk = disk
    this.#options = { keptARoom: KEPT_A_ROOM, spareLines: SPARE_LINES, ...options }
  }

  start(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#open()
    })
  }

  begin(message: InboxMessage): Promise<'new' | 'begun' | 'done'> {
    return this.#inTurn(async () => {
      const { state } = await this.#open()
      const seen = known(state, message)
      if (seen === 'finished') return 'done'
      if (seen === 'new') {
        const { id, roomId, createdAt } = message
        await this.#write({ is: 'begun', id, roomId, createdAt: instant.parse(createdAt) })
      }
      return seen === 'new' ? 'new' : 'begun'
    })
  }

  finish(id: MessageId): Promise<void> {
    return this.#inTurn(async () => {
      const open = isOpen((await this.#open()).state, id)
      if (open === undefined) throw new Error(`finishing message "${id}": it was never begun; begin it first`)
      if (open) await this.#write({ is: 'finished', id })
    })
  }

  handledUpTo(room: RoomId): Promise<string | undefined> {
    return this.#inTurn(async () => handledUpTo((await this.#open()).state, room))
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#opened?.file.close()
      this.#opened = undefined
    })
  }

  /** Opens the file anew after a write went wrong, so that memory equals the disk. */
  async #open(): Promise<Opened> {
    if (this.#opened !== undefined) return this.#opened
    const file = await openLineFile(this.#path, this.#disk)
    try {
      this.#opened = await readState(file, this.#options)
    } catch (error) {
      await file.close()
      throw error
    }
    return this.#opened
  }

  async #write(entry: InboxEntry): Promise<void> {
    const opened = await this.#open()
    const sealed = sealLine(JSON.stringify(entry), opened.seal)
    try {
      await opened.file.append([sealed.line])
      opened.seal = sealed.seal
      opened.lines += 1
      remember(opened.state, entry, this.#options.keptARoom)
      await this.#rewriteIfLong(opened)
    } catch (error) {
      this.#opened = undefined
      await opened.file.close().catch(() => undefined)
      throw error
    }
  }

  async #rewriteIfLong({ file, state, lines }: Opened): Promise<void> {
    if (lines < entryCount(state) + this.#options.spareLines) return
    await writeDurably(this.#disk, this.#path, [sealed(entriesOf(state))])
    this.#opened = undefined
    await file.close()
  }
}

async function readState(file: LineFile, { onNote, keptARoom }: Required<InboxOptions>): Promise<Opened> {
  const state = emptyInbox()
  let lines = 0
  const take = (line: string, no: number): void => {
    const entry = entrySchema.safeParse(JSON.parse(line))
    if (!entry.success) throw unknownForm(file.path, no, z.prettifyError(entry.error))
    remember(state, entry.data, keptARoom)
    lines += 1
  }
  const { seal } = await readSealed(file, CHAIN_NAME, onNote, take, WAY_OUT)
  return { file, state, seal, lines }
}

function sealed(entries: readonly InboxEntry[]): string {
  let seal = firstSeal(CHAIN_NAME)
  return entries
    .map((entry) => {
      const line = sealLine(JSON.stringify(entry), seal)
      seal = line.seal
      return `${line.line}\n`
    })
    .join('')
}
