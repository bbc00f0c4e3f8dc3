/** What a knob is turned by: a switch, or a choice of a few; each says in a line what one will see. */
import { useId } from 'preact/hooks'
import { usePending } from './use-pending.ts'

export interface SwitchProps {
  readonly label: string
  readonly isOn: boolean
  readonly hint: string
  readonly onTurn: (isOn: boolean) => Promise<void>
}

export const Switch = ({ label, isOn, hint, onTurn }: SwitchProps) => {
  const id = useId()
  const [isShownOn, show] = usePending(isOn, onTurn)
  return (
    <div class="panel-knob">
      <div class="panel-switch">
        <label for={id}>{label}</label>
        <input
          id={id}
          type="checkbox"
          role="switch"
          checked={isShownOn}
          aria-checked={isShownOn}
          aria-describedby={`${id}-hint`}
          onChange={({ currentTarget }) => show(currentTarget.checked)}
        />
      </div>
      <p id={`${id}-hint`} class="field-hint">
        {hint}
      </p>
    </div>
  )
}

export interface ChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly (readonly [Value, string])[]
  readonly hint: string
  readonly onChoose: (value: Value) => Promise<void>
}

export const Choice = <Value extends string>({ label, value, options, hint, onChoose }: ChoiceProps<Value>) => {
  const id = useId()
  const [shown, show] = usePending(value, onChoose)
  return (
    <div class="panel-knob">
      <div class="panel-choice">
        <label for={id}>{label}</label>
        <select
          id={id}
          value={shown}
          aria-describedby={`${id}-hint`}
          onChange={({ currentTarget }) => {
            const chosen = options.find(([key]) => key === currentTarget.value)
            if (chosen) show(chosen[0])
          }}
        >
          {options.map(([key, words]) => (
            <option key={key} value={key} selected={key === shown}>
              {words}
            </option>
          ))}
        </select>
      </div>
      <p id={`${id}-hint`} class="field-hint">
        {hint}
      </p>
    </div>
  )
}
