/** Keeps the rest of the page alive when one part of it cannot be drawn, and says so in its place. */
import { Component, type ComponentChildren } from 'preact'
import { wordsOf } from '../error-words.ts'

export interface ErrorBoundaryProps {
  /** What is missing then, e.g. `The space`. */
  readonly part: string
  readonly children: ComponentChildren
}

interface ErrorBoundaryState {
  readonly problem?: string
}

export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = {}

  static override getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { problem: wordsOf(error) }
  }

  override componentDidCatch(error: unknown): void {
    console.error(error)
  }

  override render() {
    const { part, children } = this.props
    const { problem } = this.state
    if (problem === undefined) return children
    return (
      <div class="failure" role="alert">
        <h2>{part} cannot be shown</h2>
        <p>
          This is a fault of the page, not of the bot. What was said and done is kept; load the page again. It said: “
          {problem}”
        </p>
        <button type="button" class="button button-primary" onClick={() => location.reload()}>
          Load again
        </button>
      </div>
    )
  }
}
