/** How much slower each call of the bot is. */
import { useId, useState } from 'preact/hooks'
import { latencyWords } from './knob-words.ts'
import { usePending } from './use-pending.ts'

const MOST_MS = 3_000
const STEP_MS = 100

export interface LatencyProps {
  readonly ms: number
  readonly onTurn: (ms: number) => Promise<void>
}

/** Follows the finger, and is turned once that lets go. */
export const Latency = ({ ms, onTurn }: LatencyProps) => {
  const id = useId()
  const [chosen, choose] = usePending(ms, onTurn)
  const [held, setHeld] = useState<number | undefined>(undefined)
  const shown = held ?? chosen
  const letGo = (at: number): void => {
    setHeld(undefined)
    choose(at)
  }
  return (
    <div class="panel-knob">
      <div class="panel-slider">
        <label for={id}>Latency</label>
        <output for={id}>{latencyWords(shown)}</output>
        <input
          id={id}
          type="range"
          min={0}
          max={MOST_MS}
          step={STEP_MS}
          value={shown}
          aria-valuetext={latencyWords(shown)}
          aria-describedby={`${id}-hint`}
          onInput={({ currentTarget }) => setHeld(currentTarget.valueAsNumber)}
          onChange={({ currentTarget }) => letGo(currentTarget.valueAsNumber)}
        />
      </div>
      <p id={`${id}-hint`} class="field-hint">
        Slows the bot alone: time enough to press Approve twice, to pause, or to kill the bot in the middle.
      </p>
    </div>
  )
}
