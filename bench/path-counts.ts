/** Which calls a job was made of, by path. Pure. */
import type { SeenCall } from './bench-case.ts'

export interface PathCount {
  readonly call: string
  readonly plan: number
  readonly run: number
}

export const pathCountsOf = (plan: readonly SeenCall[], run: readonly SeenCall[]): readonly PathCount[] => {
  const [planned, ran] = [countsOf(plan), countsOf(run)]
  return [...new Set([...planned.keys(), ...ran.keys()])]
    .sort()
    .map((call) => ({ call, plan: planned.get(call) ?? 0, run: ran.get(call) ?? 0 }))
}

const countsOf = (calls: readonly SeenCall[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const { method, url } of calls) {
    const call = `${method} ${pathClass(url)}`
    counts.set(call, (counts.get(call) ?? 0) + 1)
  }
  return counts
}

const ID = /^\d+$|\d{3}|@|%40|^.{18,}$/

/** The path with ids and addresses left out. */
export const pathClass = (url: string): string =>
  (url.split('?')[0] ?? '')
    .split('/')
    .map((part) => (ID.test(part) ? '{id}' : part))
    .join('/')
