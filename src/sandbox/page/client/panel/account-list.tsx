/** The people of one directory whom the search finds; whoever was changed stands on top. */
import type { AccountView } from '../../protocol.ts'
import { useView } from '../use-session.ts'
import { AccountRow } from './account-row.tsx'
import { changeWords, isFresh, matching, wordsHoldMs } from './account-words.ts'
import { useNow } from './use-now.ts'

export interface AccountListProps {
  readonly accounts: readonly AccountView[]
  readonly query: string
  readonly onClear: () => void
}

export const AccountList = ({ accounts, query, onClear }: AccountListProps) => {
  const { me } = useView()
  const nowMs = Math.max(useNow(wordsHoldMs(accounts, Date.now())), newestOf(accounts))
  const found = matching(accounts, query)
  return (
    <>
      <p class={found.length === 0 ? 'panel-empty' : 'visually-hidden'} role="status">
        {query.trim() === '' ? '' : foundWords(found.length, query)}
      </p>
      {found.length === 0 && query.trim() !== '' && (
        <p class="panel-empty">
          <button type="button" class="button button-small" onClick={onClear}>
            Show everybody
          </button>
        </p>
      )}
      <ul class="panel-accounts">
        {found.map((account) => (
          <AccountRow
            key={account.id}
            name={account.name}
            email={account.email}
            status={account.status}
            tone={account.tone}
            roles={account.roles.join(', ')}
            mark={markOf(account, me.email)}
            when={changeWords(account, nowMs)}
            isFresh={isFresh(account, nowMs)}
          />
        ))}
      </ul>
    </>
  )
}

/** A change that came between two beats of the clock is not in the future. */
const newestOf = (accounts: readonly AccountView[]): number => Date.parse(accounts[0]?.changedAt ?? '') || 0

const foundWords = (count: number, query: string): string =>
  count === 0 ? `Nobody here has "${query.trim()}".` : `${count} ${count === 1 ? 'person' : 'people'} found`

const markOf = ({ isPersona, email }: AccountView, own: string): string => {
  if (!isPersona) return ''
  return email.toLowerCase() === own.toLowerCase() ? 'you' : 'persona'
}
