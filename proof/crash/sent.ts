/** Which effects were sent to whom how often, counted from the calls that reached the vendors: also those whose answer nobody heard. */
import type { Stage } from './stage.ts'
import { sentIn } from './watch.ts'

/** More often than once, or than in a run that nobody disturbs. The account that the vendor keeps may be asked for again. */
export const sentTwice = (stage: Stage, usual: ReadonlyMap<string, number> = new Map()): readonly string[] =>
  [...sentSoFar(stage)]
    .filter(([key, times]) => times > Math.max(1, usual.get(key) ?? 1) && !isRefused(stage, key))
    .map(([key, times]) => `${key} was sent ${times} times`)

/** Effects on accounts that nobody asked for, whether or not the vendor did them. */
export const sentOutside = (stage: Stage): readonly string[] => {
  const planned = stage.watches.flatMap(({ directory }) => {
    const then = stage.before.get(directory) ?? new Map<string, string>()
    return stage.cast.people.map((address) => `${directory} ${idAtStart(then, directory, address)}`)
  })
  const isPlanned = (key: string): boolean => planned.includes(`${key.split(': ')[0]} ${key.split(' ').at(-1)}`)
  return [...sentSoFar(stage).keys()]
    .filter((key) => !isPlanned(key))
    .map((key) => `${key} was sent, and is not in the plan`)
}

export const sentSoFar = ({ cloud, watches, before }: Stage): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const watch of watches) {
    const ids = [...(before.get(watch.directory)?.keys() ?? [])]
    for (const call of cloud.traffic.calls.filter(watch.isEffect))
      for (const { key } of sentIn(call, ids)) {
        const named = `${watch.directory}: ${key}`
        counts.set(named, (counts.get(named) ?? 0) + 1)
      }
  }
  return counts
}

const isRefused = ({ before, cast, watches }: Stage, key: string): boolean =>
  watches.some(({ directory }) => {
    const then = before.get(directory) ?? new Map<string, string>()
    return key.startsWith(`${directory}: `) && key.endsWith(` ${idAtStart(then, directory, cast.refused)}`)
  })

/** By the address as it stood in the account's text. */
export const idAtStart = (then: ReadonlyMap<string, string>, directory: string, address: string): string => {
  const found = [...then].find(([, text]) => text.includes(`"${address}"`))
  if (found === undefined) throw new Error(`judging: nobody in ${directory} had the address "${address}"`)
  return found[0]
}
