import { useEffect, useState } from 'preact/hooks'

/** The time in milliseconds since 1970, as often anew as is asked for, and whenever `holdMs` becomes another. */
export const useNow = (holdMs: number): number => {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    setNow(Date.now())
    const timer = window.setInterval(() => setNow(Date.now()), holdMs)
    return () => window.clearInterval(timer)
  }, [holdMs])
  return now
}
