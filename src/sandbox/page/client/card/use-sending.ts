/** How a press of a card's button is doing: one at a time, and as often as the visitor likes, because the vendor lets them. */
import { useRef, useState } from 'preact/hooks'
import { wordsOf } from '../error-words.ts'

export type Sending =
  | { readonly kind: 'none' }
  | { readonly kind: 'under-way'; readonly title: string }
  | { readonly kind: 'sent'; readonly title: string }
  | { readonly kind: 'refused'; readonly title: string; readonly words: string }

/** `send` does nothing while another press is under way. */
export const useSending = (): readonly [Sending, (title: string, post: () => Promise<void>) => Promise<void>] => {
  const [sending, setSending] = useState<Sending>({ kind: 'none' })
  const isUnderWay = useRef(false)
  const send = async (title: string, post: () => Promise<void>): Promise<void> => {
    if (isUnderWay.current) return
    isUnderWay.current = true
    setSending({ kind: 'under-way', title })
    try {
      await post()
      setSending({ kind: 'sent', title })
    } catch (error) {
      setSending({ kind: 'refused', title, words: wordsOf(error) })
    } finally {
      isUnderWay.current = false
    }
  }
  return [sending, send]
}

export const statusOf = (sending: Sending): string => {
  if (sending.kind === 'under-way') return `Sending “${sending.title}”…`
  return sending.kind === 'sent' ? `Sent “${sending.title}”` : ''
}

export const refusalOf = (sending: Sending): string =>
  sending.kind === 'refused' ? `“${sending.title}” was not sent. ${sending.words}` : ''
