/**
 * Mentions in markdown and HTML, and the plain text that Webex makes of a formatted message: there a mention is the
 * display name of whom it names. https://developer.webex.com/docs/basics#formatting-messages
 */
import type { Account } from '../identity.ts'
import { personIdOf } from './hydra-id.ts'

export interface Directory {
  byEmail(email: string): Account | undefined
  byPersonId(id: string): Account | undefined
}

export interface Formatted {
  readonly text: string
  readonly html: string
  readonly mentioned: readonly Account[]
  readonly mentionsAll: boolean
}

const MENTION = /<@(personEmail|personId):([^>|]+)(?:\|([^>]*))?>|<@all>/g
const SPARK_MENTION = /<spark-mention\b[^>]*\bdata-object-id="([^"]+)"[^>]*>([^<]*)<\/spark-mention>/g

/** Reads markdown; `html`, which clients may post instead, is read by `readHtml`. */
export function readMarkdown(markdown: string, directory: Directory): Formatted {
  const mentioned: Account[] = []
  let mentionsAll = false
  let html = ''
  let text = ''
  let end = 0
  for (const match of markdown.matchAll(MENTION)) {
    const between = markdown.slice(end, match.index)
    end = match.index + match[0].length
    const account = accountOf(match, directory)
    if (account) mentioned.push(account)
    if (match[0] === '<@all>') mentionsAll = true
    const name = match[3] || account?.displayName || match[2] || 'All'
    text += plain(between) + name
    html += escapeHtml(between) + (account ? mentionTag(account, name) : escapeHtml(name))
  }
  const rest = markdown.slice(end)
  return { text: text + plain(rest), html: `<p>${html}${escapeHtml(rest)}</p>`, mentioned, mentionsAll }
}

export function readHtml(html: string, directory: Directory): Formatted {
  const asMarkdown = html.replace(SPARK_MENTION, (_tag, id, name) => `<@personId:${id}|${name}>`)
  const read = readMarkdown(asMarkdown, directory)
  const text = unescapeHtml(read.text.replace(/<br\s*\/?>/g, '\n').replace(/<[^>]+>/g, ''))
  return { ...read, html, text }
}

function accountOf(match: RegExpExecArray, directory: Directory): Account | undefined {
  const [, kind, who = ''] = match
  if (kind === undefined) return undefined
  return kind === 'personEmail' ? directory.byEmail(who.trim().toLowerCase()) : directory.byPersonId(who.trim())
}

function mentionTag(account: Account, name: string): string {
  const id = personIdOf(account.uuid)
  return `<spark-mention data-object-type="person" data-object-id="${id}">${escapeHtml(name)}</spark-mention>`
}

/** Enough of markdown to read like the vendor's plain text: emphasis, code, headings, quotes and links. */
function plain(markdown: string): string {
  return markdown
    .replace(/^```.*$/gm, '')
    .replace(/^(?:#{1,6}|>)[ \t]+/gm, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|`)(.+?)\1/g, '$2')
    .replace(/(?<![\w*])\*(?![\s*])(.+?)\*(?!\w)/g, '$1')
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
}

function unescapeHtml(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
}
