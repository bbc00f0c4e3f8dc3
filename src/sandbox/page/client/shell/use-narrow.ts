/** Whether there is room for one part of the page at a time alone; the styles know the same width. */
import { useEffect, useState } from 'preact/hooks'

const NARROW = '(max-width: 900px)'

export const useNarrow = (): boolean => {
  const [isNarrow, setNarrow] = useState(() => matchMedia(NARROW).matches)
  useEffect(() => {
    const width = matchMedia(NARROW)
    const listener = () => setNarrow(width.matches)
    listener()
    width.addEventListener('change', listener)
    return () => width.removeEventListener('change', listener)
  }, [])
  return isNarrow
}
