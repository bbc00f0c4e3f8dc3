/** One message: who said it and when, the words or the card, the file. */
import { useCallback, useMemo } from 'preact/hooks'
import type { Member } from '../../protocol.ts'
import { CardView } from '../card/card-view.tsx'
import type { Message } from '../store.ts'
import { useSession, useView } from '../use-session.ts'
import { Avatar } from './avatar.tsx'
import { FileView } from './file.tsx'
import { authorOf, shownName } from './people.ts'
import { RichText } from './rich-text.tsx'
import { fullTimeOf, timeOf } from './times.ts'
import { placeOf } from './use-follow.ts'

export interface MessageViewProps {
  readonly message: Message
  readonly members: readonly Member[]
  /** Whether it goes on with what the same person said just before. */
  readonly isGoingOn?: boolean
}

const CARD = 'application/vnd.microsoft.card.adaptive'

export const MessageView = ({ message, members, isGoingOn = false }: MessageViewProps) => {
  const { bot } = useView().page
  const author = authorOf(members, message)
  const isBot = author.personId === bot.personId
  const cards = (message.attachments ?? []).filter(({ contentType }) => contentType === CARD)
  return (
    <article
      id={placeOf(message.id)}
      class={isGoingOn ? 'message message-going-on' : 'message'}
      aria-label={`${shownName(author.name)}, ${timeOf(message.created)}`}
    >
      <Avatar member={author} isBot={isBot} />
      <Byline message={message} author={author} isBot={isBot} />
      <div class="message-body">
        {/* A client that draws the card does not show the words that stand for it. */}
        {cards.length === 0 && <Words message={message} members={members} />}
        {cards.map(({ content }, index) => (
          <Card key={`${message.id}-${index}`} messageId={message.id} content={content} />
        ))}
        {message.files?.map((url) => (
          <FileView key={url} url={url} />
        ))}
        {isGoingOn && <Edited message={message} />}
      </div>
    </article>
  )
}

interface BylineProps {
  readonly message: Message
  readonly author: Member
  readonly isBot: boolean
}

const Byline = ({ message, author, isBot }: BylineProps) => (
  <p class="message-byline">
    <bdi class="message-author">{shownName(author.name)}</bdi>
    {isBot && <span class="chip">Bot</span>}
    <time class="message-time" dateTime={message.created} title={fullTimeOf(message.created)}>
      {timeOf(message.created)}
    </time>
    <Edited message={message} />
  </p>
)

const Edited = ({ message: { updated } }: Pick<MessageViewProps, 'message'>) =>
  updated === undefined ? null : (
    <span class="message-time" title={fullTimeOf(updated)}>
      (edited)
    </span>
  )

const Words = ({ message: { markdown, text = '' }, members }: Pick<MessageViewProps, 'message' | 'members'>) => {
  if (markdown !== undefined) return <RichText markdown={markdown} members={members} />
  return text === '' ? null : (
    <p class="message-plain" dir="auto">
      {text}
    </p>
  )
}

interface CardProps {
  readonly messageId: string
  readonly content: Readonly<Record<string, unknown>>
}

const Card = ({ messageId, content }: CardProps) => {
  const session = useSession()
  const submit = useCallback(
    (inputs: Readonly<Record<string, unknown>>) => session.webex.click(messageId, inputs),
    [session, messageId],
  )
  // The same card fetched anew is the same card: what was typed into it stays.
  const said = JSON.stringify(content)
  const same = useMemo(() => JSON.parse(said) as CardProps['content'], [said])
  return <CardView content={same} onSubmit={submit} />
}
