/** When the bot was waiting for the emulated clouds. Pure. */

/** One call of the bot, from its arrival at the cloud to the end of the answer; epoch milliseconds. */
export interface CloudCall {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly from: number
  readonly to: number
}

/** Milliseconds between `from` and `to` in which at least one call was under way. */
export const waitedIn = (calls: readonly CloudCall[], from: number, to: number): number => {
  let [waited, end] = [0, from]
  for (const call of calls.toSorted((one, other) => one.from - other.from)) {
    const [begin, stop] = [Math.max(call.from, end), Math.min(call.to, to)]
    if (stop <= begin) continue
    waited += stop - begin
    end = stop
  }
  return waited
}
