/** Everything that was said, thread by thread. */
import { useMemo } from 'preact/hooks'
import { ArrowDownIcon } from '../icons.tsx'
import { useSession, useView } from '../use-session.ts'
import { EmptySpace } from './empty-space.tsx'
import { shownName } from './people.ts'
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
  const { messages, me, areMessagesLoaded, unreadable } = useView()
  const { log, hasNews, follow, onScroll } = useFollow(messages, me.personId)
  // Who types draws none of them again.
  const threads = useMemo(
    () =>
      threadsOf(messages).map((thread) => (
        <ThreadView key={thread.id} thread={thread} isAnswered={replyingTo === thread.id} onReply={onReply} />
      )),
    [messages, replyingTo, onReply],
  )
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
        aria-busy={!areMessagesLoaded && unreadable === ''}
        {...SCROLLED}
        ref={log}
        onScroll={onScroll}
      >
        {unreadable !== '' && <Unreadable words={unreadable} />}
        {areMessagesLoaded && messages.length === 0 && <EmptySpace onWrite={onWrite} onSample={onSample} />}
        <ol class="space-threads">{threads}</ol>
      </div>
      {hasNews && (
        <button type="button" class="button button-primary space-news" onClick={jump}>
          <ArrowDownIcon size={16} /> New messages
        </button>
      )}
    </div>
  )
}

/** E.g. to somebody who was deleted: their client would be signed out. */
const Unreadable = ({ words }: { readonly words: string }) => {
  const session = useSession()
  const { me } = useView()
  return (
    <div class="space-unreadable" role="alert">
      <p>
        The messages cannot be read as <bdi>{shownName(me.name)}</bdi>. {words}
      </p>
      <p>
        If this account was deleted, be somebody else, or bring everybody back with “Reset everything” in the
        organisation.
      </p>
      <button type="button" class="button" onClick={() => void session.readAgain()}>
        Try again
      </button>
    </div>
  )
}
