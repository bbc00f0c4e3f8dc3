/** Where something is said: the box with its completions, the file that goes along, and what is to be known before it is sent. */
import type { RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'
import { AtIcon, SendIcon, SlashIcon } from '../icons.tsx'
import { useView } from '../use-session.ts'
import { AttachButton } from './attach-button.tsx'
import { Attachment } from './attachment.tsx'
import { Hints, ReplyBanner, type ReplyBannerProps } from './hints.tsx'
import { SamplesMenu } from './samples-menu.tsx'
import { LIST_ID, optionId, Suggestions, SuggestionsCount } from './suggestions.tsx'
import { useCompletion } from './use-completion.ts'
import type { DraftState } from './use-draft.ts'

export interface ComposerProps {
  readonly draft: DraftState
  readonly box: RefObject<HTMLTextAreaElement | null>
  /** Absent when the message goes to the space itself. */
  readonly reply: ReplyBannerProps | undefined
  readonly onSend: () => void
  readonly onSample: (name: string) => void
}

export const Composer = ({ draft, box, reply, onSend, onSample }: ComposerProps) => {
  const { page, me } = useView()
  const { text, file, isSending } = draft
  const completion = useCompletion({ box, text, write: draft.write })
  useGrowth(box, text)
  const isEmpty = text.trim() === '' && file === undefined
  const writeAtEnd = (written: string) => completion.place({ text: written, caret: written.length })
  return (
    <section class="composer" aria-label="Write a message">
      {reply && <ReplyBanner {...reply} />}
      <Hints draft={draft} isChoosing={completion.completion !== undefined} onWrite={writeAtEnd} />
      {completion.completion && (
        <Suggestions completion={completion.completion} at={completion.at} onChoose={completion.choose} />
      )}
      <SuggestionsCount count={completion.completion?.suggestions.length ?? 0} />
      <div class="composer-box">
        {file && <Attachment file={file} onRemove={draft.detach} />}
        <Box
          draft={draft}
          box={box}
          completion={completion}
          placeholder={placeholderOf(page.room.title, reply)}
          onSend={onSend}
          onLeave={reply?.onLeave}
        />
        <div class="composer-tools">
          <AttachButton onFiles={draft.attach} />
          <SamplesMenu onChoose={onSample} />
          <button
            type="button"
            class="icon-button"
            aria-label="Mention somebody"
            title="Mention somebody (@)"
            onClick={() => writeAtEnd(withAt(text))}
          >
            <AtIcon />
          </button>
          <button
            type="button"
            class="icon-button"
            aria-label="Commands"
            title="Commands (/)"
            onClick={() => writeAtEnd('/')}
            disabled={text.trim() !== '' && text !== '/'}
          >
            <SlashIcon />
          </button>
          <span class="composer-as">
            as <bdi>{me.name}</bdi>
          </span>
          <button
            type="button"
            class="icon-button composer-send"
            aria-label="Send"
            title="Send (Enter)"
            aria-disabled={isEmpty || isSending}
            onClick={onSend}
          >
            <SendIcon />
          </button>
        </div>
      </div>
    </section>
  )
}

const placeholderOf = (title: string, reply: ReplyBannerProps | undefined): string =>
  reply ? 'Write a reply' : `Write to ${title}`

/** An `@` that begins a word. */
const withAt = (text: string): string => (text === '' || /\s$/.test(text) ? `${text}@` : `${text} @`)

interface BoxProps {
  readonly draft: DraftState
  readonly box: RefObject<HTMLTextAreaElement | null>
  readonly completion: ReturnType<typeof useCompletion>
  readonly placeholder: string
  readonly onSend: () => void
  readonly onLeave: (() => void) | undefined
}

const Box = ({ draft, box, completion, placeholder, onSend, onLeave }: BoxProps) => {
  const isOpen = completion.completion !== undefined
  const onKeyDown = (event: KeyboardEvent) => {
    // A word that is still being composed belongs to the input method.
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const isForList = !event.shiftKey && completion.onKey(event.key)
    const isSend = !isForList && event.key === 'Enter' && !event.shiftKey
    if (isForList || isSend) event.preventDefault()
    if (isSend) onSend()
    else if (!isForList && event.key === 'Escape') onLeave?.()
  }
  return (
    <textarea
      ref={box}
      class="composer-text"
      rows={1}
      aria-label="Message"
      aria-autocomplete="list"
      aria-haspopup="listbox"
      aria-controls={isOpen ? LIST_ID : undefined}
      aria-activedescendant={isOpen ? optionId(completion.at) : undefined}
      placeholder={placeholder}
      value={draft.text}
      readOnly={draft.isSending}
      dir="auto"
      onInput={({ currentTarget }) => {
        draft.write(currentTarget.value)
        completion.track()
      }}
      onSelect={completion.track}
      onKeyDown={onKeyDown}
      onBlur={completion.close}
      onPaste={(event) => {
        const files = [...(event.clipboardData?.files ?? [])]
        if (files.length === 0) return
        event.preventDefault()
        draft.attach(files)
      }}
    />
  )
}

/** As high as its text, up to what the styles allow. */
const useGrowth = (box: RefObject<HTMLTextAreaElement | null>, text: string): void => {
  useLayoutEffect(() => {
    if (!box.current) return
    box.current.style.height = 'auto'
    box.current.style.height = `${box.current.scrollHeight}px`
  }, [box, text])
}
