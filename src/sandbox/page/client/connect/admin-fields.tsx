/** The credential that changes users, in one of its two kinds. What was typed for the other is kept, and not sent. */
import { useState } from 'preact/hooks'
import type { Finding } from '../../protocol.ts'
import { ConnectField } from './connect-field.tsx'
import { ADMIN_SCOPES, SERVICE_APP, TOKEN } from './fields.ts'

const KINDS = [
  { key: 'app', label: 'A service app', about: 'Renews its own tokens. For every day.', fields: SERVICE_APP },
  { key: 'token', label: 'A token', about: 'Ends after hours. For a first try.', fields: TOKEN },
] as const

export const AdminFields = ({ findings }: { readonly findings: readonly Finding[] }) => {
  const [chosen, setChosen] = useState<'app' | 'token'>('app')
  return (
    <fieldset class="connect-part">
      <legend>The admin credential</legend>
      <p class="field-hint">Users are changed with it, never with the bot's token.</p>
      <div class="connect-kinds">
        {KINDS.map(({ key, label, about }) => (
          <label key={key} class="connect-kind">
            <input type="radio" name="kind" value={key} checked={chosen === key} onChange={() => setChosen(key)} />
            <span>
              {label}
              <span class="field-hint">{about}</span>
            </span>
          </label>
        ))}
      </div>
      {KINDS.map(({ key, fields }) => (
        <fieldset key={key} class="connect-fields" hidden={chosen !== key} disabled={chosen !== key}>
          <legend class="visually-hidden">{key === 'app' ? 'Service app' : 'Token'}</legend>
          {fields.map((text) => (
            <ConnectField key={text.name} text={text} findings={findings} />
          ))}
        </fieldset>
      ))}
      <details>
        <summary>Scopes that it needs</summary>
        <ul class="connect-scopes">
          {ADMIN_SCOPES.map((scope) => (
            <li key={scope}>
              <code>{scope}</code>
            </li>
          ))}
        </ul>
        <p class="field-hint">Its account also needs the role of a full or user administrator.</p>
      </details>
    </fieldset>
  )
}
