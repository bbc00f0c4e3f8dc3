/** Everything that was said, thread by thread. */
import { ArrowDownIcon } from '../icons.tsx'
import { useView } from '../use-session.ts'
import { EmptySpace } from './empty-space.tsx'
import { SCROLLED } from './scrolled.ts'
import { ThreadView } from './thread.tsx'
import { threadsOf } from './threads.ts'
import { useFollow } from './use-follow.ts'

export interface MessageLogProps {
  readonly replyingTo: string | undefined
  readonly onReply: (threadId: string) => void
  /** Puts something into the composer. */
  readonly onWrite: (text: string) => void
  readonly onSample: (name: string) => void
}

export const MessageLog = ({ replyingTo, onReply, onWrite, onSample }: MessageLogProps) => {
  const { messages, me, areMessagesLoaded } = useView()
  const { log, hasNews, follow, onScroll } = useFollow(messages, me.personId)
  const jump = () => {
    follow()
    log.current?.focus()
  }
  return (
    <div class="space-middle">
      <div
        class="space-log"
        role="log"
        aria-label="Messages"
        aria-live="polite"
        aria-busy={!areMessagesLoaded}
        {...SCROLLED}
        ref={log}
        onScroll={onScroll}
      >
        {areMessagesLoaded && messages.length === 0 && <EmptySpace onWrite={onWrite} onSample={onSample} />}
        <ol class="space-threads">
          {threadsOf(messages).map((thread) => (
            <ThreadView key={thread.id} thread={thread} isAnswered={replyingTo === thread.id} onReply={onReply} />
          ))}
        </ol>
      </div>
      {hasNews && (
        <button type="button" class="button button-primary space-news" onClick={jump}>
          <ArrowDownIcon size={16} /> New messages
        </button>
      )}
    </div>
  )
}
