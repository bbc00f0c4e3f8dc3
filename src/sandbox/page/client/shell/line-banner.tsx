/** Tells that what happens is not heard of, and that the page hears again by itself. */
import { useEffect, useState } from 'preact/hooks'
import { useView } from '../use-session.ts'

/** The line opens within this time when all is well, and a short break is nobody's matter. */
const PATIENCE_MS = 1_500

export const LineBanner = () => {
  const { isLive } = useView()
  const [isOverdue, setOverdue] = useState(false)
  useEffect(() => {
    if (isLive) return setOverdue(false)
    const timer = window.setTimeout(() => setOverdue(true), PATIENCE_MS)
    return () => window.clearTimeout(timer)
  }, [isLive])
  return (
    <div class="line" role="status">
      {isOverdue && (
        <p class="line-words">
          <strong>The line to the sandbox is lost.</strong> It is opened again by itself; until then you see what was
          there before. If the sandbox was stopped, start it and open the new link from the terminal.
        </p>
      )}
    </div>
  )
}
