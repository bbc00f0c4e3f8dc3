/** One account. Of several hundred only those are drawn again of which something is new. */
import { Component } from 'preact'
import type { AccountView } from '../../protocol.ts'
import { initialsOf } from '../space/people.ts'

/** Plain values alone, so that they can be compared. */
export interface AccountRowProps {
  readonly name: string
  readonly email: string
  readonly status: string
  readonly tone: AccountView['tone']
  readonly roles: string
  /** Who of the page's people it is, if anybody. */
  readonly mark: string
  /** When it was changed, in words. */
  readonly when: string
  readonly isFresh: boolean
}

const CHIPS: Readonly<Record<AccountView['tone'], string>> = {
  active: 'chip-good',
  inactive: '',
  leaving: 'chip-warn',
  gone: 'chip-bad',
}

export class AccountRow extends Component<AccountRowProps> {
  override shouldComponentUpdate(next: Readonly<AccountRowProps>): boolean {
    const [now, then] = [Object.entries(next), new Map<string, unknown>(Object.entries(this.props))]
    return now.some(([name, value]) => then.get(name) !== value)
  }

  override render() {
    const { name, email, status, tone, roles, mark, when, isFresh } = this.props
    const isGone = tone === 'gone'
    return (
      <li class={`panel-account ${isFresh ? 'panel-account-fresh' : ''}`}>
        <span class={`avatar panel-avatar ${isGone ? 'panel-avatar-gone' : ''}`} aria-hidden="true">
          {initialsOf(name)}
        </span>
        <div class="panel-who">
          <p class="panel-name">
            <span class={`panel-name-text ${isGone ? 'panel-name-gone' : ''}`}>{name}</span>
            {mark !== '' && <span class="chip chip-accent">{mark}</span>}
            <span class={`chip panel-status ${CHIPS[tone]}`}>{status}</span>
          </p>
          <p class="panel-email">{email}</p>
          {roles !== '' && <p class="panel-roles">{roles}</p>}
          {when !== '' && <p class="panel-when">{when}</p>}
        </div>
      </li>
    )
  }
}
