/** The form: sends what is typed when it is asked to, shows what was found, and forgets everything once it is saved. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ConnectAnswer, Finding } from '../../protocol.ts'
import { wordsOf } from '../error-words.ts'
import { pageServer } from '../page-server.ts'
import { AdminFields } from './admin-fields.tsx'
import { ConnectField } from './connect-field.tsx'
import { BOT, PEOPLE } from './fields.ts'
import { FindingLine } from './finding-line.tsx'
import { findingsElsewhere, summaryOf } from './findings-of.ts'

export interface ConnectFormProps {
  readonly onSaved: (answer: ConnectAnswer) => void
}

type Step = 'check' | 'save'

interface Found {
  readonly findings: readonly Finding[]
  readonly summary: string
  /** The fields that were sent. */
  readonly shown: readonly string[]
}

export const ConnectForm = ({ onSaved }: ConnectFormProps) => {
  const form = useRef<HTMLFormElement>(null)
  const rest = useRef<HTMLDivElement>(null)
  const [busy, setBusy] = useState<Step>()
  const [found, setFound] = useState<Found>()
  const findings = found?.findings ?? []
  const elsewhere = found ? findingsElsewhere(found.findings, found.shown) : []

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    if (busy || !form.current) return
    const values = valuesOf(form.current)
    const step: Step = event.submitter?.getAttribute('value') === 'save' ? 'save' : 'check'
    setBusy(step)
    setFound(undefined)
    const answer = await pageServer[step](values).catch(unanswered)
    setBusy(undefined)
    if (answer.saved) return onSaved(answer)
    setFound({ findings: answer.findings, summary: summaryOf(answer.findings), shown: Object.keys(values) })
  }

  useEffect(() => {
    if (found?.findings.some(({ tone }) => tone === 'bad')) (firstToMend(form.current) ?? rest.current)?.focus()
  }, [found])

  return (
    <form ref={form} class="connect-form" onSubmit={(event) => void submit(event)} noValidate autocomplete="off">
      <fieldset class="connect-part">
        <legend>The bot</legend>
        <ConnectField text={BOT} findings={findings} />
      </fieldset>
      <AdminFields findings={findings} />
      <fieldset class="connect-part">
        <legend>The people</legend>
        {PEOPLE.map((text) => (
          <ConnectField key={text.name} text={text} findings={findings} />
        ))}
      </fieldset>
      <p class="field-hint">
        Okta, Bevy and Alteryx are connected later, in <code>.env</code>; <code>docs/vendors.md</code> and{' '}
        <code>.env.example</code> tell how.
      </p>
      {elsewhere.length > 0 && (
        <div ref={rest} tabIndex={-1} class="connect-elsewhere">
          {elsewhere.map((finding) => (
            <FindingLine key={finding.words} finding={finding} />
          ))}
        </div>
      )}
      <div class="connect-buttons">
        <p class={`connect-summary connect-summary-${toneOf(findings)}`} role="status">
          {busy ? DOING[busy] : found?.summary}
        </p>
        <button type="submit" value="check" class="button" aria-disabled={busy !== undefined}>
          Check
        </button>
        <button type="submit" value="save" class="button button-primary" aria-disabled={busy !== undefined}>
          Save to .env
        </button>
      </div>
    </form>
  )
}

const DOING = { check: 'Checking with Webex…', save: 'Checking, then saving…' } as const satisfies Record<Step, string>

const toneOf = (findings: readonly Finding[]): Finding['tone'] =>
  findings.some(({ tone }) => tone === 'bad') ? 'bad' : 'good'

const valuesOf = (form: HTMLFormElement): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...new FormData(form)].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )

const unanswered = (error: unknown): ConnectAnswer => ({
  isGood: false,
  findings: [{ tone: 'bad', words: wordsOf(error) }],
})

const firstToMend = (form: HTMLFormElement | null): HTMLElement | null =>
  form?.querySelector<HTMLElement>('fieldset:not([hidden]) > .connect-field [aria-invalid="true"]') ?? null
