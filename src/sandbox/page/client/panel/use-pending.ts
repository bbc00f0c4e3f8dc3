import { useState } from 'preact/hooks'

/** The value, or what the visitor has just chosen instead for as long as that is being done. */
export const usePending = <T>(value: T, perform: (chosen: T) => Promise<void>): readonly [T, (chosen: T) => void] => {
  const [pending, setPending] = useState<{ readonly chosen: T } | undefined>(undefined)
  const choose = (chosen: T): void => {
    const mine = { chosen }
    setPending(mine)
    void perform(chosen).finally(() => setPending((now) => (now === mine ? undefined : now)))
  }
  return [pending ? pending.chosen : value, choose]
}
