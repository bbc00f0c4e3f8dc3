import type { PlanSerializer } from '../model/store.ts'
import { canonicalJson } from './canonical-json.ts'
import { PlanHash } from './plan-hash.ts'

/** Writes the parts of a plan as canonical JSON, which is what its digest is of: one text for the file and for the fingerprint. */
export const planSerializer = (): PlanSerializer => {
  const written = new PlanHash()
  return {
    head: (head) => {
      written.head(head)
      return canonicalJson(head)
    },
    change: (change) => {
      const json = canonicalJson(change)
      written.change(json)
      return json
    },
    skip: (skip) => {
      const json = canonicalJson(skip)
      written.skip(json)
      return json
    },
    digest: () => written.digest(),
  }
}
