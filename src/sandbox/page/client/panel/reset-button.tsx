/** Everything as at the start, after a second question. */
import type { RefObject } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { wordsOf } from '../error-words.ts'
import { pageServer } from '../page-server.ts'

type Step = 'idle' | 'asking' | 'busy'

export const ResetButton = () => {
  const [step, setStep] = useState<Step>('idle')
  const [words, setWords] = useState('')
  const { no, opener } = useFocusOf(step)
  const reset = async () => {
    setStep('busy')
    setWords('Resetting…')
    const said = await pageServer.reset().then(
      () => 'Everything is as at the start.',
      (error: unknown) => `Nothing was reset: ${wordsOf(error)}`,
    )
    setWords(said)
    setStep('idle')
  }
  const ask = () => {
    setWords('')
    setStep('asking')
  }
  return (
    <div class="panel-reset">
      {step === 'asking' ? (
        <Question no={no} onYes={() => void reset()} onNo={() => setStep('idle')} />
      ) : (
        <button
          ref={opener}
          type="button"
          class="button button-small"
          aria-disabled={step === 'busy'}
          onClick={() => step === 'idle' && ask()}
        >
          Reset everything
        </button>
      )}
      <p class="panel-reset-words" role="status">
        {words}
      </p>
    </div>
  )
}

/** Into the question, and out of it again to where it came from. */
const useFocusOf = (step: Step) => {
  const [no, opener] = [useRef<HTMLButtonElement>(null), useRef<HTMLButtonElement>(null)]
  const before = useRef<Step>(step)
  useLayoutEffect(() => {
    if (step === 'asking') no.current?.focus()
    if (step !== 'asking' && before.current === 'asking') opener.current?.focus()
    before.current = step
  }, [step, no, opener])
  return { no, opener }
}

interface QuestionProps {
  readonly no: RefObject<HTMLButtonElement | null>
  readonly onYes: () => void
  readonly onNo: () => void
}

const Question = ({ no, onYes, onNo }: QuestionProps) => (
  <fieldset class="panel-question" onKeyDown={({ key }) => key === 'Escape' && onNo()}>
    <legend>Reset everything?</legend>
    <p class="field-hint">
      Everybody is back, the knobs are off, the space is emptied, and the bot starts without a memory.
    </p>
    <div class="panel-buttons">
      <button ref={no} type="button" class="button button-small" onClick={onNo}>
        Cancel
      </button>
      <button type="button" class="button button-small button-danger" onClick={onYes}>
        Yes, reset
      </button>
    </div>
  </fieldset>
)
