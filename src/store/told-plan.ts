/**
 * Reads a plan for a witness, without the cells of its rows: as bytes, and many rows at once. Must give back nothing but what the
 * witness confirms, with every line sealed; whatever else is there, another reading has the words for it.
 */
import type { FoundLine } from '../model/line-file.ts'
import type { Change, PinnedPlan, Skip } from '../model/plan.ts'
import type { PlanWitness } from '../model/store.ts'
import { firstPlanSeal, PlanReading } from './plan-reading.ts'
import type { PlanLine } from './plan-schema.ts'
import { readPieces } from './read-lines.ts'
import { unsealBytes } from './sealed-line.ts'

/** Undefined when the file is missing, torn, damaged, or not the plan that the witness confirms. */
export async function readToldPlan(path: string, job: string, witness: PlanWitness): Promise<PinnedPlan | undefined> {
  try {
    const told = new ToldPlan(path, job, witness)
    for await (const lines of readPieces(path)) told.take(lines)
    const pinned = told.whole()
    return witness.confirms(pinned.digest) ? pinned : undefined
  } catch {
    return undefined
  }
}

/**
 * A row stands in its line behind `begins`, and up to the brace that ends the line. Its cells end where `after` begins: the key that
 * follows them in the order of the alphabet. A quotation mark within a text is escaped, so that no text can look like one of these.
 */
const ROWS = {
  change: { begins: Buffer.from('{"is":"change","change":'), after: Buffer.from('],"directory":') },
  skip: { begins: Buffer.from('{"is":"skip","skip":'), after: Buffer.from('],"code":') },
} as const
type Kind = keyof typeof ROWS
const KINDS: readonly Kind[] = ['change', 'skip']
const CELLS = Buffer.from('"cells":[')
const [COMMA, OPEN, CLOSE] = [Buffer.from(','), Buffer.from('['), Buffer.from(']')]

class ToldPlan {
  readonly #witness: PlanWitness
  readonly #read: PlanReading
  #seal: number
  #no = 0
  /** Rows of one kind that were told and are not read yet, without their cells and with a comma before each but the first. */
  #rows: { readonly is: Kind; readonly json: Uint8Array[] } = { is: 'change', json: [] }

  constructor(path: string, job: string, witness: PlanWitness) {
    this.#witness = witness
    this.#read = new PlanReading(path)
    this.#seal = firstPlanSeal(job)
  }

  take(lines: readonly FoundLine[]): void {
    for (const line of lines) this.#takeText(this.#unsealed(line))
    this.#readRows()
  }

  whole(): PinnedPlan {
    return this.#read.whole(this.#no)
  }

  #unsealed({ bytes, isEnded }: FoundLine): Buffer {
    this.#no += 1
    const line = isEnded ? unsealBytes(bytes, this.#seal) : undefined
    if (line === undefined) throw new Error(`line ${this.#no} is not what was written there`)
    this.#seal = line.seal
    return line.bytes
  }

  #takeText(text: Buffer): void {
    const is = KINDS.find((kind) => beginsWith(text, ROWS[kind].begins))
    if (is === undefined) this.#takeOther(text)
    else this.#takeRow(is, text.subarray(ROWS[is].begins.length, -1))
  }

  #takeOther(text: Buffer): void {
    this.#readRows()
    const line: PlanLine = JSON.parse(text.toString('utf8'))
    if (line.is === 'head') this.#witness.head(line.head)
    this.#read.take(line, this.#no)
  }

  #takeRow(is: Kind, json: Buffer): void {
    this.#witness[is](json)
    if (this.#rows.is !== is) this.#readRows(is)
    const from = json.indexOf(CELLS) + CELLS.length
    const to = json.indexOf(ROWS[is].after, from)
    if (from < CELLS.length || to < from) throw new Error(`line ${this.#no} has no cells where they belong`)
    this.#rows.json.push(this.#rows.json.length === 0 ? OPEN : COMMA, json.subarray(0, from), json.subarray(to))
  }

  /** Of the form that they say to be: only where the witness confirms all of them is it believed. */
  #readRows(next: Kind = this.#rows.is): void {
    const { is, json } = this.#rows
    this.#rows = { is: next, json: [] }
    if (json.length === 0) return
    const rows: readonly unknown[] = JSON.parse(Buffer.concat([...json, CLOSE]).toString('utf8'))
    for (const row of rows) this.#read.take(lineOf(is, row), this.#no)
  }
}

const beginsWith = (text: Buffer, begins: Buffer): boolean => text.subarray(0, begins.length).equals(begins)

const lineOf = (is: Kind, row: unknown): PlanLine =>
  is === 'change' ? { is, change: row as Change } : { is, skip: row as Skip }
