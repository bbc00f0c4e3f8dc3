/**
 * Keeps the newest message in sight as long as the visitor stays where it is, and tells them of new ones when they have scrolled
 * away. Nobody who reads is moved.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Message } from '../store.ts'
import { type Stretch, scrolledTo } from './scroll-to.ts'

/** Pixels; whoever sees the last words but one is still there. */
const NEAR = 120

export const placeOf = (id: string): string => `message-${id}`

/** `messages` oldest first; `me` is the id of whoever the visitor is. */
export const useFollow = (messages: readonly Message[], me: string) => {
  const log = useRef<HTMLDivElement>(null)
  const isFollowing = useRef(true)
  const seen = useRef<Message | undefined>(undefined)
  /** The visitor has scrolled since the newest message came. */
  const isHeld = useRef(false)
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
    isHeld.current = false
    setNews(false)
    reveal()
  }, [reveal])

  useEffect(follow, [me, follow])

  useLayoutEffect(() => {
    // When a message is deleted, the one before is the newest and was seen.
    const isNew = newest?.id !== seen.current?.id && (newest?.created ?? '') >= (seen.current?.created ?? '')
    seen.current = newest
    if (!newest || !isNew) return
    if (isFollowing.current || newest.personId === me || isSeen(log.current, newest.id)) follow()
    else setNews(true)
  }, [newest, me, follow])

  const newestPlace = newest && placeOf(newest.id)
  useEffect(() => {
    // A card finds its height after it was put there. What the visitor opens elsewhere moves nothing.
    const sizes = new ResizeObserver(() => {
      // Who is somewhere in a message that is taller than all there is to see, e.g. at the buttons of a card, stays there.
      const isReading = isHeld.current && log.current && place && place.offsetHeight > log.current.clientHeight
      if (isFollowing.current && !isReading) reveal()
    })
    const place = newestPlace === undefined ? null : document.getElementById(newestPlace)
    for (const element of [log.current, place]) if (element) sizes.observe(element)
    return () => sizes.disconnect()
  }, [newestPlace, reveal])

  const onScroll = useCallback(() => {
    if (!log.current || Math.abs(log.current.scrollTop - ownScroll.current) < 2) return
    ownScroll.current = -1
    isHeld.current = true
    isFollowing.current = isSeen(log.current, newestId.current)
    if (isFollowing.current) setNews(false)
  }, [])

  return { log, hasNews, follow, onScroll }
}

/** Whether the end of the message is in sight, or almost. */
const isSeen = (log: HTMLElement | null, id: string): boolean => {
  const place = document.getElementById(placeOf(id))
  if (!log || !place) return true
  const { top, height } = stretchOf(place, log)
  const end = top + height - log.scrollTop
  return end >= 0 && end <= log.clientHeight + NEAR
}

/** The end when the last one fits there. */
const show = (log: HTMLElement, id: string): void => {
  const place = document.getElementById(placeOf(id))
  const isLast = place === [...log.querySelectorAll('article.message')].at(-1)
  if (!place) log.scrollTop = 0
  else if (isLast && place.offsetHeight <= log.clientHeight) log.scrollTop = log.scrollHeight
  else log.scrollTop = scrolledTo(stretchOf(place, log), { top: log.scrollTop, height: log.clientHeight })
}

const stretchOf = (place: HTMLElement, log: HTMLElement): Stretch => ({
  top: place.getBoundingClientRect().top - log.getBoundingClientRect().top + log.scrollTop,
  height: place.offsetHeight,
})
