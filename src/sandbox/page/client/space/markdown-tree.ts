/**
 * Markdown as Webex understands it, read into a tree of plain values that the page draws as elements and text. No HTML is ever made:
 * tags in the source stay text, images become links, and an address that is not of the web or of mail stays text.
 */
import MarkdownIt, { type StateInline, type Token } from 'markdown-it'

export type Piece =
  | { readonly kind: 'text' | 'code' | 'code-block'; readonly text: string }
  | { readonly kind: 'break' | 'rule' }
  | { readonly kind: 'mention'; readonly who: Mentioned }
  | { readonly kind: 'link'; readonly href: string; readonly children: readonly Piece[] }
  | { readonly kind: 'heading'; readonly level: number; readonly children: readonly Piece[] }
  | { readonly kind: 'numbers'; readonly start: number; readonly children: readonly Piece[] }
  | { readonly kind: 'element'; readonly tag: ElementTag; readonly children: readonly Piece[] }

export type ElementTag = 'p' | 'strong' | 'em' | 's' | 'ul' | 'li' | 'blockquote'

export interface Mentioned {
  readonly by: 'personEmail' | 'personId' | 'all'
  /** The address or the id; nothing of all. */
  readonly key: string
  /** As the writer called them. */
  readonly name?: string
}

const LINKED = new Set(['http:', 'https:', 'mailto:'])
const MENTION = /<@(?:all|(personEmail|personId):([^>|\n]+)(?:\|([^>\n]*))?)>/y

const mention = (state: StateInline, isSilent: boolean): boolean => {
  MENTION.lastIndex = state.pos
  const [whole, by = 'all', key = '', name = ''] = MENTION.exec(state.src) ?? []
  if (whole === undefined) return false
  if (!isSilent) state.push('mention', '', 0).meta = { who: { by, key: key.trim(), ...(name !== '' && { name }) } }
  state.pos += whole.length
  return true
}

const reader = new MarkdownIt({ html: false, linkify: false, breaks: true }).disable(['image', 'table'])
reader.validateLink = (href) => URL.canParse(href) && LINKED.has(new URL(href).protocol)
reader.inline.ruler.before('autolink', 'mention', mention)

export const readMarkdown = (markdown: string): readonly Piece[] => piecesOf(reader.parse(markdown, {}))

interface Open {
  readonly token: Token | undefined
  readonly children: Piece[]
}

/** Opening and closing tokens come in pairs; whatever is open takes what follows. */
const piecesOf = (tokens: readonly Token[]): readonly Piece[] => {
  const root: Open = { token: undefined, children: [] }
  const open = [root]
  const put = (...pieces: readonly Piece[]) => (open.at(-1) ?? root).children.push(...pieces)
  for (const token of tokens) {
    if (token.nesting === 1) open.push({ token, children: [] })
    else if (token.nesting === 0) put(...leaf(token))
    else {
      const done = open.length > 1 ? open.pop() : undefined
      if (done?.token) put(...closed(done.token, done.children))
    }
  }
  return root.children
}

/** A kind that nobody thought of is text. */
const leaf = (token: Token): readonly Piece[] => {
  switch (token.type) {
    case 'inline':
      return piecesOf(token.children ?? [])
    case 'softbreak':
    case 'hardbreak':
      return [{ kind: 'break' }]
    case 'hr':
      return [{ kind: 'rule' }]
    case 'code_inline':
      return [{ kind: 'code', text: token.content }]
    case 'code_block':
    case 'fence':
      return [{ kind: 'code-block', text: token.content.replace(/\n$/, '') }]
    case 'mention':
      return [{ kind: 'mention', who: token.meta?.['who'] as Mentioned }]
    default:
      return token.content === '' ? [] : [{ kind: 'text', text: token.content }]
  }
}

const TAGS: ReadonlySet<string> = new Set<ElementTag>(['p', 'strong', 'em', 's', 'ul', 'li', 'blockquote'])

const isTag = (tag: string): tag is ElementTag => TAGS.has(tag)

/** What has no element of its own leaves its content. In a tight list the paragraphs are hidden. */
const closed = (token: Token, children: readonly Piece[]): readonly Piece[] => {
  if (token.hidden) return children
  if (token.tag === 'a') return [{ kind: 'link', href: String(token.attrGet('href') ?? ''), children }]
  if (token.tag === 'ol') return [{ kind: 'numbers', start: Number(token.attrGet('start') ?? 1), children }]
  if (/^h[1-6]$/.test(token.tag)) return [{ kind: 'heading', level: Number(token.tag.slice(1)), children }]
  return isTag(token.tag) ? [{ kind: 'element', tag: token.tag, children }] : children
}
