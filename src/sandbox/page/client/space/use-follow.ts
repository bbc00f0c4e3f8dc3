/**
 * Keeps the newest message in sight as long as the visitor stays where it is, and tells them of new ones when they have scrolled
 * away. Nobody who reads is moved.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Message } from '../store.ts'

/** Pixels; a line of text more or less is still the end. */
const NEAR_END = 48

export const placeOf = (id: string): string => `message-${id}`

/** `messages` oldest first; `me` is the id of whoever the visitor is. */
export const useFollow = (messages: readonly Message[], me: string) => {
  const log = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLOListElement>(null)
  const isFollowing = useRef(true)
  const seenUntil = useRef('')
  const ownScroll = useRef(-1)
  const [hasNews, setNews] = useState(false)
  const newest = messages.at(-1)
  const newestId = useRef('')
  newestId.current = newest?.id ?? ''

  const reveal = useCallback(() => {
    if (!log.current) return
    show(log.current, newestId.current)
    ownScroll.current = log.current.scrollTop
  }, [])

  const follow = useCallback(() => {
    isFollowing.current = true
    setNews(false)
    reveal()
  }, [reveal])

  useEffect(follow, [me, follow])

  useLayoutEffect(() => {
    const isNew = newest !== undefined && newest.created > seenUntil.current
    seenUntil.current = newest?.created ?? ''
    if (!isNew) return
    if (isFollowing.current || newest.personId === me) follow()
    else setNews(true)
  }, [newest, me, follow])

  useEffect(() => {
    // Cards and tables find their height after they were put there.
    const sizes = new ResizeObserver(() => {
      if (isFollowing.current) reveal()
    })
    for (const element of [log.current, list.current]) if (element) sizes.observe(element)
    return () => sizes.disconnect()
  }, [reveal])

  const onScroll = useCallback(() => {
    if (!log.current || Math.abs(log.current.scrollTop - ownScroll.current) < 2) return
    ownScroll.current = -1
    isFollowing.current = isAtEnd(log.current)
    if (isFollowing.current) setNews(false)
  }, [])

  return { log, list, hasNews, follow, onScroll }
}

const isAtEnd = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean =>
  scrollHeight - scrollTop - clientHeight < NEAR_END

/** The end when it is the last one; a reply in an older thread where it stands. */
const show = (log: HTMLElement, id: string): void => {
  const place = document.getElementById(placeOf(id))
  const last = [...log.querySelectorAll('article')].at(-1)
  if (!place || place === last) log.scrollTop = log.scrollHeight
  else place.scrollIntoView({ block: 'nearest' })
}
