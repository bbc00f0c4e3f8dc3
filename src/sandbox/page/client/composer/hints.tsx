/** What stands over the box: which thread is replied to, whether the bot will hear it, what went wrong. */
import { CloseIcon, ReplyIcon, WarningIcon } from '../icons.tsx'
import { useView } from '../use-session.ts'
import { isUnheard, toBot } from './draft-text.ts'
import type { DraftState } from './use-draft.ts'

export interface ReplyBannerProps {
  /** Whose thread it is, and how it begins. */
  readonly author: string
  readonly words: string
  readonly onLeave: () => void
}

export const ReplyBanner = ({ author, words, onLeave }: ReplyBannerProps) => (
  <div class="composer-reply">
    <ReplyIcon size={16} />
    <span class="composer-reply-words">
      Replying to <bdi>{author}</bdi>
      {words !== '' && (
        <>
          : <bdi class="composer-reply-quote">{words}</bdi>
        </>
      )}
    </span>
    <button
      type="button"
      class="icon-button"
      aria-label="Leave the thread"
      title="Leave the thread (Esc)"
      onClick={onLeave}
    >
      <CloseIcon size={16} />
    </button>
  </div>
)

export interface HintsProps {
  readonly draft: DraftState
  /** Whether a list of completions is open: then nobody knows yet whom the message is for. */
  readonly isChoosing: boolean
  readonly onWrite: (text: string) => void
}

export const Hints = ({ draft, isChoosing, onWrite }: HintsProps) => {
  const { page } = useView()
  const { bot, process } = page
  const isNotHeard = isUnheard({ text: draft.text, hasFile: draft.file !== undefined }, page)
  return (
    <>
      {isNotHeard && !isChoosing && (
        <p class="composer-hint">
          {bot.name} hears only messages that mention it.
          <button
            type="button"
            class="button button-quiet button-small"
            onClick={() => onWrite(toBot(draft.text, bot))}
          >
            Mention {bot.name}
          </button>
        </p>
      )}
      {process.status === 'stopped' && (
        <p class="composer-hint">{bot.name} is not running. It answers when it is started again.</p>
      )}
      <p class="composer-hint" role="status">
        {draft.note}
      </p>
      {draft.error !== '' && (
        <p class="composer-error" role="alert">
          <WarningIcon size={16} /> <span>{draft.error}</span>
        </p>
      )}
    </>
  )
}
