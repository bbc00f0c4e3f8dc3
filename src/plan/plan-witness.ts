import { createHash } from 'node:crypto'
import type { PlanWitness } from '../model/store.ts'
import { canonicalJson, definedKeys } from './canonical-json.ts'

/**
 * Computes the digest of a plan from the text of its file, without writing its canonical JSON once more. It must never confirm a plan
 * whose canonical JSON is not, to the letter, what it has heard: then text and plan are one.
 */

/** Characters hashed at once. */
const PIECE_CHARS = 1 << 17

export const planWitness = (): PlanWitness => new Witness()

class Witness implements PlanWitness {
  readonly #hash = createHash('sha256')
  #text = ''
  #head: Readonly<Record<string, unknown>> = {}
  /** Members that are not written yet, in canonical order; the two lists stand among them. */
  #left: readonly string[] = []
  #before = '{'
  #inList = false

  head(head: Parameters<PlanWitness['head']>[0]): void {
    this.#head = { ...head }
    this.#left = definedKeys({ ...head, changes: [], skips: [] })
    this.#open('changes')
  }

  change(json: string): void {
    this.#item(json)
  }

  skip(json: string): void {
    this.#open('skips')
    this.#item(json)
  }

  confirms(digest: string): boolean {
    this.#open('skips')
    this.#closeList()
    this.#membersUpTo(undefined)
    return this.#hash.update(`${this.#text}}`).digest('hex') === digest
  }

  /** Writes what stands before a list, and begins it; nothing when that is done. */
  #open(list: 'changes' | 'skips'): void {
    if (!this.#left.includes(list)) return
    this.#closeList()
    this.#membersUpTo(list)
    this.#left = this.#left.slice(1)
    this.#item(`${JSON.stringify(list)}:[`)
    this.#before = ''
    this.#inList = true
  }

  #closeList(): void {
    if (!this.#inList) return
    this.#write(']')
    this.#inList = false
    this.#before = ','
  }

  #membersUpTo(list: string | undefined): void {
    for (const key of this.#left) {
      if (key === list) return
      this.#left = this.#left.slice(1)
      this.#item(`${JSON.stringify(key)}:${canonicalJson(this.#head[key])}`)
    }
  }

  #item(json: string): void {
    this.#write(this.#before + json)
    this.#before = ','
  }

  #write(text: string): void {
    this.#text += text
    if (this.#text.length < PIECE_CHARS) return
    this.#hash.update(this.#text)
    this.#text = ''
  }
}
