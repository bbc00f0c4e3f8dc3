/** Draws what was read of markdown. Every word is a text node: nothing that somebody wrote becomes markup. */
import { useMemo } from 'preact/hooks'
import type { Member } from '../../protocol.ts'
import { type Mentioned, type Piece, readMarkdown } from './markdown-tree.ts'
import { shownName } from './people.ts'

export interface RichTextProps {
  readonly markdown: string
  readonly members: readonly Member[]
}

export const RichText = ({ markdown, members }: RichTextProps) => {
  const pieces = useMemo(() => readMarkdown(markdown), [markdown])
  return (
    <div class="rich-text" dir="auto">
      <Pieces pieces={pieces} members={members} />
    </div>
  )
}

interface PiecesProps {
  readonly pieces: readonly Piece[]
  readonly members: readonly Member[]
}

const Pieces = ({ pieces, members }: PiecesProps) => (
  <>
    {pieces.map((piece, index) => (
      <Drawn key={`${index}-${piece.kind}`} piece={piece} members={members} />
    ))}
  </>
)

const Drawn = ({ piece, members }: { readonly piece: Piece; readonly members: readonly Member[] }) => {
  switch (piece.kind) {
    case 'text':
      return <Text text={piece.text} />
    case 'code':
      return <code>{piece.text}</code>
    case 'code-block':
      return (
        <pre>
          <code>{piece.text}</code>
        </pre>
      )
    case 'break':
      return <br />
    case 'rule':
      return <hr />
    case 'mention':
      return <bdi class="mention">@{nameOf(piece.who, members)}</bdi>
    default:
      return <Element piece={piece} members={members} />
  }
}

/** Blocks in a row are a picture of a bar, which would be read aloud block by block; the figures beside it say the same. */
const BAR = /([█░]{4,})/u

const Text = ({ text }: { readonly text: string }) => (
  <>
    {text.split(BAR).map((part, index) =>
      BAR.test(part) ? (
        <span key={index} class="text-bar" aria-hidden="true">
          {part}
        </span>
      ) : (
        part
      ),
    )}
  </>
)

type Parent = Extract<Piece, { readonly children: readonly Piece[] }>

const Element = ({ piece, members }: { readonly piece: Parent; readonly members: readonly Member[] }) => {
  const children = <Pieces pieces={piece.children} members={members} />
  if (piece.kind === 'numbers') return <ol start={piece.start}>{children}</ol>
  if (piece.kind === 'link')
    return (
      <a href={piece.href} target="_blank" rel="noopener noreferrer">
        <bdi>{children}</bdi>
      </a>
    )
  // One level for all, below the title of the space: what somebody wrote does not change how the page is built.
  if (piece.kind === 'heading') return <h3 class={piece.level < 3 ? 'heading-large' : undefined}>{children}</h3>
  return <piece.tag>{children}</piece.tag>
}

const nameOf = ({ by, key, name }: Mentioned, members: readonly Member[]): string => {
  if (by === 'all') return 'All'
  const known = members.find((member) =>
    by === 'personId' ? member.personId === key : member.email === key.toLowerCase(),
  )
  return shownName(name ?? known?.name ?? key)
}
