import type { Change, Skip } from '../model/plan.ts'
import type { PlanSerializer } from '../model/store.ts'
import { canonicalJson } from './canonical-json.ts'
import { PlanHash } from './plan-hash.ts'

/** Writes the parts of a plan as canonical JSON, which is what its digest is of: one text for the file and for the fingerprint. */
export const planSerializer = (): PlanSerializer => {
  const hash = new PlanHash()
  const writing = (hashed: (json: string) => void) => (row: Change | Skip) => {
    const json = canonicalJson(row)
    hashed(json)
    return json
  }
  return {
    head: (head) => {
      hash.head(head)
      return canonicalJson(head)
    },
    change: writing((json) => hash.change(json)),
    skip: writing((json) => hash.skip(json)),
    digest: () => hash.digest(),
  }
}
