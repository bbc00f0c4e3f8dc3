/** A message with the replies to it below, and the way to reply. */
import { ReplyIcon } from '../icons.tsx'
import { useView } from '../use-session.ts'
import { MessageView } from './message.tsx'
import { authorOf, membersOf } from './people.ts'
import { isGoingOn, type Thread } from './threads.ts'

export interface ThreadViewProps {
  readonly thread: Thread
  /** Whether the composer is about this thread now. */
  readonly isAnswered: boolean
  readonly onReply: (threadId: string) => void
}

export const ThreadView = ({ thread: { id, root, replies }, isAnswered, onReply }: ThreadViewProps) => {
  const members = membersOf(useView().page)
  const first = root ?? replies[0]
  return (
    <li class={isAnswered ? 'thread thread-answered' : 'thread'}>
      {root ? <MessageView message={root} members={members} /> : <p class="thread-gone">This message was deleted.</p>}
      {replies.length > 0 && (
        <ol class="thread-replies" aria-label="Replies">
          {replies.map((reply, index) => (
            <li key={reply.id}>
              <MessageView message={reply} members={members} isGoingOn={isGoingOn(reply, replies[index - 1])} />
            </li>
          ))}
        </ol>
      )}
      {root && first && (
        <button
          type="button"
          class={
            replies.length > 0
              ? 'button button-quiet button-small thread-reply'
              : 'button button-quiet button-small thread-reply thread-reply-first'
          }
          onClick={() => onReply(id)}
        >
          <ReplyIcon size={16} /> Reply to thread
          <span class="visually-hidden"> of {authorOf(members, first).name}</span>
        </button>
      )}
    </li>
  )
}
