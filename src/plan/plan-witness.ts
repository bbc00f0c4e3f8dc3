import type { PlanWitness } from '../model/store.ts'
import { PlanHash } from './plan-hash.ts'

/**
 * Computes the digest of a plan from the bytes of its file, without writing its canonical JSON once more. It must never confirm a plan
 * whose canonical JSON is not, to the letter, what it has heard: then text and plan are one.
 */
export const planWitness = (): PlanWitness => {
  const heard = new PlanHash()
  return {
    head: (head) => heard.head(head),
    change: (json) => heard.change(json),
    skip: (json) => heard.skip(json),
    confirms: (digest) => heard.digest() === digest,
  }
}
