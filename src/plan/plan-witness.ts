import { createHash } from 'node:crypto'
import type { PlanWitness } from '../model/store.ts'
import { canonicalJson, definedKeys } from './canonical-json.ts'

/**
 * Computes the digest of a plan from the bytes of its file, without writing its canonical JSON once more. It must never confirm a plan
 * whose canonical JSON is not, to the letter, what it has heard: then text and plan are one.
 */

/** Bytes hashed at once. */
const PIECE_BYTES = 1 << 17
const NOTHING = new Uint8Array()
const COMMA = Buffer.from(',')
const CLOSE = Buffer.from(']')

export const planWitness = (): PlanWitness => new Witness()

class Witness implements PlanWitness {
  readonly #hash = createHash('sha256')
  /** Not hashed yet. */
  #pieces: Uint8Array[] = []
  #bytes = 0
  #head: Readonly<Record<string, unknown>> = {}
  /** Members that are not written yet, in canonical order; the two lists stand among them. */
  #left: readonly string[] = []
  #before: Uint8Array = Buffer.from('{')
  #inList = false

  head(head: Parameters<PlanWitness['head']>[0]): void {
    this.#head = { ...head }
    this.#left = definedKeys({ ...head, changes: [], skips: [] })
    this.#open('changes')
  }

  change(json: Uint8Array): void {
    this.#item(json)
  }

  skip(json: Uint8Array): void {
    this.#open('skips')
    this.#item(json)
  }

  confirms(digest: string): boolean {
    this.#open('skips')
    this.#closeList()
    this.#membersUpTo(undefined)
    this.#write(Buffer.from('}'))
    this.#hashAll()
    return this.#hash.digest('hex') === digest
  }

  /** Writes what stands before a list, and begins it; nothing when that is done. */
  #open(list: 'changes' | 'skips'): void {
    if (!this.#left.includes(list)) return
    this.#closeList()
    this.#membersUpTo(list)
    this.#left = this.#left.slice(1)
    this.#item(Buffer.from(`${JSON.stringify(list)}:[`))
    this.#before = NOTHING
    this.#inList = true
  }

  #closeList(): void {
    if (!this.#inList) return
    this.#write(CLOSE)
    this.#inList = false
    this.#before = COMMA
  }

  #membersUpTo(list: string | undefined): void {
    for (const key of this.#left) {
      if (key === list) return
      this.#left = this.#left.slice(1)
      this.#item(Buffer.from(`${JSON.stringify(key)}:${canonicalJson(this.#head[key])}`))
    }
  }

  #item(json: Uint8Array): void {
    this.#write(this.#before)
    this.#write(json)
    this.#before = COMMA
  }

  #write(bytes: Uint8Array): void {
    this.#pieces.push(bytes)
    this.#bytes += bytes.length
    if (this.#bytes >= PIECE_BYTES) this.#hashAll()
  }

  #hashAll(): void {
    this.#hash.update(Buffer.concat(this.#pieces))
    this.#pieces = []
    this.#bytes = 0
  }
}
