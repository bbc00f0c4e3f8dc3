import type { PlanDigest } from '../model/ids.ts'
import { mapInPieces } from '../model/pause.ts'
import type { Plan } from '../model/plan.ts'
import { planSerializer } from './plan-serializer.ts'

/**
 * The fingerprint that an approval is given to and that the run compares: SHA-256 of the plan's canonical JSON. The same before and
 * after a trip through a file; throws on data that JSON bends. A plan of many thousand changes does not hold the event loop.
 */
export async function digestPlan({ changes, skips, ...head }: Plan): Promise<PlanDigest> {
  const serializer = planSerializer()
  serializer.head(head)
  await mapInPieces(changes, (change) => void serializer.change(change))
  await mapInPieces(skips, (skip) => void serializer.skip(skip))
  return serializer.digest()
}
