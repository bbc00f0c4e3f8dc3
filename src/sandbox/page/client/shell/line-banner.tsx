/** Tells that what happens is not heard of, and what to do. Nothing to whoever does not look: a tab that is seen again is opened anew. */
import { useEffect, useState } from 'preact/hooks'
import { useView } from '../use-session.ts'

/** The line opens within this time when all is well, and a short break is nobody's matter. */
const PATIENCE_MS = 1_500

export const LineBanner = () => {
  const { line } = useView()
  const isWaiting = line === 'opening' || line === 'lost'
  const [isOverdue, setOverdue] = useState(false)
  useEffect(() => {
    if (!isWaiting) return setOverdue(false)
    const timer = window.setTimeout(() => setOverdue(true), PATIENCE_MS)
    return () => window.clearTimeout(timer)
  }, [isWaiting])
  return (
    <div class="line" role="status">
      {isWaiting && isOverdue && (
        <p class="line-words">
          <strong>The line to the sandbox is lost.</strong> It is opened again by itself; until then you see what was
          there before. If the sandbox was stopped, start it and open the new link from the terminal.
        </p>
      )}
      {line === 'closed' && (
        <p class="line-words">
          <strong>The sandbox that opened this page has ended.</strong> Another one runs in its place: open the link
          that stands in its terminal.
        </p>
      )}
    </div>
  )
}
