/** Epoch milliseconds, with their fractions: comparable with what other processes and the clocks of the emulated clouds tell. */
export const epochMs = (): number => performance.timeOrigin + performance.now()
