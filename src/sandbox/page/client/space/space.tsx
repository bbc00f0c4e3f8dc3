/** The space: what was said, in threads, and where to say something. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { Composer } from '../composer/composer.tsx'
import { useDraft } from '../composer/use-draft.ts'
import { useFileDrop } from '../composer/use-file-drop.ts'
import { PaperclipIcon } from '../icons.tsx'
import { useSession, useView } from '../use-session.ts'
import { MessageLog } from './message-log.tsx'
import { authorOf, membersOf, shownName } from './people.ts'

export const Space = () => {
  const session = useSession()
  const { page, messages, suggestion } = useView()
  const [replyingTo, setReplyingTo] = useState<string>()
  const box = useRef<HTMLTextAreaElement>(null)
  const draft = useDraft()
  const { isOver, handlers } = useFileDrop((files) => {
    draft.attach(files)
    box.current?.focus()
  })
  // Whoever starts a thread may delete it: then there is nothing to reply to.
  const root = messages.find(({ id }) => id === replyingTo)
  const toBox = (done: () => void) => {
    done()
    box.current?.focus()
  }
  const replyTo = useCallback((id: string) => {
    setReplyingTo(id)
    box.current?.focus()
  }, [])
  const takeSample = (name: string) => void draft.takeSample(name).then(() => box.current?.focus())
  useEffect(() => {
    const taken = session.takeSuggestion()
    if (taken) takeSample(taken.sample)
  }, [session, suggestion])
  const reply = root && {
    author: shownName(authorOf(membersOf(page), root).name),
    words: root.text ?? '',
    onLeave: () => toBox(() => setReplyingTo(undefined)),
  }
  return (
    <main class="space" {...handlers}>
      <header class="space-head">
        <h2>{page.room.title}</h2>
        <p>
          {page.personas.length} people and {page.bot.name}
        </p>
      </header>
      <MessageLog
        replyingTo={root?.id}
        onReply={replyTo}
        onWrite={(text) => toBox(() => draft.write(text))}
        onSample={takeSample}
      />
      <Composer
        draft={draft}
        box={box}
        reply={reply}
        onSend={() => toBox(() => void draft.send(root?.id))}
        onSample={takeSample}
      />
      {isOver && (
        <div class="space-drop" aria-hidden="true">
          <PaperclipIcon size={32} />
          Drop the file to attach it
        </div>
      )}
    </main>
  )
}
