/**
 * The list of what can be completed, above the box. The box keeps the focus and says which one is marked; that a list is there is
 * said aloud, since a box of several lines cannot say that it is expanded.
 */
import { useEffect } from 'preact/hooks'
import { Avatar } from '../space/avatar.tsx'
import { shownName } from '../space/people.ts'
import { useView } from '../use-session.ts'
import type { Completion, Suggestion } from './completion.ts'

export const LIST_ID = 'composer-suggestions'
export const optionId = (index: number): string => `${LIST_ID}-${index}`

export interface SuggestionsProps {
  readonly completion: Completion
  /** The marked one. */
  readonly at: number
  readonly onChoose: (suggestion: Suggestion) => void
}

export const Suggestions = ({ completion: { kind, suggestions }, at, onChoose }: SuggestionsProps) => {
  const { bot } = useView().page
  useEffect(() => document.getElementById(optionId(at))?.scrollIntoView({ block: 'nearest' }), [at])
  return (
    <div class="composer-list" role="listbox" id={LIST_ID} aria-label={kind === 'people' ? 'People' : 'Commands'}>
      {suggestions.map((suggestion, index) => (
        <button
          key={suggestion.key}
          type="button"
          class="composer-option"
          role="option"
          id={optionId(index)}
          tabIndex={-1}
          aria-selected={index === at}
          // The box must not lose the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(suggestion)}
        >
          {suggestion.member && (
            <Avatar member={suggestion.member} isBot={suggestion.member.personId === bot.personId} />
          )}
          <span class="composer-option-words">
            <span class={kind === 'commands' ? 'composer-option-command' : 'composer-option-title'}>
              {shownName(suggestion.title)}
            </span>
            <span class="composer-option-about">{suggestion.about}</span>
          </span>
        </button>
      ))}
    </div>
  )
}

export const SuggestionsCount = ({ count }: { readonly count: number }) => (
  <p class="visually-hidden" role="status">
    {count === 0 ? '' : `${count === 1 ? '1 suggestion' : `${count} suggestions`}; arrow keys choose, Enter takes`}
  </p>
)
