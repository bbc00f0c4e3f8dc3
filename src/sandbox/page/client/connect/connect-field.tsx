/** One setting: its label, where it is found, and what the check says of it. The value lives in the input alone. */
import { useId } from 'preact/hooks'
import type { Finding } from '../../protocol.ts'
import type { FieldText } from './fields.ts'
import { FindingLine } from './finding-line.tsx'
import { findingsAt } from './findings-of.ts'

export interface ConnectFieldProps {
  readonly text: FieldText
  readonly findings: readonly Finding[]
}

export const ConnectField = ({ text, findings }: ConnectFieldProps) => {
  const id = useId()
  const own = findingsAt(findings, text.name)
  return (
    <div class="field connect-field">
      <div class="connect-label">
        <label for={id}>
          {text.label}
          {text.isOptional && <span class="field-hint"> (optional)</span>}
        </label>
        <code>{text.name}</code>
      </div>
      <input
        {...(text.isSecret ? HIDDEN : PLAIN)}
        id={id}
        name={text.name}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        defaultValue={text.initial ?? ''}
        aria-describedby={`${id}-hint ${id}-found`}
        aria-invalid={own.some(({ tone }) => tone === 'bad')}
      />
      <p id={`${id}-hint`} class="field-hint">
        {text.hint}
      </p>
      <div id={`${id}-found`}>
        {own.map((finding) => (
          <FindingLine key={finding.words} finding={finding} />
        ))}
      </div>
    </div>
  )
}

const HIDDEN = { type: 'password' } as const
const PLAIN = { type: 'text' } as const
