import { createHash } from 'node:crypto'
import { type PlanDigest, planDigest } from '../model/ids.ts'
import type { Plan } from '../model/plan.ts'
import { canonicalJson, definedKeys } from './canonical-json.ts'

/**
 * SHA-256 of a plan's canonical JSON, of which the rows come one by one and as text: first the head, then every change, then every skip.
 * Nothing stands in memory a second time, and no more is hashed at once than takes a millisecond.
 */

type Text = string | Uint8Array

/** Characters or bytes. */
const PIECE = 1 << 17
const COMMA = Buffer.from(',')

export class PlanHash {
  readonly #hash = createHash('sha256')
  /** Not hashed yet. */
  #texts: Text[] = []
  #length = 0
  #head: Readonly<Record<string, unknown>> = {}
  /** Members that are not written yet, in canonical order; the two lists stand among them. */
  #left: readonly string[] = []
  #before = '{'
  #inList = false
  #digest: PlanDigest | undefined

  head(head: Omit<Plan, 'changes' | 'skips'>): void {
    this.#head = { ...head }
    this.#left = definedKeys({ ...head, changes: [], skips: [] })
    this.#open('changes')
  }

  change(json: Text): void {
    this.#item(json)
  }

  skip(json: Text): void {
    this.#open('skips')
    this.#item(json)
  }

  /** Nothing may come after it. */
  digest(): PlanDigest {
    this.#digest ??= this.#end()
    return this.#digest
  }

  #end(): PlanDigest {
    this.#open('skips')
    this.#closeList()
    this.#membersUpTo(undefined)
    this.#write('}')
    this.#hashAll()
    return planDigest(this.#hash.digest('hex'))
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

  #item(json: Text): void {
    if (typeof json === 'string') this.#write(this.#before + json)
    else {
      // Only rows come as bytes, and each but the first of its list stands behind a comma.
      if (this.#before !== '') this.#write(COMMA)
      this.#write(json)
    }
    this.#before = ','
  }

  #write(text: Text): void {
    this.#texts.push(text)
    this.#length += text.length
    if (this.#length >= PIECE) this.#hashAll()
  }

  #hashAll(): void {
    const texts = this.#texts
    const isAllWords = texts.every((text) => typeof text === 'string')
    this.#hash.update(isAllWords ? texts.join('') : Buffer.concat(texts.map(bytesOf)))
    this.#texts = []
    this.#length = 0
  }
}

const bytesOf = (text: Text): Uint8Array => (typeof text === 'string' ? Buffer.from(text) : text)
