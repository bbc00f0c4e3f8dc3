import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type PlanDigest, planDigest } from '../model/ids.ts'
import type { Plan } from '../model/plan.ts'
import { canonicalJson, definedKeys } from './canonical-json.ts'

/**
 * The fingerprint that an approval is given to and that the run compares. Written and hashed piece by piece, so that a
 * plan of many thousand changes neither stops the event loop nor stands in memory a second time.
 */

/** Characters hashed at once, and before other work gets its turn: a millisecond or two. */
const TURN_CHARS = 1 << 17

/** SHA-256 of the plan's canonical JSON. The same before and after a trip through a file; throws on data that JSON bends. */
export async function digestPlan(plan: Plan): Promise<PlanDigest> {
  const hash = createHash('sha256')
  let text = ''
  for (const piece of canonicalPieces({ ...plan })) {
    text += piece
    if (text.length < TURN_CHARS) continue
    hash.update(text)
    text = ''
    await nextTurn()
  }
  return planDigest(hash.update(text).digest('hex'))
}

/** The parts of `canonicalJson(record)`, in order; long lists come item by item. */
function* canonicalPieces(record: Readonly<Record<string, unknown>>): Generator<string> {
  let before = '{'
  for (const key of definedKeys(record)) {
    yield `${before}${JSON.stringify(key)}:`
    yield* valuePieces(record[key])
    before = ','
  }
  yield before === '{' ? '{}' : '}'
}

function* valuePieces(value: unknown): Generator<string> {
  if (!Array.isArray(value)) return yield canonicalJson(value)
  let before = ''
  yield '['
  for (const item of value) {
    yield before + canonicalJson(item)
    before = ','
  }
  yield ']'
}
