/**
 * The few marks that the vendor's clients know in a card: emphasis, lists, links. What comes out is put into the page as HTML by the
 * renderer without another look, so nothing else may pass: no HTML, no image, no link to anything but the web and mail.
 */
import MarkdownIt from 'markdown-it'

const SAFE_LINK = /^(?:https?:\/\/|mailto:)/i

const marks = new MarkdownIt('zero', { html: false, linkify: false, typographer: false }).enable([
  'emphasis',
  'strikethrough',
  'escape',
  'link',
  'list',
  'newline',
])
marks.validateLink = (url) => SAFE_LINK.test(url.trim())

/** HTML in which every character of `text` that is no mark is text. */
export const cardHtml = (text: string): string => marks.render(text)

export const isSafeLink = (url: string | undefined): url is string => url !== undefined && SAFE_LINK.test(url)
